from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.web.conversation import JobIds, WebConversation
from bot.adapters.web.feed import Feed
from bot.adapters.web.files import PictureFiles
from bot.adapters.web.hub import Hub
from bot.adapters.web.posts import Dream, DreamState, DreamWish, Picture, Visitor, new_id
from bot.adapters.web.rules import RoomRules
from bot.adapters.web.store import Store
from bot.conversation import Problem, Queued
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettingsBook
from dream_core import DreamError, DreamResult, ErrorCode, Presets, Progress
from dream_core.engine.fake import FakeEngine
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
        self.jobs: JobIds = {}
        self.hub = Hub()
        self.conversation = WebConversation(
            wish,
            store=store,
            files=self.files,
            feed=Feed(self.hub, presets),
            jobs=self.jobs,
            rules=RoomRules(ChatSettingsBook(write_nothing), presets),
            engine=engine,
        )

    async def read_dream(self) -> Dream:
        dream = (await self.store.newest_posts(limit=1))[0].dream
        assert dream is not None
        return dream


@pytest.fixture
async def wish(store: Store, presets: Presets) -> DreamWish:
    ada = Visitor(id="0123", name="Ada")
    photo = Picture(id=new_id(), picture_format="jpeg", width=24, height=16)
    await store.add_message(ada, "", pictures=[photo])
    recipe = presets["puppyslug"].recipe(seed=3)
    return DreamWish(owner=ada, photo=photo, preset="puppyslug", strength=5, recipe=recipe)


@pytest.fixture
def scene(
    store: Store, tmp_path: Path, engine: FakeEngine, presets: Presets, wish: DreamWish
) -> Scene:
    return Scene(store, tmp_path / "pictures", engine, presets, wish)


async def test_an_accepted_dream_is_posted(scene: Scene) -> None:
    await scene.conversation.acknowledge(QUEUED)
    dream = await scene.read_dream()
    assert dream.state is DreamState.WAITING
    assert scene.jobs == {dream.id: "job"}


async def test_a_delivered_dream_is_kept_with_a_thumbnail_and_its_facts(
    scene: Scene, wish: DreamWish
) -> None:
    await scene.conversation.acknowledge(QUEUED)
    result = DreamResult(
        picture=draw_photo(600, 400),
        picture_format="jpeg",
        width=600,
        height=400,
        recipe=wish.recipe,
        device="cpu",
        dream_seconds=1.234,
        total_seconds=2.0,
    )
    await scene.conversation.deliver("job", result)
    dream = await scene.read_dream()
    assert dream.state is DreamState.FINISHED
    assert dream.result is not None
    assert await scene.files.read(dream.result) == result.picture
    assert scene.files.thumbnail_path(dream.result.id).stat().st_size > 0
    assert (dream.facts["seed"], dream.facts["dream_seconds"]) == (3, 1.23)
    assert scene.jobs == {}


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
        (BotError(BotErrorCode.SHUTTING_DOWN, "Closing."), DreamState.INTERRUPTED),
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
    assert scene.jobs == {}


async def test_an_apology_after_the_room_closed_does_no_harm(scene: Scene) -> None:
    await scene.conversation.acknowledge(QUEUED)
    await scene.store.__aexit__()
    await scene.conversation.apologise("job", DreamError(ErrorCode.CANCELLED, "Cancelled."))
    assert scene.jobs == {}
