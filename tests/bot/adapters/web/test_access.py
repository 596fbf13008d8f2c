import asyncio
import stat
from pathlib import Path

import pytest
from aiohttp import WSServerHandshakeError, hdrs

from bot.adapters.web import Room
from bot.adapters.web.access import COOKIE, PUBLIC_FOLDER, PUBLIC_PATHS, read_secret
from bot.adapters.web.store import Store
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import Guest

KEY = "moss-and-amber"
PARTS = {"dream": "0" * 20, "picture": "0" * 20, "name": "room.js", "elsewhere": "anywhere"}


def list_routes(room: Room, store: Store) -> list[tuple[str, str]]:
    routes = room._build(room._furnish(store)).router.routes()
    return [
        (route.method, route.resource.canonical.format_map(PARTS))
        for route in routes
        if route.resource is not None and route.method != hdrs.METH_HEAD
    ]


async def say_raw(host: str, head: bytes) -> bytes:
    """Sends what no client would; returns the whole answer."""
    reader, writer = await asyncio.open_connection(*host.split(":"))
    writer.write(head + f"\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_every_route_but_the_door_needs_the_key(open_room: OpenRoom, store: Store) -> None:
    async with open_room(key=KEY) as room, Guest(room.address) as stranger:
        routes = list_routes(room, store)
        assert len(routes) > 15
        for method, path in routes:
            async with stranger.session.request(method, path, allow_redirects=False) as response:
                status, headers = response.status, response.headers
            if path in PUBLIC_PATHS or path.startswith(PUBLIC_FOLDER):
                assert status != 401, path
            elif status == 303:
                assert headers["Location"].startswith("/login?next="), path
            else:
                assert status == 401, (method, path)


async def test_a_strangers_websocket_is_refused(open_room: OpenRoom) -> None:
    async with open_room(key=KEY) as room, Guest(room.address) as stranger:
        with pytest.raises(WSServerHandshakeError) as caught:
            await stranger.session.ws_connect("/live")
        assert caught.value.status == 401


async def test_the_key_opens_the_room(open_room: OpenRoom) -> None:
    async with open_room(key=KEY) as room, Guest(room.address) as guest:
        assert (await guest.send("/login", {"key": "moss-and-ember"}))[0] == 403
        assert (await guest.get("/api/posts"))[0] == 401
        assert (await guest.send("/login", {"key": KEY}))[0] == 200
        assert (await guest.get("/api/posts"))[0] == 200
        assert (await guest.post("hello"))[0] == 201


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(open_room: OpenRoom) -> None:
    async with (
        open_room(key=KEY) as room,
        Guest(room.address) as guest,
        guest.session.post("/login", json={"key": KEY}) as response,
    ):
        cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert KEY not in cookie


async def test_a_link_with_the_key_opens_the_room_and_loses_it(open_room: OpenRoom) -> None:
    async with open_room(key=KEY) as room, Guest(room.address) as guest:
        async with guest.session.get(f"/gallery?key={KEY}&a=1") as response:
            assert response.status == 200
            assert response.url.path_qs == "/gallery?a=1"
        assert (await guest.get("/api/posts"))[0] == 200


async def test_a_link_with_a_wrong_key_opens_nothing(open_room: OpenRoom) -> None:
    async with open_room(key=KEY) as room, Guest(room.address) as guest:
        async with guest.session.get("/gallery?key=wrong-key") as response:
            assert response.url.path_qs == "/login?next=/gallery"
        assert (await guest.get("/api/posts"))[0] == 401


async def test_guessing_is_slowed_down(open_room: OpenRoom) -> None:
    async with open_room(key=KEY) as room, Guest(room.address) as guest:
        statuses = [(await guest.send("/login", {"key": f"guess-{n}"}))[0] for n in range(12)]
        assert statuses[:8] == [403] * 8
        assert set(statuses[8:]) == {429}
        # While it lasts, not even the right key tells a guesser anything.
        assert (await guest.send("/login", {"key": KEY}))[0] == 429


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value[:-1] + ("0" if value[-1] != "0" else "1"),
        lambda value: "9" + value,
        lambda value: value.replace(".", "", 1),
        lambda _: "..",
        lambda _: "ä.b.c",
        lambda _: "1.2.3.4",
    ],
)
async def test_a_forged_cookie_opens_nothing(open_room: OpenRoom, change: object) -> None:
    async with (
        open_room(key=KEY) as room,
        Guest(room.address) as guest,
        Guest(room.address) as thief,
    ):
        await guest.send("/login", {"key": KEY})
        signed = next(c.value for c in guest.session.cookie_jar if c.key == COOKIE)
        headers = {"Cookie": f"{COOKIE}={change(signed)}"}  # type: ignore[operator]
        async with thief.session.get("/api/posts", headers=headers) as response:
            assert response.status == 401


async def test_a_key_of_half_a_character_is_a_wrong_key(open_room: OpenRoom) -> None:
    async with open_room(key=KEY) as room, Guest(room.address) as guest:
        headers = {"Content-Type": "application/json"}
        data = b'{"key": "\\ud800"}'
        async with guest.session.post("/login", data=data, headers=headers) as response:
            assert response.status == 403


@pytest.mark.parametrize(
    ("key", "path", "cookie", "status"),
    [
        (KEY, "/api/posts", b"puppyslug_door=1.2.\xff", b"401"),
        (None, "/", b"puppyslug_visitor=" + b"\xff" * 20, b"200"),
    ],
)
async def test_a_cookie_that_is_no_text_counts_for_nothing(
    open_room: OpenRoom, key: str | None, path: str, cookie: bytes, status: bytes
) -> None:
    async with open_room(key=key) as room:
        host = room.address.removeprefix("http://")
        answer = await say_raw(host, f"GET {path} HTTP/1.1\r\nCookie: ".encode() + cookie)
    assert answer.startswith(b"HTTP/1.1 " + status)


async def test_a_restart_keeps_guests_in_and_another_key_shows_them_out(
    open_room: OpenRoom,
) -> None:
    async with open_room(key=KEY) as room, Guest(room.address) as guest:
        await guest.send("/login", {"key": KEY})
        signed = next(c.value for c in guest.session.cookie_jar if c.key == COOKIE)
    for key, expected in ((KEY, 200), ("another-key", 401)):
        async with open_room(key=key) as room, Guest(room.address) as guest:
            headers = {"Cookie": f"{COOKIE}={signed}"}
            async with guest.session.get("/api/posts", headers=headers) as response:
                assert response.status == expected


async def test_without_a_key_there_is_no_door(guest: Guest) -> None:
    async with guest.session.get("/login") as response:
        assert response.url.path == "/"


async def test_the_secret_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "room.secret"
    secret = await asyncio.to_thread(read_secret, file)
    assert len(secret) == 32
    assert read_secret(file) == secret
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("left", [b"", b"too short"])
def test_half_a_secret_is_made_anew(tmp_path: Path, left: bytes) -> None:
    file = tmp_path / "room.secret"
    file.write_bytes(left)
    secret = read_secret(file)
    assert len(secret) == 32
    assert file.read_bytes() == secret
