"""What is forgotten is gone at once: from the pages, from the tables, from the disk."""

import asyncio
import io
import random
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from pathlib import Path

import pytest
from PIL import Image
from structlog.testing import capture_logs

from bot.adapters.web import Room, housekeeping
from bot.records import Records
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import Guest, Json

FOREVER = 60.0
WORDS = "the walrus and the carpenter"
NAME = "Wilhelmina Q"


def draw_noise(seed: int) -> bytes:
    """A photo unlike any other."""
    noise = Image.frombytes("RGB", (40, 30), random.Random(seed).randbytes(40 * 30 * 3))
    data = io.BytesIO()
    noise.save(data, "JPEG", quality=95)
    return data.getvalue()


def find_in_files(folder: Path, told: Iterable[bytes]) -> list[str]:
    """The names of the files below that have any of it."""
    wanted = [*told]
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(words in path.read_bytes() for words in wanted)
    ]


def name_files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "room" / "pictures").rglob("*.*"))


async def fetch(guest: Guest, picture: Json) -> list[bytes]:
    """A piece out of the middle of the picture, and of its thumbnail."""
    pieces = []
    for kind in ("src", "thumbnail"):
        async with guest.session.get(picture[kind]) as response:
            data = await response.read()
        pieces.append(data[len(data) // 2 :][:48])
    return pieces


@pytest.fixture
async def ada(room: Room) -> AsyncIterator[Guest]:
    """Somebody with a name of her own."""
    async with Guest(room.address) as guest:
        await guest.session.get("/")
        await guest.send("/api/me", {"name": NAME}, "PUT")
        yield guest


async def wait_logged(event: str, logs: Sequence[Mapping[str, object]]) -> None:
    for _ in range(1000):
        if any(log["event"] == event for log in logs):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{event} is never logged")


async def wait_until_idle(records: Records) -> None:
    for _ in range(1000):
        if not await records.journal.load_open("web"):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("something is open for ever")


async def test_what_somebody_has_forgotten_is_in_no_file_any_more(
    ada: Guest, other: Guest, records: Records, tmp_path: Path
) -> None:
    async with ada.listen() as (ears, hello):
        _, body = await ada.post(f"/dream puppyslug seed=5 {WORDS}", draw_noise(1))
        assert body["error"]["code"] == "usage"
        _, body = await ada.post(WORDS, draw_noise(1))
        hers = body["post"]["pictures"][0]
        told = [hello["me"]["id"].encode(), NAME.encode(), WORDS.encode(), *await fetch(ada, hers)]
        await ada.post("/dream puppyslug seed=5", reply_to=hers["id"])
        told += await fetch(ada, (await ears.dream("finished"))["dream"]["result"])
        await other.post("/dream eyes seed=6", reply_to=hers["id"])
        told += await fetch(ada, (await ears.dream("finished"))["dream"]["result"])
    for number in range(30):  # so that pages of the file are split and merged
        await other.post(f"a word of somebody else's, number {number} " * 20)
    assert len({*find_in_files(tmp_path, told)}) >= 8

    _, body = await ada.post("/forget")
    assert "gone from the room" in body["answer"]
    assert body["me"]["id"] == hello["me"]["id"]
    assert body["me"]["name"] != NAME
    await wait_until_idle(records)
    assert find_in_files(tmp_path, told) == []
    _, body = await other.get("/api/posts")
    assert body["posts"]
    assert all(post["author"]["id"] != hello["me"]["id"] for post in body["posts"])


async def test_what_others_have_stays_whole(ada: Guest, other: Guest, tmp_path: Path) -> None:
    async with other.listen() as (ears, _):
        picture = await other.post_photo()
        await other.post("/dream", reply_to=picture["id"])
        dream = await ears.dream("finished")
    files = name_files(tmp_path)
    assert len(files) == 4
    async with ada.listen() as (ears, _):
        await ada.post("/dream eyes", reply_to=picture["id"])
        await ears.dream("finished")
    await ada.post("/forget")
    assert name_files(tmp_path) == files
    _, body = await other.get("/api/posts")
    assert [post["id"] for post in body["posts"]][1:] == [dream["id"]]


async def test_what_is_under_way_ends_and_leaves_nothing(
    ada: Guest, other: Guest, engine: FakeEngine, records: Records, tmp_path: Path
) -> None:
    hers, theirs = await ada.post_photo(), await other.post_photo()
    engine.step_seconds = 0.3
    async with other.listen() as (ears, _):
        for guest, picture in ((ada, theirs), (other, hers), (ada, hers)):
            status, _ = await guest.send("/api/dreams", {"picture": picture["id"], "options": ""})
            assert status == 201
            await ears.dream("waiting")
        await ears.next("preview")
        await ada.post("/forget")
        gone = await ears.next("removed")
        assert len(gone["posts"]) == 4
        await wait_until_idle(records)
        await other.post("/dream puppyslug", reply_to=theirs["id"])
        waiting = await ears.dream("waiting")
        async with other.listen() as (later, hello):
            assert [post["id"] for post in hello["posts"]][-1] == waiting["id"]
            assert len(hello["posts"]) == 2
            told = await later.next("progress")
            assert told["dream"] == waiting["dream"]["id"]
    assert {name[:20] for name in name_files(tmp_path)} == {theirs["id"]}


async def test_a_page_that_was_away_starts_anew(ada: Guest, other: Guest) -> None:
    await other.post("hello")
    async with other.listen() as (ears, hello):
        await ada.post("a word of hers")
        seen: Json = (await ears.next("post"))["post"]
    await ada.post("/forget")
    async with other.listen(since=seen["revision"]) as (_, hello):
        assert hello["anew"]
        assert [post["text"] for post in hello["posts"]] == ["hello"]
    async with other.listen() as (ears, _):
        await other.post("and again")
        revision = (await ears.next("post"))["post"]["revision"]
    async with other.listen(since=revision) as (_, hello):
        assert not hello["anew"]


async def test_forgetting_with_a_photo_posts_nothing(ada: Guest, tmp_path: Path) -> None:
    status, body = await ada.post("/forget", draw_noise(2))
    assert (status, body["post"], body["ordered"]) == (201, None, 0)
    assert name_files(tmp_path) == []
    assert (await ada.get("/api/posts"))[1]["posts"] == []


async def test_to_forget_is_among_what_can_be_typed(guest: Guest) -> None:
    _, body = await guest.get("/api/complete?text=/for")
    assert [suggestion["label"] for suggestion in body["suggestions"]] == ["/forget"]


async def test_what_is_old_goes_by_itself_and_pages_are_told(
    open_room: OpenRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "_YOUNGEST_SECONDS", 0.0)
    monkeypatch.setattr(housekeeping, "_INTERVAL_SECONDS", 0.2)
    with capture_logs() as logs:
        async with (
            open_room(keep_seconds=2.0) as room,
            Guest(room.address) as guest,
            guest.listen() as (ears, _),
        ):
            _, body = await guest.post("look", draw_noise(3))
            assert (await ears.next("removed"))["posts"] == [body["post"]["id"]]
            await wait_logged("posts_purged", logs)
    assert name_files(tmp_path) == []


async def test_without_a_limit_everything_stays(
    open_room: OpenRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "_YOUNGEST_SECONDS", 0.0)
    async with open_room(keep_seconds=None) as room, Guest(room.address) as guest:
        await guest.post("look", draw_noise(3))
    async with open_room(keep_seconds=None):
        await asyncio.sleep(0.2)
    assert len(name_files(tmp_path)) == 2
    with capture_logs() as logs:
        async with open_room(keep_seconds=0.0):
            await wait_logged("posts_purged", logs)
    assert name_files(tmp_path) == []


async def test_nothing_is_purged_under_the_eyes_of_people(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    async with open_room(keep_seconds=0.0) as room, Guest(room.address) as guest:
        await guest.post("look", draw_noise(4))
    async with open_room(keep_seconds=0.0):
        await asyncio.sleep(0.2)
        assert len(name_files(tmp_path)) == 2


async def test_a_disk_in_trouble_ends_no_housekeeping(
    open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(housekeeping, "_YOUNGEST_SECONDS", 0.0)
    monkeypatch.setattr(housekeeping, "_INTERVAL_SECONDS", 0.05)
    async with open_room(keep_seconds=None) as room, Guest(room.address) as guest:
        await guest.post("look", draw_noise(5))
    (photo,) = (tmp_path / "room" / "pictures").rglob("????????????????????.jpg")
    photo.unlink()
    photo.mkdir()  # what is no file can't be removed like one
    with capture_logs() as logs:
        async with open_room(keep_seconds=0.0) as room, Guest(room.address) as guest:
            await wait_logged("purge_failed", logs)
            async with guest.listen() as (ears, _):
                _, body = await guest.post("look", draw_noise(6))
                assert (await ears.next("removed"))["posts"] == [body["post"]["id"]]
