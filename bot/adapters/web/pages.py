"""The addresses that people open."""

from aiohttp import web

from bot.adapters.web.access import Door
from bot.adapters.web.assets import Assets
from bot.adapters.web.incoming import read_json, take_text
from bot.adapters.web.posts import is_id
from bot.adapters.web.store import Store
from bot.adapters.web.visitors import Visitors


class Pages:
    """The room, its gallery, each dream's own page and the door."""

    def __init__(
        self, *, assets: Assets, store: Store, visitors: Visitors, door: Door | None
    ) -> None:
        self._assets = assets
        self._store = store
        self._visitors = visitors
        self._door = door

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/", self.room),
            web.get("/gallery", self.gallery),
            web.get("/dreams/{dream}", self.dream),
            web.get("/login", self.login),
            web.post("/login", self.enter),
            web.get("/healthz", self.health),
            web.get("/favicon.ico", self.icon),
            web.get("/static/{name:.+}", self.static),
            web.get("/{elsewhere:(?!api/|pictures/).*}", self.lost),
        ]

    async def room(self, request: web.Request) -> web.StreamResponse:
        await self._visitors.recognise(request)
        return self._assets.respond("room.html")

    async def gallery(self, request: web.Request) -> web.StreamResponse:
        await self._visitors.recognise(request)
        return self._assets.respond("gallery.html")

    async def dream(self, request: web.Request) -> web.StreamResponse:
        await self._visitors.recognise(request)
        dream_id = request.match_info["dream"]
        known = is_id(dream_id) and await self._store.dream_post(dream_id) is not None
        return self._assets.respond("dream.html", status=200 if known else 404)

    async def login(self, _request: web.Request) -> web.StreamResponse:
        if self._door is None:
            raise web.HTTPSeeOther("/")
        return self._assets.respond("login.html")

    async def enter(self, request: web.Request) -> web.StreamResponse:
        response = web.json_response({"entered": True})
        if self._door is not None:
            key = take_text(await read_json(request), "key")
            self._door.try_key(key, request.remote or "")
            self._door.open_for(request, response)
        return response

    async def health(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response({"status": "ok"})

    async def icon(self, _request: web.Request) -> web.StreamResponse:
        return self._assets.respond("mark.svg")

    async def lost(self, _request: web.Request) -> web.StreamResponse:
        return self._assets.respond("lost.html", status=404)

    async def static(self, request: web.Request) -> web.StreamResponse:
        return self._assets.respond(request.match_info["name"])
