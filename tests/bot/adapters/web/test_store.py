import sqlite3
from pathlib import Path

import pytest

from bot.adapters.web.posts import DreamState, DreamWish, Picture, ProblemRecord, Visitor, new_id
from bot.adapters.web.store import Store
from bot.errors import SettingError
from dream_core import Presets

ANYBODY = Visitor(id="0123", name="Ada")


def make_picture() -> Picture:
    return Picture(id=new_id(), picture_format="jpeg", width=30, height=20)


@pytest.fixture
async def photo(store: Store) -> Picture:
    picture = make_picture()
    await store.add_message(ANYBODY, "look", pictures=[picture])
    return picture


@pytest.fixture
def wish(photo: Picture, presets: Presets) -> DreamWish:
    preset = next(iter(presets.values()))
    recipe = preset.recipe(seed=7)
    return DreamWish(
        owner=ANYBODY, photo=photo, preset=preset.name, strength=5, recipe=recipe, words="/dream"
    )


async def test_a_message_is_read_back_whole(store: Store) -> None:
    pictures = [make_picture(), make_picture()]
    added = await store.add_message(ANYBODY, "<b>hi</b>", pictures=pictures)
    answer = await store.add_message(ANYBODY, "oh", reply_to=pictures[1])
    assert added.pictures == tuple(pictures)
    assert answer.reply_to == pictures[1]
    assert await store.newest_posts(limit=10) == (added, answer)
    assert await store.newest_picture() == pictures[1]


async def test_pages_of_posts_go_back_to_the_first(store: Store) -> None:
    posts = [await store.add_message(ANYBODY, str(number)) for number in range(5)]
    newest = await store.newest_posts(limit=2)
    assert newest == tuple(posts[3:])
    assert await store.newest_posts(before=newest[0].id, limit=2) == tuple(posts[1:3])
    assert await store.newest_posts(before=posts[0].id, limit=2) == ()


async def test_a_finished_dream_is_in_its_post_and_in_the_gallery(
    store: Store, wish: DreamWish
) -> None:
    dream_id, result = new_id(), make_picture()
    waiting = await store.add_dream(dream_id, wish)
    assert waiting.dream is not None
    assert waiting.dream.state is DreamState.WAITING
    assert waiting.dream.facts["seed"] == 7
    assert await store.gallery(limit=5) == ()
    finished = await store.finish_dream(dream_id, result, {"seed": 7, "device": "cpu"})
    assert finished.dream is not None
    assert (finished.dream.state, finished.dream.result) == (DreamState.FINISHED, result)
    assert [post for _, post in await store.gallery(limit=5)] == [finished]
    assert await store.dream_post(dream_id) == finished
    assert await store.newest_picture() == result


async def test_a_failed_dream_keeps_its_reason(store: Store, wish: DreamWish) -> None:
    dream_id = new_id()
    await store.add_dream(dream_id, wish)
    problem = ProblemRecord(code="time_limit", sentence="Too slow.", hint="Smaller.")
    post = await store.end_dream(dream_id, DreamState.FAILED, problem)
    assert post.dream is not None
    assert post.dream.problem == problem


async def test_the_gallery_is_paged_newest_first(store: Store, wish: DreamWish) -> None:
    ids = [new_id() for _ in range(5)]
    for dream_id in ids:
        await store.add_dream(dream_id, wish)
        await store.finish_dream(dream_id, make_picture(), {})
    seen: list[str] = []
    before: int | None = None
    while page := await store.gallery(before=before, limit=2):
        seen += [post.dream.id for _, post in page if post.dream]
        before = page[-1][0]
    assert seen == ids[::-1]


async def test_every_change_gets_the_next_revision(store: Store, wish: DreamWish) -> None:
    start = store.revision
    dream_id = new_id()
    added = await store.add_dream(dream_id, wish)
    said = await store.add_message(ANYBODY, "meanwhile")
    ended = await store.end_dream(dream_id, DreamState.CANCELLED, None)
    assert [added.revision, said.revision, ended.revision] == [start + 1, start + 2, start + 3]
    assert await store.posts_since(start + 1, limit=10) == (said, ended)
    assert await store.posts_since(start + 3, limit=10) == ()


async def test_a_dream_that_is_not_there_cannot_end(store: Store) -> None:
    with pytest.raises(LookupError):
        await store.end_dream(new_id(), DreamState.FAILED, None)


async def test_names_are_remembered_and_changed(store: Store) -> None:
    assert await store.name_of("0123") is None
    await store.rename(ANYBODY)
    await store.rename(Visitor(id="0123", name="Grace"))
    assert await store.name_of("0123") == "Grace"


async def test_a_restart_keeps_everything_and_interrupts_what_was_under_way(
    tmp_path: Path, presets: Presets
) -> None:
    file = tmp_path / "room.sqlite3"
    photo, dreams = make_picture(), [new_id(), new_id()]
    async with Store(file) as store:
        await store.add_message(ANYBODY, "look", pictures=[photo])
        for dream_id in dreams:
            recipe = presets["puppyslug"].recipe()
            wish = DreamWish(
                owner=ANYBODY, photo=photo, preset="puppyslug", strength=5, recipe=recipe
            )
            await store.add_dream(dream_id, wish)
        await store.finish_dream(dreams[0], make_picture(), {})
        before = await store.newest_posts(limit=10)
        revision = store.revision
    async with Store(file) as store:
        after = await store.newest_posts(limit=10)
        assert after[:2] == before[:2]
        assert after[2].dream is not None
        assert after[2].dream.state is DreamState.INTERRUPTED
        assert await store.posts_since(revision, limit=10) == after[2:]


async def test_a_newer_programs_room_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "room.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SettingError, match="newer Puppyslug"):
        async with Store(file):
            pass
