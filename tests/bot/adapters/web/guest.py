"""Somebody in the room without a browser: real requests, cookies and a real WebSocket."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Self

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, FormData
from PIL import Image

PATIENCE_SECONDS = 20.0

Json = dict[str, Any]


def draw_photo(width: int = 24, height: int = 16, colour: str = "teal") -> bytes:
    """A small real JPEG."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(data, "JPEG")
    return data.getvalue()


class Ears:
    """What one open page hears."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.heard: list[Json] = []

    async def next(self, kind: str, fits: Callable[[Json], bool] = lambda _: True) -> Json:
        """The next message of this kind that fits; what comes before it is skipped."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                message: Json = await self.socket.receive_json()
                self.heard.append(message)
                if message["type"] == kind and fits(message):
                    return message

    async def dream(self, state: str) -> Json:
        """The post of the next dream that reaches this state."""
        message = await self.next("post", lambda said: _state_of(said["post"]) == state)
        post: Json = message["post"]
        return post


class Guest:
    """A visitor with cookies of their own, whose requests come from the room's own page."""

    def __init__(self, address: str, **headers: str) -> None:
        self.address = address
        self.session = ClientSession(
            address, cookie_jar=CookieJar(unsafe=True), headers={"Origin": address, **headers}
        )

    @classmethod
    def back(cls, address: str, guest: "Guest") -> Self:
        """The same person in another room, or in the same one after it was closed."""
        again = cls(address)
        cookies = {cookie.key: cookie.value for cookie in guest.session.cookie_jar}
        again.session.cookie_jar.update_cookies(cookies)
        return again

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.session.close()

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.session.get(path) as response:
            return response.status, await response.json()

    async def post(self, text: str = "", *pictures: bytes, reply_to: str = "") -> tuple[int, Json]:
        form = FormData(default_to_multipart=True)
        form.add_field("text", text)
        form.add_field("reply_to", reply_to)
        for number, picture in enumerate(pictures):
            form.add_field(
                "picture", io.BytesIO(picture), filename=f"{number}.jpg", content_type="image/jpeg"
            )
        async with self.session.post("/api/posts", data=form) as response:
            return response.status, await response.json()

    async def send(self, path: str, values: object, method: str = "POST") -> tuple[int, Json]:
        async with self.session.request(method, path, json=values) as response:
            return response.status, await response.json()

    async def post_photo(self, text: str = "") -> Json:
        """Posts a photo and returns it as the room shows it."""
        status, body = await self.post(text, draw_photo())
        assert status == 201
        picture: Json = body["post"]["pictures"][0]
        return picture

    @asynccontextmanager
    async def listen(self, since: int = 0) -> AsyncIterator[tuple[Ears, Json]]:
        """Opens the WebSocket; yields it with the room's first words."""
        async with self.session.ws_connect(f"/live?since={since}") as socket:
            ears = Ears(socket)
            yield ears, await ears.next("hello")


def _state_of(post: Json) -> str | None:
    return post["dream"]["state"] if post["dream"] else None
