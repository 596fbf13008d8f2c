"""Pictures that are made of none: asked for by words and by the page's own order."""

import pytest

from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import Guest, draw_photo

FOREVER = 60.0


async def test_words_alone_make_a_picture_of_none(guest: Guest) -> None:
    async with guest.listen() as (ears, hello):
        status, body = await guest.post("/imagine banana size=64 seed=5")
        assert (status, body["ordered"], body["post"]) == (201, 1, None)
        dream = (await ears.dream("finished"))["dream"]
    assert (dream["photo"], dream["guide"], dream["imagined"]) == (None, None, True)
    assert (dream["title"], dream["owner"]) == ("Banana", hello["me"])
    assert (dream["words"], dream["facts"]["seed"]) == ("/imagine banana size=64 seed=5", 5)
    assert (dream["result"]["width"], dream["result"]["moves"]) == (64, False)
    assert "deeper" in dream["actions"]
    assert not {"stronger", "weaker", "colours", "blend", "preset"} & {*dream["actions"]}


async def test_the_page_orders_what_is_imagined_and_its_result_is_a_picture_like_any_other(
    guest: Guest,
) -> None:
    async with guest.listen() as (ears, _):
        status, body = await guest.send("/api/dreams", {"options": "imagine banana size=64"})
        assert (status, body["ordered"]) == (201, 1)
        imagined = (await ears.dream("finished"))["dream"]
        values = {"picture": imagined["result"]["id"], "options": "eyes"}
        assert (await guest.send("/api/dreams", values))[0] == 201
        dream = (await ears.dream("finished"))["dream"]
    assert dream["photo"] == imagined["result"]
    assert dream["imagined"] is False
    _, page = await guest.get("/api/dreams")
    assert [shown["id"] for shown in page["dreams"]] == [dream["id"], imagined["id"]]


async def test_the_code_of_what_was_imagined_gives_the_same_and_again_another(
    guest: Guest,
) -> None:
    async with guest.listen() as (ears, _):
        await guest.post("/imagine banana and teapot size=64")
        first = (await ears.dream("finished"))["dream"]
        await guest.post(first["code"])
        same = (await ears.dream("finished"))["dream"]
        words = f"{first['preset']} strength={first['strength']} size=64"
        await guest.send("/api/dreams", {"options": words})
        again = (await ears.dream("finished"))["dream"]
    assert same["facts"]["seed"] == first["facts"]["seed"] != again["facts"]["seed"]
    assert {dream["title"] for dream in (first, same, again)} == {"Banana and teapot"}


async def test_a_photo_beside_words_that_imagine_is_only_posted(guest: Guest) -> None:
    async with guest.listen() as (ears, _):
        _, body = await guest.post("/imagine banana size=64", draw_photo(), draw_photo())
        assert (len(body["post"]["pictures"]), body["ordered"]) == (2, 1)
        assert (await ears.dream("finished"))["dream"]["photo"] is None


async def test_its_recipe_is_none_for_a_picture_and_nothing_is_posted(guest: Guest) -> None:
    photo = await guest.post_photo()
    options = {"picture": photo["id"], "options": "imagine-banana"}
    for status, body in (
        await guest.post("/dream imagine-banana", draw_photo()),
        await guest.post("/dream imagine-banana", reply_to=photo["id"]),
        await guest.send("/api/dreams", options),
    ):
        assert (status, body["error"]["code"]) == (400, "usage")
        assert "/imagine banana" in body["error"]["hint"]
    assert len((await guest.get("/api/posts"))[1]["posts"]) == 1


@pytest.mark.parametrize("words", ["/imagine", "/imagine banana zoom", "/imagine banana size=full"])
async def test_what_cannot_be_imagined_is_refused_at_once(guest: Guest, words: str) -> None:
    status, body = await guest.post(words)
    assert status == 400
    assert body["error"]["hint"]
    assert (await guest.get("/api/posts"))[1]["posts"] == []


async def test_what_is_imagined_is_completed(guest: Guest) -> None:
    _, body = await guest.get("/api/complete?text=/imagine ban")
    assert "banana " in [suggestion["value"] for suggestion in body["suggestions"]]


async def test_it_is_forgotten_with_its_owner(guest: Guest, other: Guest) -> None:
    async with guest.listen() as (ears, _):
        for visitor in (guest, other):
            await visitor.post("/imagine banana size=64")
            mine = (await ears.dream("finished"))["dream"]
        await guest.post("/forget")
        _, page = await guest.get("/api/dreams")
    assert [shown["id"] for shown in page["dreams"]] == [mine["id"]]


async def test_it_goes_on_after_a_restart(open_bot: OpenRoom, engine: FakeEngine) -> None:
    engine.step_seconds = FOREVER
    async with open_bot() as room, Guest(room.address) as guest, guest.listen() as (ears, _):
        await guest.post("/imagine banana size=64 seed=5")
        await ears.dream("waiting")
    engine.step_seconds = 0.0
    async with open_bot() as room, Guest(room.address) as guest, guest.listen() as (ears, hello):
        (post,) = hello["posts"]
        if post["dream"]["state"] != "finished":
            post = await ears.dream("finished")
    assert (post["dream"]["photo"], post["dream"]["facts"]["seed"]) == (None, 5)
    assert post["dream"]["result"]["width"] == 64
