from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.web.conversation import OpenDreams, WebConversation
from bot.adapters.web.feed import Feed
from bot.adapters.web.files import PictureFiles
from bot.adapters.web.hub import Hub
from bot.adapters.web.posts import Dream, DreamState, DreamWish
from bot.adapters.web.rules import RoomRules
from bot.adapters.web.store import Store
from bot.adapters.web.views import Views
from bot.conversation import Problem, Queued, UnreachableError
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettingsBook
from bot.texts import Phrases
from dream_core import DreamError, DreamResult, ErrorCode, Presets, Progress
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.web.conftest import ADA, MakeDreamWish, make_picture
from tests.bot.adapters.web.guest import draw_photo

QUEUED = Queued(job_id="job", position=1, wait_seconds=None)


def grow(fraction: float, preview: bytes | None = None) -> Progress:
    return Progress(
        job_id="job", fraction=fraction, octave=1, octaves=4, step=1, steps=10, preview=preview
    )


async def write_nothing(scope_id: str, said: Mapping[str, Any] | None) -> None:
    """Settings that no later run needs."""


class Scene:
    """A conversation with real parts, and what of it reaches the hub."""

    def __init__(
        self, store: Store, folder: Path, engine: FakeEngine, presets: Presets, wish: DreamWish
    ) -> None:
        self.store = store
        self.files = PictureFiles(folder)
        self.dreams: OpenDreams = {}
        self.hub = Hub()
        self.conversation = WebConversation(
            wish,
            store=store,
            files=self.files,
            feed=Feed(self.hub, Views(presets, Phrases)),
            dreams=self.dreams,
            rules=RoomRules(ChatSettingsBook(write_nothing), presets),
            engine=engine,
        )

    async def read_dream(self) -> Dream:
        dream = (await self.store.newest_posts(limit=1))[0].dream
        assert dream is not None
        return dream


@pytest.fixture
async def wish(store: Store, make_dream_wish: MakeDreamWish) -> DreamWish:
    photo = make_picture()
    await store.add_message(ADA, "", pictures=[photo])
    return make_dream_wish(photo)


@pytest.fixture
def result(wish: DreamWish) -> DreamResult:
    return DreamResult(
        picture=draw_photo(600, 400),
        picture_format="jpeg",
        width=600,
        height=400,
        recipe=wish.recipe,
        device="cpu",
        dream_seconds=1.234,
        total_seconds=2.0,
    )


@pytest.fixture
def scene(
    store: Store, tmp_path: Path, engine: FakeEngine, presets: Presets, wish: DreamWish
) -> Scene:
    return Scene(store, tmp_path / "pictures", engine, presets, wish)


async def test_an_accepted_dream_is_posted(scene: Scene) -> None:
    await scene.conversation.acknowledge(QUEUED)
    dream = await scene.read_dream()
    assert dream.state is DreamState.WAITING
    assert [(one.wish.id, one.job_id) for one in scene.dreams.values()] == [(dream.id, "job")]


async def test_a_delivered_dream_is_kept_with_a_thumbnail_and_its_facts(
    scene: Scene, result: DreamResult
) -> None:
    await scene.conversation.acknowledge(QUEUED)
    await scene.conversation.deliver("job", result)
    dream = await scene.read_dream()
    assert dream.state is DreamState.FINISHED
    assert dream.result is not None
    assert await scene.files.read(dream.result) == result.picture
    assert scene.files.thumbnail_path(dream.result.id).stat().st_size > 0
    assert (dream.facts["seed"], dream.facts["dream_seconds"]) == (7, 1.23)
    assert scene.dreams == {}


async def test_progress_is_told_at_most_ten_times_a_second_but_every_preview_is(
    scene: Scene,
) -> None:
    await scene.conversation.acknowledge(QUEUED)
    told: list[Any] = []
    scene.hub.publish = lambda key, _message, **_: told.append(key[0])  # type: ignore[method-assign]
    for step in range(50):
        await scene.conversation.show_progress(grow(step / 50))
    assert len(told) <= 2
    await scene.conversation.show_progress(grow(0.9, preview=b"jpeg"))
    await scene.conversation.show_progress(grow(0.91, preview=b"jpeg"))
    assert told.count("preview") == 2


@pytest.mark.parametrize(
    ("problem", "state"),
    [
        (DreamError(ErrorCode.CANCELLED, "Cancelled."), DreamState.CANCELLED),
        (DreamError(ErrorCode.TIME_LIMIT, "Too slow."), DreamState.FAILED),
        (DreamError(ErrorCode.ENGINE_CLOSED, "Closed."), DreamState.INTERRUPTED),
        (BotError(BotErrorCode.INTERRUPTED, "Too often."), DreamState.FAILED),
    ],
)
async def test_each_ending_is_shown_as_what_it_is(
    scene: Scene, problem: Problem, state: DreamState
) -> None:
    await scene.conversation.acknowledge(QUEUED)
    await scene.conversation.apologise("job", problem)
    dream = await scene.read_dream()
    assert dream.state is state
    assert dream.problem is not None
    assert dream.problem.sentence == problem.sentence
    assert scene.dreams == {}


async def test_a_room_that_is_closed_is_told_later(scene: Scene, result: DreamResult) -> None:
    await scene.conversation.acknowledge(QUEUED)
    await scene.store.__aexit__()
    problem = DreamError(ErrorCode.CANCELLED, "Cancelled.")
    for telling in (
        scene.conversation.deliver("job", result),
        scene.conversation.apologise("job", problem),
    ):
        with pytest.raises(UnreachableError):
            await telling
    assert scene.dreams


async def test_a_disk_that_is_full_is_no_reason_to_give_a_dream_up(
    scene: Scene, result: DreamResult, tmp_path: Path
) -> None:
    await scene.conversation.acknowledge(QUEUED)
    (tmp_path / "pictures").write_text("in the way")
    with pytest.raises(UnreachableError):
        await scene.conversation.deliver("job", result)
    (tmp_path / "pictures").unlink()
    await scene.conversation.deliver("job", result)
    assert (await scene.read_dream()).state is DreamState.FINISHED


async def test_an_engine_that_closes_before_the_thumbnail_is_made_is_no_reason_either(
    scene: Scene, result: DreamResult, engine: FakeEngine
) -> None:
    await scene.conversation.acknowledge(QUEUED)
    await engine.__aexit__()
    with pytest.raises(UnreachableError):
        await scene.conversation.deliver("job", result)


async def test_what_was_forgotten_meanwhile_is_shown_no_more_and_leaves_no_file(
    scene: Scene, wish: DreamWish, result: DreamResult, tmp_path: Path
) -> None:
    await scene.conversation.acknowledge(QUEUED)
    await scene.store.forget(wish.owner.id, [wish])
    told: list[Any] = []
    scene.hub.publish = lambda key, _message, **_: told.append(key)  # type: ignore[method-assign]
    await scene.conversation.acknowledge(QUEUED)
    await scene.conversation.show_progress(grow(0.5, preview=b"jpeg"))
    await scene.conversation.deliver("job", result)
    await scene.conversation.apologise("job", DreamError(ErrorCode.CANCELLED, "Cancelled."))
    assert told == []
    assert await scene.store.newest_posts(limit=10) == ()
    assert [path for path in (tmp_path / "pictures").rglob("*") if path.is_file()] == []
    assert scene.dreams == {}
