from bot.adapters.web.visitors import COOKIE
from tests.bot.adapters.web.guest import Guest


async def test_a_visitor_stays_the_same_from_page_to_page(guest: Guest) -> None:
    async with guest.listen() as (_, first):
        pass
    async with guest.listen() as (_, again):
        assert again["me"] == first["me"]


async def test_two_visitors_are_two(guest: Guest, other: Guest) -> None:
    async with guest.listen() as (_, one), other.listen() as (_, two):
        assert one["me"]["id"] != two["me"]["id"]


async def test_a_chosen_name_is_remembered_and_stands_beside_new_posts(guest: Guest) -> None:
    await guest.post("before")
    status, me = await guest.send("/api/me", {"name": "  Ada  L "}, "PUT")
    assert (status, me["name"]) == (200, "Ada L")
    _, body = await guest.post("after")
    assert body["post"]["author"] == me
    async with guest.listen() as (_, hello):
        assert hello["me"] == me
        assert hello["posts"][0]["author"]["name"] != "Ada L"


async def test_a_name_that_cannot_be_is_refused(guest: Guest) -> None:
    status, body = await guest.send("/api/me", {"name": "Puppyslug"}, "PUT")
    assert (status, body["error"]["code"]) == (400, "usage")


async def test_the_public_id_does_not_open_the_visitors_account(guest: Guest, other: Guest) -> None:
    _, body = await guest.post("hello")
    public = body["post"]["author"]["id"]
    headers = {"Cookie": f"{COOKIE}={public}"}
    async with other.session.put("/api/me", json={"name": "Eve"}, headers=headers) as response:
        assert (await response.json())["id"] != public
