from pathlib import Path

import pytest

from dream_core import DreamError, ErrorCode
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import Guest, draw_photo


async def test_a_photo_with_a_command_becomes_a_dream_that_everybody_sees(
    guest: Guest, other: Guest
) -> None:
    async with guest.listen() as (own, hello), other.listen() as (theirs, _):
        status, body = await guest.post("/dream puppyslug strength=7 seed=5", draw_photo(40, 30))
        assert (status, body["ordered"]) == (201, 1)
        for ears in (own, theirs):
            dream = (await ears.dream("finished"))["dream"]
            assert dream["owner"] == hello["me"]
            assert (dream["preset"], dream["strength"], dream["facts"]["seed"]) == (
                "puppyslug",
                7,
                5,
            )
            assert dream["photo"]["id"] == body["post"]["pictures"][0]["id"]
            assert (dream["result"]["width"], dream["result"]["height"]) == (40, 30)
            assert dream["facts"]["device"] == "fake"


async def test_a_dream_of_things_can_be_asked_for_again(guest: Guest, engine: FakeEngine) -> None:
    engine.saw = ("beagle", "altar")
    async with guest.listen() as (ears, _):
        status, _body = await guest.post("/dream of sea lions, banana", draw_photo(40, 30))
        assert status == 201
        dream = (await ears.dream("finished"))["dream"]
        assert (dream["preset"], dream["title"]) == (
            "of-sea-lion-and-banana",
            "Sea lion and banana",
        )
        assert dream["facts"]["saw"] == ["beagle", "altar"]
        assert dream["facts"]["targets"][-2:] == ["logits@150", "logits@954"]
        await guest.post(dream["code"], draw_photo(40, 30))
        again = (await ears.dream("finished"))["dream"]
        assert again["facts"]["targets"] == dream["facts"]["targets"]
        assert again["facts"]["seed"] == dream["facts"]["seed"]


async def test_a_mistyped_thing_is_refused_before_anything_is_kept(guest: Guest) -> None:
    status, body = await guest.post("/dream of kats", draw_photo())
    assert status == 400
    assert body["error"]["code"] == "class_unknown"
    assert "cats" in body["error"]["hint"]


async def test_a_plain_photo_is_only_posted(guest: Guest) -> None:
    _, body = await guest.post("my puppyslug at the beach", draw_photo())
    assert body["ordered"] == 0
    assert body["post"]["text"] == "my puppyslug at the beach"


async def test_every_picture_of_a_post_is_dreamed(guest: Guest) -> None:
    async with guest.listen() as (ears, _):
        _, body = await guest.post("/dream", draw_photo(40, 20), draw_photo(20, 40))
        assert body["ordered"] == 2
        widths = {(await ears.dream("finished"))["dream"]["result"]["width"] for _ in range(2)}
    assert widths == {40, 20}


async def test_a_reply_dreams_that_picture(guest: Guest, other: Guest) -> None:
    old = await guest.post_photo()
    await guest.post_photo()
    async with other.listen() as (ears, _):
        _, body = await other.post("@puppyslug puppyslug please", reply_to=old["id"])
        assert (body["post"], body["ordered"]) == (None, 1)
        dream = (await ears.dream("finished"))["dream"]
    assert dream["photo"]["id"] == old["id"]
    assert dream["words"] == "@puppyslug puppyslug please"


async def test_a_dream_can_be_dreamed_on(guest: Guest) -> None:
    async with guest.listen() as (ears, _):
        await guest.post("/dream", draw_photo())
        first = (await ears.dream("finished"))["dream"]
        await guest.post("/dream", reply_to=first["result"]["id"])
        second = (await ears.dream("finished"))["dream"]
    assert second["photo"] == first["result"]


async def test_a_command_alone_takes_the_newest_picture(guest: Guest, other: Guest) -> None:
    newest = await guest.post_photo()
    async with other.listen() as (ears, _):
        await other.post("/dream")
        assert (await ears.dream("waiting"))["dream"]["photo"]["id"] == newest["id"]


async def test_without_any_picture_there_is_nothing_to_dream(guest: Guest) -> None:
    status, body = await guest.post("/dream")
    assert (status, body["error"]["code"]) == (400, "no_picture")


async def test_a_reply_to_nothing_is_refused(guest: Guest) -> None:
    status, body = await guest.post("/dream", reply_to="0" * 20)
    assert (status, body["error"]["code"]) == (404, "not_found")


async def test_words_about_a_picture_are_posted_with_it(guest: Guest) -> None:
    picture = await guest.post_photo()
    _, body = await guest.post("lovely", reply_to=picture["id"])
    assert body["post"]["reply_to"]["id"] == picture["id"]


@pytest.mark.parametrize(("words", "shown"), [("/help", "help"), ("/presets", "presets")])
async def test_help_is_for_the_asker_only(guest: Guest, words: str, shown: str) -> None:
    _, body = await guest.post(words)
    assert (body["show"], body["post"]) == (shown, None)
    assert (await guest.get("/api/posts"))[1]["posts"] == []


async def test_a_slash_command_that_is_not_there_is_refused(guest: Guest) -> None:
    status, body = await guest.post("/draem eyes")
    assert (status, body["error"]["code"]) == (400, "usage")
    assert "dream" in body["error"]["hint"]


async def test_the_queue_is_told(guest: Guest, engine: FakeEngine) -> None:
    assert "at once" in (await guest.post("/queue"))[1]["answer"]
    engine.step_seconds = 0.2
    await guest.post("/dream", draw_photo(), draw_photo())
    answer = (await guest.post("/queue"))[1]["answer"]
    assert "One dream waits, one is being dreamed." in answer
    assert "Yours is being dreamed." in answer
    assert "You are next" in answer


async def test_only_the_owner_can_cancel(guest: Guest, other: Guest, engine: FakeEngine) -> None:
    engine.step_seconds = 0.2
    async with guest.listen() as (ears, _):
        await guest.post("/dream", draw_photo())
        dream = (await ears.dream("waiting"))["dream"]
        status, body = await other.send(f"/api/dreams/{dream['id']}/cancel", {})
        assert (status, body["error"]["code"]) == (403, "not_yours")
        assert (await other.post("/cancel"))[1]["error"]["code"] == "job_unknown"
        assert (await guest.send(f"/api/dreams/{dream['id']}/cancel", {}))[0] == 200
        ended = (await ears.dream("cancelled"))["dream"]
        assert ended["id"] == dream["id"]
        status, body = await guest.send(f"/api/dreams/{dream['id']}/cancel", {})
        assert (status, body["error"]["code"]) == (404, "job_unknown")


async def test_the_newest_dream_is_cancelled_by_command(guest: Guest, engine: FakeEngine) -> None:
    engine.step_seconds = 0.2
    async with guest.listen() as (ears, _):
        await guest.post("/dream", draw_photo())
        await guest.post("/dream", draw_photo())
        assert (await guest.post("/cancel"))[1]["answer"] == "Cancelled."
        ended = await ears.dream("cancelled")
        _, body = await guest.get("/api/posts")
    states = [post["dream"]["state"] for post in body["posts"] if post["dream"]]
    assert states == ["waiting", "cancelled"]
    assert ended["id"] == body["posts"][-1]["id"]


async def test_a_dream_that_fails_tells_the_room_why(
    guest: Guest, other: Guest, engine: FakeEngine
) -> None:
    engine.fail_next(DreamError(ErrorCode.OUT_OF_MEMORY, "It didn't fit.", "Try size=512."))
    async with other.listen() as (ears, _):
        await guest.post("/dream", draw_photo())
        problem = (await ears.dream("failed"))["dream"]["problem"]
    assert problem == {
        "code": "out_of_memory",
        "sentence": "It didn't fit.",
        "hint": "Try size=512.",
    }
    async with other.listen() as (ears, _):
        await other.post("/dream")
        await ears.dream("finished")


async def test_too_many_at_once_are_refused_and_the_photos_stay(
    guest: Guest, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.2
    status, body = await guest.post("/dream", *[draw_photo()] * 8)
    assert status == 201
    assert len(body["post"]["pictures"]) == 8
    assert body["error"]["code"] == "too_many_waiting"
    assert 0 < body["ordered"] < 8
    status, body = await guest.post("/dream")
    assert (status, body["error"]["code"]) == (429, "too_many_waiting")


async def test_a_restart_keeps_the_room(open_room: OpenRoom) -> None:
    async with open_room() as room, Guest(room.address) as guest, guest.listen() as (ears, _):
        await guest.post("/dream", draw_photo())
        finished = await ears.dream("finished")
    async with open_room() as room, Guest(room.address) as guest, guest.listen() as (_, hello):
        assert len(hello["posts"]) == 2
        assert hello["posts"][1] == finished
        for kind in ("src", "thumbnail"):
            async with guest.session.get(finished["dream"]["result"][kind]) as response:
                assert response.status == 200


async def test_the_visitors_name_survives_a_restart(open_room: OpenRoom) -> None:
    async with open_room() as room, Guest(room.address) as guest:
        await guest.session.get("/")
        await guest.send("/api/me", {"name": "Ada"}, "PUT")
    async with (
        open_room() as room,
        Guest.back(room.address, guest) as again,
        again.listen() as (_, hello),
    ):
        assert hello["me"]["name"] == "Ada"


async def test_a_picture_whose_file_is_gone_cannot_be_dreamed(guest: Guest, tmp_path: Path) -> None:
    picture = await guest.post_photo()
    for file in (tmp_path / "room" / "pictures").rglob("*.jpg"):
        file.unlink()
    status, body = await guest.send("/api/dreams", {"picture": picture["id"], "options": ""})
    assert (status, body["error"]["code"]) == (400, "original_gone")
    async with guest.session.get(picture["src"]) as response:
        assert response.status == 404
