"""A sheet knows where its looks are, also later; one of them is had large."""

from typing import Any

import pytest

from bot.adapters.web import Room
from dream_core import Presets
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import Guest, Json, draw_photo


async def make_dream(guest: Guest, words: str) -> Json:
    async with guest.listen() as (ears, _):
        status, _body = await guest.post(f"/dream {words}", draw_photo(64, 48))
        assert status == 201
        dream: Json = (await ears.dream("finished"))["dream"]
        return dream


async def choose(guest: Guest, dream: str, preset: object) -> tuple[int, Any]:
    return await guest.send(f"/api/dreams/{dream}/preset", {"preset": preset})


async def test_a_sheet_tells_where_each_look_is_and_still_does_when_the_room_opens_again(
    open_room: OpenRoom, presets: Presets
) -> None:
    async with open_room() as room, Guest(room.address) as guest:
        await guest.session.get("/")
        sheet = await make_dream(guest, "sheet size=48 strength=2 seed=5 keep-colours=yes")
        assert [look["preset"] for look in sheet["looks"]] == [*presets]
        for look in sheet["looks"]:
            assert 0 < look["left"] < look["left"] + look["width"] < 1
            assert 0 < look["top"] < look["top"] + look["height"] < 1
    async with (
        open_room() as room,
        Guest.back(room.address, guest) as again,
        again.listen() as (ears, hello),
    ):
        dreams = [post["dream"] for post in hello["posts"] if post["dream"]]
        assert [dream["looks"] for dream in dreams] == [sheet["looks"]]
        assert (await choose(again, sheet["id"], "eyes"))[0] == 201
        large = (await ears.dream("finished"))["dream"]
    facts = large["facts"]
    assert (large["preset"], large["strength"], facts["seed"]) == ("eyes", 2, 5)
    assert facts["keep_colours"]
    assert "form" not in facts
    assert large["photo"] == sheet["photo"]
    assert (large["result"]["width"], large["looks"]) == (64, [])


async def test_any_dream_has_other_looks_with_the_rest_as_it_was(guest: Guest) -> None:
    zoom = await make_dream(guest, "cats zoom speed=3 seconds=1")
    async with guest.listen() as (ears, _):
        await choose(guest, zoom["id"], "eyes")
        other = (await ears.dream("finished"))["dream"]
    assert (other["preset"], other["facts"]["form"]) == ("eyes", "zoom")


@pytest.mark.parametrize(
    ("dream", "preset", "status", "code"),
    [
        ("sheet", "eyez", 400, "usage"),
        ("sheet", 7, 400, "usage"),
        ("d" * 20, "eyes", 404, "not_found"),
        ("imagined", "eyes", 403, "request_refused"),
    ],
)
async def test_what_cannot_be_chosen_is_refused(
    guest: Guest, room: Room, dream: str, preset: object, status: int, code: str
) -> None:
    if dream == "sheet":
        dream = (await make_dream(guest, "sheet size=48"))["id"]
    elif dream == "imagined":
        async with guest.listen() as (ears, _):
            await guest.post("/imagine banana size=64")
            dream = (await ears.dream("finished"))["dream"]["id"]
    answered, body = await choose(guest, dream, preset)
    assert (answered, body["error"]["code"]) == (status, code)
