"""What goes out of the room's tables with what, and what stays."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.web.posts import DreamWish, Picture, Post, Visitor
from bot.adapters.web.store import ForgottenError, Store
from tests.bot.adapters.web.conftest import ADA, GRACE, MakeDreamWish, make_picture

HOUR = 3600.0
NOW = 1_000_000.0


@dataclass
class Diary:
    """A store's posts, each posted at an hour of its own."""

    store: Store
    make_wish: MakeDreamWish
    clock: pytest.MonkeyPatch

    def at(self, hours_ago: float) -> None:
        self.clock.setattr(time, "time", lambda: NOW - hours_ago * HOUR)

    async def photo(self, hours_ago: float, author: Visitor = ADA) -> tuple[Post, Picture]:
        self.at(hours_ago)
        picture = make_picture()
        return await self.store.add_message(author, "look", pictures=[picture]), picture

    async def say(self, hours_ago: float, author: Visitor, about: Picture | None = None) -> Post:
        self.at(hours_ago)
        return await self.store.add_message(author, "oh", reply_to=about)

    async def begin(
        self,
        hours_ago: float,
        photo: Picture | None,
        owner: Visitor = ADA,
        guide: Picture | None = None,
    ) -> DreamWish:
        self.at(hours_ago)
        wish = self.make_wish(photo, owner=owner, guide=guide)
        await self.store.add_dream(wish)
        return wish

    async def dream(
        self,
        hours_ago: float,
        photo: Picture | None,
        owner: Visitor = ADA,
        guide: Picture | None = None,
    ) -> tuple[Post, Picture]:
        wish = await self.begin(hours_ago, photo, owner, guide)
        result = Picture(id=wish.result_id, picture_format="jpeg", width=30, height=20)
        return await self.store.finish_dream(wish, result, {}), result

    async def left(self) -> list[int]:
        return [post.id for post in await self.store.newest_posts(limit=100)]


@pytest.fixture
def diary(store: Store, make_dream_wish: MakeDreamWish) -> Iterator[Diary]:
    with pytest.MonkeyPatch.context() as clock:
        yield Diary(store, make_dream_wish, clock)


async def test_old_posts_go_with_their_pictures_and_new_ones_stay(diary: Diary) -> None:
    old, old_photo = await diary.photo(25)
    said = await diary.say(25, GRACE)
    new, new_photo = await diary.photo(23)
    removal = await diary.store.purge(NOW - 24 * HOUR)
    assert sorted(removal.posts) == [old.id, said.id]
    assert removal.pictures == (old_photo.id,)
    assert await diary.left() == [new.id]
    assert await diary.store.picture_ids() == (new_photo.id,)


async def test_an_old_dream_goes_with_its_photo(diary: Diary) -> None:
    post, photo = await diary.photo(30)
    dream, result = await diary.dream(29, photo, GRACE)
    removal = await diary.store.purge(NOW - 24 * HOUR)
    assert sorted(removal.posts) == [post.id, dream.id]
    assert {*removal.pictures} == {photo.id, result.id}
    assert len(removal.dreams) == 1
    assert await diary.left() == []
    assert await diary.store.gallery(limit=10) == ()


async def test_a_photo_stays_as_long_as_a_dream_of_it_or_of_its_dream(diary: Diary) -> None:
    post, photo = await diary.photo(72)
    first, result = await diary.dream(48, photo)
    second, _ = await diary.dream(2, result, GRACE)
    aside, _ = await diary.dream(30, photo)
    removal = await diary.store.purge(NOW - 24 * HOUR)
    assert removal.posts == (aside.id,)
    assert await diary.left() == [post.id, first.id, second.id]
    removal = await diary.store.purge(NOW - 1 * HOUR)
    assert sorted(removal.posts) == [post.id, first.id, second.id]
    assert await diary.store.picture_ids() == ()


async def test_a_post_of_several_pictures_stays_whole(diary: Diary) -> None:
    diary.at(30)
    pictures = [make_picture() for _ in range(3)]
    post = await diary.store.add_message(ADA, "three", pictures=pictures)
    dream, _ = await diary.dream(1, pictures[1])
    assert (await diary.store.purge(NOW - 24 * HOUR)).posts == ()
    assert await diary.left() == [post.id, dream.id]


async def test_a_dream_under_way_stays_however_old_it_is(diary: Diary) -> None:
    post, photo = await diary.photo(72)
    wish = await diary.begin(48, photo)
    assert (await diary.store.purge(NOW)).posts == ()
    left = await diary.left()
    assert (left[0], len(left)) == (post.id, 2)
    await diary.store.finish_dream(wish, make_picture(), {})
    assert len((await diary.store.purge(NOW)).posts) == 2


async def test_who_answered_a_picture_that_is_gone_answers_nothing(diary: Diary) -> None:
    _, photo = await diary.photo(30)
    answer = await diary.say(1, GRACE, about=photo)
    removal = await diary.store.purge(NOW - 24 * HOUR)
    (changed,) = removal.changed
    assert (changed.id, changed.reply_to) == (answer.id, None)
    assert changed.revision > answer.revision
    assert await diary.store.newest_posts(limit=10) == (changed,)


async def test_a_purge_that_finds_nothing_changes_nothing(diary: Diary) -> None:
    await diary.photo(1)
    revision = diary.store.revision
    removal = await diary.store.purge(NOW - 24 * HOUR)
    assert (removal.posts, removal.revision) == ((), revision)
    assert (diary.store.revision, diary.store.removed_at) == (revision, 0)


async def test_a_visitor_is_forgotten_with_all_that_was_dreamed_of_their_pictures(
    diary: Diary,
) -> None:
    await diary.store.rename(ADA)
    _, hers = await diary.photo(5)
    other_post, others = await diary.photo(4, GRACE)
    _, of_hers = await diary.dream(3, hers, GRACE)
    await diary.dream(2, of_hers, GRACE)
    await diary.dream(2, others, ADA)
    kept, _ = await diary.dream(2, others, GRACE)
    answer = await diary.say(1, GRACE, about=of_hers)
    await diary.say(1, ADA, about=others)

    removal = await diary.store.forget(ADA.id, [])
    assert await diary.left() == [other_post.id, kept.id, answer.id]
    assert [post.id for post in removal.changed] == [answer.id]
    assert (len(removal.posts), len(removal.dreams), len(removal.pictures)) == (5, 3, 4)
    assert await diary.store.name_of(ADA.id) is None
    assert (await diary.store.forget(ADA.id, [])).posts == ()


async def test_dreams_under_way_that_nobody_wants_any_more_are_shown_no_more(
    diary: Diary, make_dream_wish: MakeDreamWish
) -> None:
    _, hers = await diary.photo(1)
    _, others = await diary.photo(1, GRACE)
    mine_of_others = make_dream_wish(others, owner=ADA)  # accepted, and not posted yet
    others_of_mine = await diary.begin(1, hers, GRACE)
    others_of_others = await diary.begin(1, others, GRACE)
    under_way = [mine_of_others, others_of_mine, others_of_others]

    removal = await diary.store.forget(ADA.id, under_way)
    assert {*removal.under_way} == {mine_of_others.id, others_of_mine.id}
    for wish in (mine_of_others, others_of_mine):
        assert diary.store.has_forgotten(wish.id)
        with pytest.raises(ForgottenError):
            await diary.store.finish_dream(wish, make_picture(), {})
    assert not diary.store.has_forgotten(others_of_others.id)
    await diary.store.finish_dream(others_of_others, make_picture(), {})


async def test_what_is_imagined_goes_with_its_owner_and_others_stays(diary: Diary) -> None:
    mine, result = await diary.dream(3, None)
    theirs, kept = await diary.dream(3, None, GRACE)
    of_mine, deeper = await diary.dream(2, result, GRACE)
    under_way = await diary.begin(1, None)
    others = await diary.begin(1, None, GRACE)
    removal = await diary.store.forget(ADA.id, [under_way, others])
    assert {mine.id, of_mine.id} < {*removal.posts}
    assert {*removal.pictures} == {result.id, deeper.id}
    assert removal.under_way == (under_way.id,)
    assert await diary.store.picture_ids() == (kept.id,)
    assert [post.id for _, post in await diary.store.gallery(limit=10)] == [theirs.id]


async def test_old_posts_go_also_where_something_was_imagined_since(diary: Diary) -> None:
    post, photo = await diary.photo(40)
    dream, _ = await diary.dream(39, photo, GRACE)
    old, _ = await diary.dream(30, None)
    new, result = await diary.dream(2, None)
    removal = await diary.store.purge(NOW - 24 * HOUR)
    assert sorted(removal.posts) == [post.id, dream.id, old.id]
    assert await diary.left() == [new.id]
    assert await diary.store.picture_ids() == (result.id,)


async def test_what_was_imagined_stays_as_long_as_a_dream_of_it(diary: Diary) -> None:
    imagined, result = await diary.dream(40, None)
    dream, _ = await diary.dream(2, result, GRACE)
    assert (await diary.store.purge(NOW - 24 * HOUR)).posts == ()
    assert await diary.left() == [imagined.id, dream.id]


async def test_a_dream_goes_with_the_picture_that_guided_it(diary: Diary) -> None:
    _, hers = await diary.photo(5)
    post, others = await diary.photo(4, GRACE)
    guided, result = await diary.dream(3, others, GRACE, guide=hers)
    further, deeper = await diary.dream(2, result, GRACE)
    under_way = await diary.begin(1, others, GRACE, guide=hers)
    removal = await diary.store.forget(ADA.id, [under_way])
    assert {guided.id, further.id} < {*removal.posts}
    assert removal.under_way == (under_way.id,)
    assert {*removal.pictures} == {hers.id, result.id, deeper.id}
    assert await diary.left() == [post.id]


async def test_a_guide_stays_as_long_as_the_dream_that_it_guided(diary: Diary) -> None:
    guide_post, guide = await diary.photo(40)
    post, photo = await diary.photo(40, GRACE)
    guided, _ = await diary.dream(2, photo, GRACE, guide=guide)
    assert (await diary.store.purge(NOW - 24 * HOUR)).posts == ()
    assert await diary.left() == [guide_post.id, post.id, guided.id]
    assert len((await diary.store.purge(NOW - 1 * HOUR)).posts) == 3


async def test_after_a_removal_and_a_restart_no_revision_is_given_twice(tmp_path: Path) -> None:
    async with Store(tmp_path / "room.sqlite3") as store:
        await store.add_message(GRACE, "first")
        newest = await store.add_message(ADA, "second")
        removal = await store.forget(ADA.id, [])
    assert removal.revision > newest.revision
    async with Store(tmp_path / "room.sqlite3") as store:
        assert (store.revision, store.removed_at) == (removal.revision, removal.revision)
        assert (await store.add_message(GRACE, "third")).revision > removal.revision


async def test_thousands_of_posts_can_be_removed_at_once(store: Store) -> None:
    async with store._database.change() as connection:
        await connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) "
            "INSERT INTO posts (revision, author_id, author_name, posted_at, text, picture_ids) "
            f"SELECT i, '{ADA.id}', 'Ada', 0.0, 'many', '[]' FROM n"
        )
    assert len((await store.forget(ADA.id, [])).posts) == 40_000
    assert await store.newest_posts(limit=1) == ()
