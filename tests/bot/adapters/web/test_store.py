import sqlite3
from pathlib import Path

import pytest

from bot.adapters.web.posts import DreamState, DreamWish, Picture, ProblemRecord, Visitor
from bot.adapters.web.store import ForgottenError, Store
from bot.errors import SettingError
from tests.bot.adapters.web.conftest import ADA, MakeDreamWish, make_picture

PROBLEM = ProblemRecord(code="time_limit", sentence="Too slow.", hint="Smaller.")


def result_of(wish: DreamWish) -> Picture:
    return Picture(id=wish.result_id, picture_format="jpeg", width=30, height=20)


@pytest.fixture
async def photo(store: Store) -> Picture:
    picture = make_picture()
    await store.add_message(ADA, "look", pictures=[picture])
    return picture


@pytest.fixture
def wish(photo: Picture, make_dream_wish: MakeDreamWish) -> DreamWish:
    return make_dream_wish(photo, words="/dream")


async def test_a_message_is_read_back_whole(store: Store) -> None:
    pictures = [make_picture(), make_picture()]
    added = await store.add_message(ADA, "<b>hi</b>", pictures=pictures)
    answer = await store.add_message(ADA, "oh", reply_to=pictures[1])
    assert added.pictures == tuple(pictures)
    assert answer.reply_to == pictures[1]
    assert await store.newest_posts(limit=10) == (added, answer)
    assert await store.newest_picture() == pictures[1]


async def test_pages_of_posts_go_back_to_the_first(store: Store) -> None:
    posts = [await store.add_message(ADA, str(number)) for number in range(5)]
    newest = await store.newest_posts(limit=2)
    assert newest == tuple(posts[3:])
    assert await store.newest_posts(before=newest[0].id, limit=2) == tuple(posts[1:3])
    assert await store.newest_posts(before=posts[0].id, limit=2) == ()


async def test_a_finished_dream_is_in_its_post_and_in_the_gallery(
    store: Store, wish: DreamWish
) -> None:
    result = result_of(wish)
    waiting = await store.add_dream(wish)
    assert waiting.dream is not None
    assert waiting.dream.state is DreamState.WAITING
    assert waiting.dream.facts["seed"] == 7
    assert await store.gallery(limit=5) == ()
    finished = await store.finish_dream(wish, result, {"seed": 7, "device": "cpu"})
    assert finished.dream is not None
    assert (finished.dream.state, finished.dream.result) == (DreamState.FINISHED, result)
    assert [post for _, post in await store.gallery(limit=5)] == [finished]
    assert await store.dream_post(wish.id) == finished
    assert await store.newest_picture() == result


async def test_a_failed_dream_keeps_its_reason(store: Store, wish: DreamWish) -> None:
    await store.add_dream(wish)
    post = await store.end_dream(wish, DreamState.FAILED, PROBLEM)
    assert post.dream is not None
    assert post.dream.problem == PROBLEM


async def test_a_dream_is_posted_once_and_has_one_ending(store: Store, wish: DreamWish) -> None:
    first = await store.add_dream(wish)
    assert await store.add_dream(wish) == first
    finished = await store.finish_dream(wish, result_of(wish), {})
    again = await store.finish_dream(wish, result_of(wish), {})
    assert (again.id, again.dream) == (first.id, finished.dream)
    assert await store.end_dream(wish, DreamState.FAILED, PROBLEM) == again
    assert len(await store.newest_posts(limit=10)) == 2  # its photo's, and its own
    assert len(await store.gallery(limit=10)) == 1


async def test_an_ending_posts_a_dream_that_never_was_acknowledged(
    store: Store, photo: Picture, make_dream_wish: MakeDreamWish
) -> None:
    finished, failed = make_dream_wish(photo), make_dream_wish(photo)
    await store.finish_dream(finished, result_of(finished), {})
    await store.end_dream(failed, DreamState.FAILED, PROBLEM)
    posts = await store.newest_posts(limit=2)
    states = [post.dream.state for post in posts if post.dream]
    assert states == [DreamState.FINISHED, DreamState.FAILED]


async def test_the_gallery_is_paged_newest_first(
    store: Store, photo: Picture, make_dream_wish: MakeDreamWish
) -> None:
    dreamed = [make_dream_wish(photo) for _ in range(5)]
    ids = [one.id for one in dreamed]
    for one in dreamed:
        await store.finish_dream(one, result_of(one), {})
    seen: list[str] = []
    before: int | None = None
    while page := await store.gallery(before=before, limit=2):
        seen += [post.dream.id for _, post in page if post.dream]
        before = page[-1][0]
    assert seen == ids[::-1]


async def test_every_change_gets_the_next_revision(store: Store, wish: DreamWish) -> None:
    start = store.revision
    added = await store.add_dream(wish)
    said = await store.add_message(ADA, "meanwhile")
    ended = await store.end_dream(wish, DreamState.CANCELLED, None)
    assert [added.revision, said.revision, ended.revision] == [start + 1, start + 2, start + 3]
    assert await store.posts_since(start + 1, limit=10) == (said, ended)
    assert await store.posts_since(start + 3, limit=10) == ()


async def test_a_dream_of_a_photo_that_is_gone_is_shown_no_more(
    store: Store, make_dream_wish: MakeDreamWish
) -> None:
    wish = make_dream_wish(make_picture())
    for showing in (
        store.add_dream(wish),
        store.finish_dream(wish, result_of(wish), {}),
        store.end_dream(wish, DreamState.FAILED, None),
    ):
        with pytest.raises(ForgottenError):
            await showing
    assert await store.newest_posts(limit=10) == ()
    assert await store.picture_ids() == ()


async def test_names_are_remembered_and_changed(store: Store) -> None:
    assert await store.name_of("0123") is None
    await store.rename(ADA)
    await store.rename(Visitor(id="0123", name="Grace"))
    assert await store.name_of("0123") == "Grace"


async def test_a_restart_keeps_everything_and_what_nobody_goes_on_with_is_marked(
    tmp_path: Path, make_dream_wish: MakeDreamWish
) -> None:
    file = tmp_path / "room.sqlite3"
    photo = make_picture()
    finished, lost, resumed = (make_dream_wish(photo) for _ in range(3))
    async with Store(file) as store:
        await store.add_message(ADA, "look", pictures=[photo])
        for one in (finished, lost, resumed):
            await store.add_dream(one)
        await store.finish_dream(finished, result_of(finished), {})
        before = await store.newest_posts(limit=10)
    async with Store(file) as store:
        revision = store.revision
        assert await store.newest_posts(limit=10) == before
        await store.interrupt_dreams(but={resumed.id})
        (changed,) = await store.posts_since(revision, limit=10)
    assert changed.dream is not None
    assert (changed.dream.id, changed.dream.state) == (lost.id, DreamState.INTERRUPTED)


async def test_a_newer_programs_room_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "room.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SettingError, match="newer Puppyslug"):
        async with Store(file):
            pass
