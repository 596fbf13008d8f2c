import pytest

from tests.bot.adapters.web.guest import Guest

VISITOR_COOKIE = "puppyslug_visitor"


@pytest.mark.parametrize("path", ["/", "/gallery"])
async def test_pages_are_html(guest: Guest, path: str) -> None:
    async with guest.session.get(path) as response:
        assert response.status == 200
        assert response.content_type == "text/html"
        assert "Puppyslug" in await response.text()


@pytest.mark.parametrize(
    "path", ["/nowhere", "/dreams/0", "/dreams/" + "0" * 20, "/static/../room.py"]
)
async def test_a_wrong_address_is_told_so(guest: Guest, path: str) -> None:
    async with guest.session.get(path) as response:
        assert response.status == 404


async def test_an_api_that_is_not_there_answers_in_json(guest: Guest) -> None:
    status, body = await guest.get("/api/nothing")
    assert (status, body["error"]["code"]) == (404, "not_found")


async def test_a_method_that_is_not_there_answers_in_json(guest: Guest) -> None:
    async with guest.session.delete("/api/posts") as response:
        assert response.status == 405
        assert (await response.json())["error"]["code"] == "request_refused"
        assert "POST" in response.headers["Allow"]


async def test_health_is_told_without_a_cookie(guest: Guest) -> None:
    async with guest.session.get("/healthz", headers={"Cookie": ""}) as response:
        assert await response.json() == {"status": "ok"}
        assert "Set-Cookie" not in response.headers


async def test_the_first_page_gives_a_cookie_that_scripts_cannot_read(guest: Guest) -> None:
    guest.session.cookie_jar.clear()
    async with guest.session.get("/") as response:
        cookie = response.headers["Set-Cookie"]
    assert cookie.startswith(f"{VISITOR_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    async with guest.session.get("/gallery") as response:
        assert "Set-Cookie" not in response.headers


async def test_the_icon_is_there(guest: Guest) -> None:
    async with guest.session.get("/favicon.ico") as response:
        assert response.content_type == "image/svg+xml"
