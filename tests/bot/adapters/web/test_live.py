import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from bot.adapters.web.live import MOST_MISSED
from bot.adapters.web.posts import Visitor
from bot.adapters.web.store import Store
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import Ears, Guest, draw_photo


async def read_on(ears: Ears) -> None:
    while not ears.socket.closed:
        await ears.socket.receive()


async def test_a_newcomer_gets_the_room_as_it_is(guest: Guest, other: Guest) -> None:
    await guest.post("first")
    await guest.post("second", draw_photo())
    async with other.listen() as (_, hello):
        assert [post["text"] for post in hello["posts"]] == ["first", "second"]
        assert hello["anew"] is True
        assert hello["more"] is False
        assert hello["limits"]["pictures"] > 1


async def test_everybody_sees_a_post_at_once(guest: Guest, other: Guest) -> None:
    async with guest.listen() as (own, me), other.listen() as (theirs, _):
        await guest.post("hello", draw_photo())
        for ears in (own, theirs):
            post = (await ears.next("post"))["post"]
            assert post["text"] == "hello"
            assert post["author"] == me["me"]
            assert len(post["pictures"]) == 1


async def test_whoever_comes_back_gets_exactly_what_was_missed(guest: Guest, other: Guest) -> None:
    async with other.listen() as (ears, _):
        await guest.post("seen")
        seen = (await ears.next("post"))["post"]["revision"]
    picture = await guest.post_photo()
    await guest.send("/api/dreams", {"picture": picture["id"], "options": ""})
    async with guest.listen() as (ears, hello):
        newest = hello["posts"][-1]["dream"]
        if newest is None or newest["state"] != "finished":
            await ears.dream("finished")
    async with other.listen(since=seen) as (_, hello):
        assert hello["anew"] is False
        assert [bool(post["dream"]) for post in hello["posts"]] == [False, True]
        assert hello["posts"][1]["dream"]["state"] == "finished"
    async with other.listen(since=hello["posts"][-1]["revision"]) as (_, hello):
        assert hello["posts"] == []


async def test_whoever_missed_too_much_starts_anew(open_room: OpenRoom, tmp_path: Path) -> None:
    async with Store(tmp_path / "room" / "room.sqlite3") as store:
        for number in range(MOST_MISSED + 1):
            await store.add_message(Visitor(id="0123", name="Ada"), str(number))
    async with (
        open_room() as room,
        Guest(room.address) as guest,
        guest.listen(since=1) as (_, hello),
    ):
        assert hello["anew"] is True
        assert hello["more"] is True
        assert hello["posts"][-1]["text"] == str(MOST_MISSED)


async def test_a_page_from_another_rooms_past_starts_anew(guest: Guest) -> None:
    await guest.post("only one")
    for since in (99, 10**15):
        async with guest.listen(since=since) as (_, hello):
            assert hello["anew"] is True
            assert len(hello["posts"]) == 1


async def test_a_newcomer_sees_how_far_a_dream_is(
    guest: Guest, other: Guest, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.1
    picture = await guest.post_photo()
    async with guest.listen() as (ears, _):
        await guest.send("/api/dreams", {"picture": picture["id"], "options": "puppyslug"})
        preview = await ears.next("preview")
        assert preview["jpeg"].startswith("/9j/")
        async with other.listen() as (theirs, hello):
            dream = hello["posts"][-1]["dream"]
            assert dream["state"] == "waiting"
            progress = await theirs.next("progress")
            assert progress["dream"] == dream["id"]
            assert 0 < progress["fraction"] <= 1
            await theirs.next("preview")
        await guest.send(f"/api/dreams/{dream['id']}/cancel", {})


async def test_a_finished_dreams_progress_is_not_told_to_newcomers(
    guest: Guest, other: Guest
) -> None:
    picture = await guest.post_photo()
    async with guest.listen() as (ears, _):
        await guest.send("/api/dreams", {"picture": picture["id"], "options": ""})
        await ears.dream("finished")
    async with other.listen() as (ears, _):
        await guest.post("last")
        await ears.next("post")
        assert {message["type"] for message in ears.heard} <= {"hello", "presence", "post"}


async def test_presence_rises_and_falls(guest: Guest, other: Guest) -> None:
    async with guest.listen() as (ears, _):
        async with other.listen():
            await ears.next("presence", lambda said: said["visitors"] == 2)
        await ears.next("presence", lambda said: said["visitors"] == 1)


async def test_a_page_that_talks_back_is_let_go(guest: Guest) -> None:
    async with guest.listen() as (ears, _):
        await ears.socket.send_str("hello?")
        async with asyncio.timeout(5):
            await read_on(ears)


async def test_closing_the_room_closes_every_page(open_room: OpenRoom) -> None:
    async with AsyncExitStack() as stack:
        room = await stack.enter_async_context(open_room())
        async with Guest(room.address) as guest, guest.listen() as (ears, _):
            reading = asyncio.create_task(read_on(ears))
            await stack.aclose()
            async with asyncio.timeout(5):
                await reading
            assert ears.socket.close_code == 1001
