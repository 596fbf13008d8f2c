"""A room that an earlier version wrote is the same room in this one."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.adapters.web.posts import DreamState
from bot.adapters.web.store import Store
from tests.bot.adapters.web.conftest import ADA, MakeDreamWish, make_picture

DUMP = Path(__file__).with_name("room_v1.sql")
DREAMS = [f"{number:020x}" for number in (2, 4, 6)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "room.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(DUMP.read_text(encoding="utf-8"))
    return file


async def test_posts_and_dreams_of_a_first_versions_room_are_all_there(file: Path) -> None:
    async with Store(file) as store:
        posts = await store.newest_posts(limit=10)
        ((_, hung),) = await store.gallery(limit=10)
        assert await store.name_of(ADA.id) == ADA.name
    assert [post.id for post in posts] == [1, 2, 3, 4, 5]
    assert [post.dream.id for post in posts if post.dream] == DREAMS
    finished, failed, waiting = (post.dream for post in posts if post.dream)
    assert hung.dream == finished
    assert {dream.photo for dream in (finished, failed, waiting)} == set(posts[0].pictures)
    assert (finished.state, finished.words, finished.facts["seed"]) == ("finished", "/dream", 7)
    assert failed.problem is not None
    assert failed.problem.code == "time_limit"
    assert waiting.state is DreamState.WAITING
    assert posts[4].reply_to == posts[0].pictures[0]


async def test_a_first_versions_room_takes_what_is_imagined_and_numbers_go_on(
    file: Path, make_dream_wish: MakeDreamWish
) -> None:
    async with Store(file) as store:
        post = await store.add_dream(make_dream_wish(None))
        assert (post.id, post.revision) == (6, 8)
    async with Store(file) as store:
        assert await store.dream_post(post.dream.id if post.dream else "") == post


async def test_a_migrated_room_still_holds_what_belongs_together(file: Path) -> None:
    async with Store(file) as store:
        await store.rename(ADA)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("PRAGMA foreign_keys = ON")
        for wrong in (
            "DELETE FROM dreams",
            f"UPDATE dreams SET photo_id = '{make_picture().id}'",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(wrong)
        names = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert {("ix_dreams_state",), ("ix_dreams_result_id",)} <= set(names)
    assert ("dreams_before",) not in names


async def test_a_migrated_room_forgets_as_any_other(file: Path) -> None:
    async with Store(file) as store:
        removal = await store.forget(ADA.id, [])
        assert (len(removal.posts), len(removal.dreams), len(removal.pictures)) == (5, 3, 2)
        assert await store.newest_posts(limit=10) == ()


async def test_a_migration_that_fails_leaves_the_room_as_it_was(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM pictures WHERE serial = 1")  # what a broken disk may do
        before = list(connection.iterdump())
    with pytest.raises(Exception, match="FOREIGN KEY"):
        async with Store(file):
            pass
    with closing(sqlite3.connect(file)) as connection:
        assert list(connection.iterdump()) == before
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
