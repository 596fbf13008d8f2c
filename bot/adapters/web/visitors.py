"""Who is who: a random secret in a cookie, and the public id and name that go with it."""

import hashlib
import secrets

from aiohttp import web

from bot.adapters.web.access import encode_text
from bot.adapters.web.names import clean_name, suggest_name
from bot.adapters.web.posts import Visitor
from bot.adapters.web.store import Store

COOKIE = "puppyslug_visitor"
COOKIE_SECONDS = 365 * 24 * 3600
_SECRET_BYTES = 24
_NEWCOMER = web.RequestKey("newcomer", str)


class Visitors:
    """Knows visitors by their cookie, and gives one to those who have none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def recognise(self, request: web.Request) -> Visitor:
        """Whoever sent the request; a newcomer's cookie goes out with the response."""
        secret = request.cookies.get(COOKIE, "")
        if not 16 <= len(secret) <= 64:
            secret = secrets.token_urlsafe(_SECRET_BYTES)
            request[_NEWCOMER] = secret
        # People see each other's ids, so these must not lead back to the cookie.
        visitor_id = hashlib.sha256(encode_text(secret)).hexdigest()[:16]
        name = await self._store.name_of(visitor_id)
        return Visitor(id=visitor_id, name=name or suggest_name(visitor_id))

    async def rename(self, visitor: Visitor, name: str) -> Visitor:
        """Gives a visitor another name; raises UsageError where it can't be one."""
        renamed = Visitor(id=visitor.id, name=clean_name(name))
        await self._store.rename(renamed)
        return renamed


async def set_visitor_cookie(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """A signal handler: gives newcomers their cookie just before the response starts."""
    secret = request.get(_NEWCOMER)
    if secret is None:
        return
    # aiohttp has written its own cookies into the headers by the time this signal is sent.
    cookie = f"{COOKIE}={secret}; Max-Age={COOKIE_SECONDS}; Path=/; HttpOnly; SameSite=Lax"
    response.headers.add("Set-Cookie", cookie + ("; Secure" if request.secure else ""))
