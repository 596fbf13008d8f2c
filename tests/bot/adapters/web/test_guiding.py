"""Dreams that are made of what a second picture shows."""

from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import Guest, draw_photo

FOREVER = 60.0


async def test_a_reply_with_a_picture_guides_the_dream_of_the_one_it_answers(
    guest: Guest,
) -> None:
    photo = await guest.post_photo()
    async with guest.listen() as (ears, _):
        _, body = await guest.post("/dream guided", draw_photo(40, 30), reply_to=photo["id"])
        dream = (await ears.dream("finished"))["dream"]
    assert body["ordered"] == 1
    assert dream["photo"] == photo
    assert dream["guide"] == body["post"]["pictures"][0]


async def test_of_several_in_one_post_the_last_guides_the_others(guest: Guest) -> None:
    pictures = [draw_photo(size, 16) for size in (20, 30, 40)]
    async with guest.listen() as (ears, _):
        _, body = await guest.post("/dream like this", *pictures)
        dreams = [(await ears.dream("finished"))["dream"] for _ in range(body["ordered"])]
    posted = [picture["id"] for picture in body["post"]["pictures"]]
    assert {dream["photo"]["id"] for dream in dreams} == set(posted[:2])
    assert {dream["guide"]["id"] for dream in dreams} == {posted[2]}


async def test_a_guide_that_is_missing_is_told_and_nothing_is_posted(guest: Guest) -> None:
    status, body = await guest.post("/dream guided", draw_photo())
    assert (status, body["error"]["code"]) == (400, "guide_missing")
    assert (await guest.get("/api/posts"))[1]["posts"] == []


async def test_the_page_orders_with_a_guide_of_the_room(guest: Guest) -> None:
    photo, guide = await guest.post_photo(), await guest.post_photo()
    order = {"picture": photo["id"], "options": "eyes", "guide": guide["id"]}
    async with guest.listen() as (ears, _):
        assert (await guest.send("/api/dreams", order))[0] == 201
        dream = (await ears.dream("finished"))["dream"]
    assert (dream["photo"], dream["guide"]) == (photo, guide)
    status, body = await guest.send("/api/dreams", {**order, "guide": "0" * 20})
    assert (status, body["error"]["code"]) == (404, "not_found")


async def test_a_dream_of_another_guide_is_no_other_finish_of_it(
    guest: Guest, engine: FakeEngine
) -> None:
    photo, guide = await guest.post_photo(), await guest.post_photo()
    order = {"picture": photo["id"], "options": "puppyslug seed=5", "guide": guide["id"]}
    async with guest.listen() as (ears, _):
        await guest.send("/api/dreams", order)
        size = (await ears.dream("finished"))["dream"]["facts"]["size"]
        engine.step_seconds = FOREVER
        words = f"puppyslug seed=5 amount=50 size={size}"
        await guest.send("/api/dreams", {**order, "options": words})
        assert (await ears.dream("finished"))["dream"]["guide"] == guide
        await guest.send("/api/dreams", {"picture": photo["id"], "options": words})
        await ears.dream("waiting")
        await guest.send("/api/dreams", {**order, "options": f"{words} blend=screen"})
        await ears.dream("finished")
    assert engine.status.busy == 1


async def test_a_guided_dream_goes_on_after_a_restart(
    open_bot: OpenRoom, engine: FakeEngine
) -> None:
    engine.step_seconds = FOREVER
    async with open_bot() as room, Guest(room.address) as guest, guest.listen() as (ears, _):
        _, body = await guest.post("/dream guided", draw_photo(30, 20), draw_photo(40, 30))
        await ears.dream("waiting")
    engine.step_seconds = 0.0
    async with open_bot() as room, Guest(room.address) as guest, guest.listen() as (ears, hello):
        post = hello["posts"][-1]
        if post["dream"]["state"] != "finished":
            post = await ears.dream("finished")
    assert post["dream"]["guide"] == body["post"]["pictures"][1]


async def test_a_dream_is_forgotten_with_its_guide(guest: Guest, other: Guest) -> None:
    photo, guide = await other.post_photo(), await guest.post_photo()
    order = {"picture": photo["id"], "options": "eyes", "guide": guide["id"]}
    async with other.listen() as (ears, _):
        await other.send("/api/dreams", order)
        await ears.dream("finished")
    await guest.post("/forget")
    assert (await other.get("/api/dreams"))[1]["dreams"] == []
    _, left = await other.get("/api/posts")
    assert [post["pictures"] for post in left["posts"]] == [[photo]]
