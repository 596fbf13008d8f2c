"""The WebSocket that keeps a page up to date: first what it missed, then what happens."""

import asyncio
import contextlib
import json

from aiohttp import WSCloseCode, WSMsgType, web

from bot.adapters.web.api import POSTS_PER_PAGE
from bot.adapters.web.hub import Hub, Mailbox
from bot.adapters.web.incoming import LONGEST_TEXT, MOST_PICTURES
from bot.adapters.web.posts import Visitor
from bot.adapters.web.store import Store
from bot.adapters.web.views import Views, show_visitor
from bot.adapters.web.visitors import Visitors

MOST_MISSED = 200
BEAT_SECONDS = 20.0
_SEND_SECONDS = 20.0
_CLOSE_SECONDS = 2.0
_LONGEST_MESSAGE = 1024


class Live:
    """``/live?since=REVISION``. Pages only listen here; what they do goes through the API."""

    def __init__(
        self,
        *,
        hub: Hub,
        store: Store,
        visitors: Visitors,
        views: Views,
        max_upload_bytes: int,
    ) -> None:
        self._hub = hub
        self._store = store
        self._visitors = visitors
        self._views = views
        self._max_upload_bytes = max_upload_bytes
        self._closing = False

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.get("/live", self.listen)]

    async def listen(self, request: web.Request) -> web.WebSocketResponse:
        visitor = await self._visitors.recognise(request)
        since = request.query.get("since", "")
        revision = int(since) if since.isascii() and since.isdigit() and len(since) < 16 else 0
        socket = web.WebSocketResponse(
            heartbeat=BEAT_SECONDS, max_msg_size=_LONGEST_MESSAGE, timeout=_CLOSE_SECONDS
        )
        await socket.prepare(request)
        try:
            # Subscribed before the posts are read: a post may come twice, but none gets lost.
            with self._hub.subscribe(visitor.id) as mailbox:
                await self._greet(socket, visitor, revision)
                await self._pass_on(socket, mailbox)
        except (ConnectionError, TimeoutError):
            pass
        finally:
            await socket.close(code=WSCloseCode.GOING_AWAY if self._closing else WSCloseCode.OK)
        return socket

    async def close(self) -> None:
        """Ends all connections; pages come back when the room does."""
        self._closing = True
        self._hub.close()

    async def _greet(self, socket: web.WebSocketResponse, visitor: Visitor, revision: int) -> None:
        known = max(1, self._store.removed_at) <= revision <= self._store.revision
        posts = await self._store.posts_since(revision, limit=MOST_MISSED) if known else ()
        # Who missed too much, may have what is gone, or comes from another room's past, starts with
        # the newest posts.
        anew = not known or len(posts) == MOST_MISSED
        if anew:
            posts = await self._store.newest_posts(limit=POSTS_PER_PAGE)
        hello = {
            "type": "hello",
            "me": show_visitor(visitor),
            "anew": anew,
            "more": anew and len(posts) == POSTS_PER_PAGE,
            "posts": [self._views.show_post(post) for post in posts],
            "limits": {
                "upload_bytes": self._max_upload_bytes,
                "text": LONGEST_TEXT,
                "pictures": MOST_PICTURES,
            },
        }
        await _send(socket, json.dumps(hello, ensure_ascii=False))

    async def _pass_on(self, socket: web.WebSocketResponse, mailbox: Mailbox) -> None:
        hearing = asyncio.create_task(_hear_out(socket))
        hearing.add_done_callback(lambda _: mailbox.close())
        try:
            while True:
                try:
                    async with asyncio.timeout(BEAT_SECONDS):
                        messages = await mailbox.collect()
                except TimeoutError:
                    # A page can't see the protocol's own pings.
                    messages = ['{"type":"beat"}']
                if messages is None:
                    return
                for message in messages:
                    await _send(socket, message)
        finally:
            hearing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await hearing


async def _hear_out(socket: web.WebSocketResponse) -> None:
    """Reads until the page leaves, or says anything: it has nothing to say here."""
    async for message in socket:
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            return


async def _send(socket: web.WebSocketResponse, message: str) -> None:
    async with asyncio.timeout(_SEND_SECONDS):
        await socket.send_str(message)
