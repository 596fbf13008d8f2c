"""Dreams of the room go on when it opens again, whether its bot was drained or killed."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.web.files import PictureFiles
from bot.adapters.web.keeping import RoomPictures, read_wish
from bot.adapters.web.store import Store
from bot.records import Records
from bot.service import JournalEntry, ResultFacts
from dream_core import DreamResult
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import Ears, Guest, Json, draw_photo

FOREVER = 60.0

Left = tuple[Guest, Json]
ComeBack = Callable[[Guest], AbstractAsyncContextManager["Visit"]]


@pytest.fixture
async def left(open_bot: OpenRoom, engine: FakeEngine) -> Left:
    """Somebody whose dream was under way when the room closed, and its post."""
    engine.step_seconds = FOREVER
    async with open_bot() as room, Guest(room.address) as guest, guest.listen() as (ears, _):
        await guest.post("/dream puppyslug seed=5", draw_photo(40, 30))
        post = await ears.dream("waiting")
    engine.step_seconds = 0.0
    return guest, post


class Visit:
    """Somebody who is back in the room."""

    def __init__(self, guest: Guest, ears: Ears, hello: Json) -> None:
        self.guest = guest
        self.ears = ears
        self.hello = hello

    async def see(self, state: str) -> Json:
        """The post of the dream in that state, as soon as it is."""
        for post in self.hello["posts"]:
            if post["dream"] and post["dream"]["state"] == state:
                found: Json = post
                return found
        return await self.ears.dream(state)


@pytest.fixture
def come_back(open_bot: OpenRoom) -> ComeBack:
    """Opens the room again, and somebody is back."""

    @asynccontextmanager
    async def coming(guest: Guest) -> AsyncIterator[Visit]:
        async with (
            open_bot() as room,
            Guest.back(room.address, guest) as again,
            again.listen() as (ears, hello),
        ):
            yield Visit(again, ears, hello)

    return coming


async def read_entry(records: Records) -> JournalEntry:
    (entry,) = await records.journal.load_open("web")
    return entry


async def keep_result(entry: JournalEntry, folder: Path) -> DreamResult:
    """What a bot does that is killed before it shows the dream."""
    async with Store(folder / "room.sqlite3") as store:
        wish = await read_wish(entry, store)
    assert wish is not None
    result = DreamResult(
        picture=draw_photo(40, 30, "purple"),
        picture_format="jpeg",
        width=40,
        height=30,
        recipe=entry.recipe,
        device="the killed one's",
        dream_seconds=1.0,
        total_seconds=1.5,
    )
    await RoomPictures(PictureFiles(folder / "pictures"), {}, wish).keep(result)
    return result


async def test_a_dream_goes_on_in_its_own_post(come_back: ComeBack, left: Left) -> None:
    guest, post = left
    async with come_back(guest) as visit:
        finished = await visit.see("finished")
        assert finished["id"] == post["id"]
        assert finished["dream"]["facts"]["seed"] == 5
        _, body = await visit.guest.get("/api/posts")
        assert len(body["posts"]) == 2
        _, gallery = await visit.guest.get("/api/dreams")
        assert len(gallery["dreams"]) == 1


async def test_its_progress_tells_of_the_restart(
    come_back: ComeBack, engine: FakeEngine, left: Left
) -> None:
    guest, post = left
    engine.step_seconds = 0.1
    async with come_back(guest) as visit:
        told = await visit.ears.next("progress")
        assert (told["dream"], told["resumed"]) == (post["dream"]["id"], True)
        await visit.guest.post("/dream", draw_photo())
        fresh = await visit.ears.next("progress", lambda said: said["dream"] != told["dream"])
        assert fresh["resumed"] is False


async def test_its_owner_can_cancel_it(come_back: ComeBack, engine: FakeEngine, left: Left) -> None:
    guest, post = left
    engine.step_seconds = FOREVER
    async with come_back(guest) as visit:
        await visit.ears.next("progress")
        status, _ = await visit.guest.send(f"/api/dreams/{post['dream']['id']}/cancel", {})
        assert status == 200
        assert (await visit.see("cancelled"))["id"] == post["id"]


async def test_a_dream_that_was_kept_is_shown_and_not_dreamed_again(
    come_back: ComeBack, engine: FakeEngine, records: Records, left: Left, tmp_path: Path
) -> None:
    guest, post = left
    entry = await read_entry(records)
    result = await keep_result(entry, tmp_path / "room")
    await records.journal.finish(entry.job_id, ResultFacts.of(result))
    engine.step_seconds = FOREVER
    async with come_back(guest) as visit:
        shown = await visit.see("finished")
        assert shown["id"] == post["id"]
        assert shown["dream"]["facts"]["device"] == "the killed one's"
        async with visit.guest.session.get(shown["dream"]["result"]["src"]) as response:
            assert await response.read() == result.picture
        async with visit.guest.session.get(shown["dream"]["result"]["thumbnail"]) as response:
            assert response.status == 200


async def test_a_dream_that_was_kept_but_not_noted_is_dreamed_again(
    come_back: ComeBack, records: Records, left: Left, tmp_path: Path
) -> None:
    guest, post = left
    await keep_result(await read_entry(records), tmp_path / "room")
    async with come_back(guest) as visit:
        shown = await visit.see("finished")
    assert shown["id"] == post["id"]
    assert shown["dream"]["facts"]["device"] == "fake"


async def test_a_dream_whose_bot_was_killed_before_it_was_posted_is_posted(
    come_back: ComeBack, records: Records, left: Left, tmp_path: Path
) -> None:
    guest, post = left
    with closing(sqlite3.connect(tmp_path / "room" / "room.sqlite3")) as connection, connection:
        connection.execute("DELETE FROM posts WHERE dream_id IS NOT NULL")
        connection.execute("DELETE FROM dreams")
    async with come_back(guest) as visit:
        shown = await visit.see("finished")
        _, body = await visit.guest.get("/api/posts")
    assert shown["dream"]["id"] == post["dream"]["id"]
    assert len(body["posts"]) == 2
    assert await records.journal.load_open("web") == []


async def test_a_photo_that_is_gone_is_told(
    come_back: ComeBack, left: Left, tmp_path: Path
) -> None:
    guest, post = left
    for file in (tmp_path / "room" / "pictures").rglob("*.jpg"):
        file.unlink()
    async with come_back(guest) as visit:
        shown = await visit.see("failed")
    assert shown["id"] == post["id"]
    assert shown["dream"]["problem"]["code"] == "original_gone"


async def test_a_dream_that_the_journal_does_not_know_is_marked(
    come_back: ComeBack, records: Records, left: Left
) -> None:
    guest, post = left
    await records.journal.close((await read_entry(records)).group_id)
    async with come_back(guest) as visit:
        shown = await visit.see("interrupted")
    assert shown["id"] == post["id"]


async def test_what_a_crash_left_is_swept_out_and_what_goes_on_stays(
    come_back: ComeBack, engine: FakeEngine, left: Left, tmp_path: Path
) -> None:
    guest, post = left
    folder = tmp_path / "room" / "pictures" / "ab"
    folder.mkdir(exist_ok=True)
    for name in (f"ab{'0' * 18}.jpg", f"ab{'0' * 18}.thumb.jpg.part", "notes.txt"):
        (folder / name).write_bytes(b"left")
    engine.step_seconds = FOREVER
    async with come_back(guest) as visit:
        remaining = [path.name for path in folder.iterdir() if path.read_bytes() == b"left"]
        assert remaining == ["notes.txt"]
        async with visit.guest.session.get(post["dream"]["photo"]["src"]) as response:
            assert response.status == 200


async def test_a_dream_that_an_earlier_version_took_on_goes_on(
    come_back: ComeBack, records: Records, left: Left, tmp_path: Path
) -> None:
    """Its origin has a preset and a strength, and nothing of how it is to move."""
    guest, _post = left
    entry = await read_entry(records)
    old = {**entry.origin, "preset": "puppyslug", "strength": 7}
    del old["options"], old["guide"]
    async with Store(tmp_path / "room" / "room.sqlite3") as store:
        wish = await read_wish(replace(entry, origin=old), store)
    assert wish is not None
    assert (wish.strength, wish.options.preset_name) == (7, "puppyslug")
    assert (wish.guide, wish.options.form) == (None, None)
    async with come_back(guest) as visit:
        await visit.see("finished")
