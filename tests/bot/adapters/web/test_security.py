import pytest
from aiohttp import WSServerHandshakeError

from bot.adapters.web import Room
from bot.adapters.web.security import CONTENT_SECURITY_POLICY
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import Guest, draw_photo

PAGES = [
    "/",
    "/gallery",
    "/dreams/" + "0" * 20,
    "/login",
    "/nowhere",
    "/static/room.js",
    "/healthz",
]


@pytest.mark.parametrize("path", [*PAGES, "/api/presets", "/api/nothing", "/pictures/none"])
async def test_every_answer_carries_the_headers(guest: Guest, path: str) -> None:
    async with guest.session.get(path) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert policy == CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "aiohttp" not in headers["Server"]


@pytest.mark.parametrize(
    "host", ["example.org", "127.0.0.1.example.org", "192.168.0.7:8765", "a b", "x@localhost"]
)
async def test_a_loopback_room_answers_to_this_machine_only(guest: Guest, host: str) -> None:
    async with guest.session.get("/api/presets", headers={"Host": host}) as response:
        assert response.status == 403
        assert (await response.json())["error"]["code"] == "request_refused"


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
async def test_a_loopback_room_knows_all_its_names(guest: Guest, room: Room, name: str) -> None:
    host = f"{name}:{room.address.rpartition(':')[2]}"
    headers = {"Host": host, "Origin": f"http://{host}"}
    async with guest.session.get("/api/presets", headers=headers) as response:
        assert response.status == 200
    async with guest.session.put("/api/me", json={"name": "Ada"}, headers=headers) as response:
        assert response.status == 200


def foreign_origins(address: str) -> list[str]:
    host, _, port = address.removeprefix("http://").rpartition(":")
    return [
        "https://example.org",
        "null",
        "",
        f"http://{host}",
        f"http://{host}:{int(port) - 1}",
        f"http://localhost:{port}",
        f"http://{host}:{port}.example.org",
        "http://[",
    ]


async def test_nothing_is_changed_for_another_site(guest: Guest, room: Room) -> None:
    for origin in foreign_origins(room.address):
        for path in ("/api/posts", "/api/dreams", f"/api/dreams/{'0' * 20}/cancel", "/login"):
            headers = {"Origin": origin}
            async with guest.session.post(path, data={"text": "hi"}, headers=headers) as response:
                assert response.status == 403, (origin, path)
        async with guest.session.put("/api/me", json={"name": "x"}, headers=headers) as response:
            assert response.status == 403
    _, body = await guest.get("/api/posts")
    assert body["posts"] == []


async def test_nobody_listens_in_from_another_site(guest: Guest, room: Room) -> None:
    for origin in foreign_origins(room.address):
        with pytest.raises(WSServerHandshakeError) as caught:
            await guest.session.ws_connect("/live", headers={"Origin": origin})
        assert caught.value.status == 403, origin


async def test_a_request_without_an_origin_changes_nothing(room: Room) -> None:
    async with Guest(room.address) as bare:
        del bare.session.headers["Origin"]
        status, body = await bare.post("hi", draw_photo())
    assert (status, body["error"]["code"]) == (403, "request_refused")


async def test_behind_a_proxy_with_tls_the_browsers_origin_counts(open_room: OpenRoom) -> None:
    async with open_room(key="moss-and-amber") as room, Guest(room.address) as guest:
        headers = {"Host": "dreams.example.org", "Origin": "https://dreams.example.org"}
        async with guest.session.post(
            "/login", json={"key": "moss-and-amber"}, headers=headers
        ) as response:
            assert response.status == 403  # still bound to loopback
