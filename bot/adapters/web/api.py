"""The addresses that the room's own pages call. Everything is JSON, both ways."""

import math
from typing import Any

from aiohttp import web

from bot.adapters.web.assets import Assets, name_thumbnail
from bot.adapters.web.chat import Chat, Reply
from bot.adapters.web.incoming import Incoming, PostReader, read_json, take_text
from bot.adapters.web.limits import Rate, RateLimiter
from bot.adapters.web.masks import Mask, develop_mask
from bot.adapters.web.ordering import PageOrder, read_order
from bot.adapters.web.posts import Post, Visitor
from bot.adapters.web.problems import status_of
from bot.adapters.web.rules import RoomRules
from bot.adapters.web.store import Store
from bot.adapters.web.views import Views, show_problem, show_visitor
from bot.adapters.web.visitors import Visitors
from bot.commands import ForgetCommand, HelpCommand, PresetsCommand
from bot.conversation import Problem
from bot.errors import BotError, BotErrorCode, UsageError
from dream_core import DEFAULT_PRESET, DEFAULT_STRENGTH, STRENGTHS, Presets
from dream_core.engine.protocol import DreamEngine

POSTS_PER_PAGE = 40
DREAMS_PER_PAGE = 24
_LONGEST_COMPLETION = 300
_POSTING = Rate(burst=12, per_minute=30)
# Cookies are free, so what comes from one address is limited too.
_POSTING_PER_ADDRESS = Rate(burst=60, per_minute=120)


class Api:
    def __init__(
        self,
        *,
        chat: Chat,
        store: Store,
        engine: DreamEngine,
        reader: PostReader,
        visitors: Visitors,
        rules: RoomRules,
        presets: Presets,
        views: Views,
        assets: Assets,
    ) -> None:
        self._chat = chat
        self._store = store
        self._engine = engine
        self._reader = reader
        self._visitors = visitors
        self._rules = rules
        self._presets = presets
        self._views = views
        self._assets = assets
        self._posting = RateLimiter(_POSTING)
        self._posting_per_address = RateLimiter(_POSTING_PER_ADDRESS)

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/api/posts", self.older_posts),
            web.post("/api/posts", self.post),
            web.get("/api/dreams", self.gallery),
            web.post("/api/dreams", self.order),
            web.get("/api/dreams/{dream}", self.dream),
            web.post("/api/dreams/{dream}/cancel", self.cancel),
            web.post("/api/dreams/{dream}/preset", self.choose_preset),
            web.get("/api/presets", self.presets),
            web.get("/api/complete", self.complete),
            web.put("/api/me", self.rename),
        ]

    async def older_posts(self, request: web.Request) -> web.Response:
        """``?before=ID``: the posts before that one, oldest first."""
        posts = await self._store.newest_posts(
            before=_take_number(request, "before"), limit=POSTS_PER_PAGE
        )
        shown = [self._views.show_post(post) for post in posts]
        return web.json_response({"posts": shown, "more": len(posts) == POSTS_PER_PAGE})

    async def post(self, request: web.Request) -> web.Response:
        """A multipart form: ``text``, ``reply_to`` and ``mask`` first, then any ``picture``s."""
        visitor = await self._admit(request)
        incoming = await self._reader.read(request, check_text=self._chat.understand)
        if incoming.refusals and not incoming.photos:
            first = incoming.refusals[0].problem
            return web.json_response(
                {"error": self._show_problem(first), "refusals": self._show_refusals(incoming)},
                status=status_of(first),
            )
        reply = await self._chat.take(visitor, incoming)
        if isinstance(reply.command, ForgetCommand):
            visitor = await self._visitors.recognise(request)  # by another name now
        return self._show_reply(reply, incoming, visitor)

    async def order(self, request: web.Request) -> web.Response:
        """``{"picture": ID, "options": "eyes strength=7"}``: dreams a picture of the room.

        Where the options imagine something, there is no picture to it; ``guide`` may be the id of
        one whose features the dream is made of. A multipart form may have the same, and a picture
        ``mask`` that is white where the dream grows; ``mask_of`` is the id of a dream that grew
        there too.
        """
        visitor = await self._admit(request)
        asked = await read_order(request)
        options = self._chat.grammar.read_options(asked.options)
        find = self._chat.find_picture
        is_unpictured = options.imagines and not asked.picture
        photo = None if is_unpictured else await find(asked.picture)
        guide = await find(asked.guide) if asked.guide else None
        mask = await self._find_mask(asked)
        note = await self._chat.order(visitor, options, photo, guide=guide, mask=mask)
        return web.json_response({"ordered": 1, "answer": note}, status=201)

    async def cancel(self, request: web.Request) -> web.Response:
        visitor = await self._visitors.recognise(request)
        await self._chat.cancel(visitor, request.match_info["dream"])
        return web.json_response({"cancelled": True})

    async def gallery(self, request: web.Request) -> web.Response:
        """``?before=SERIAL``: finished dreams, newest first."""
        before = _take_number(request, "before")
        page = await self._store.gallery(before=before, limit=DREAMS_PER_PAGE)
        shown = [self._show_dream(post) for _, post in page]
        more = page[-1][0] if len(page) == DREAMS_PER_PAGE else None
        return web.json_response({"dreams": shown, "before": more})

    async def dream(self, request: web.Request) -> web.Response:
        post, _ = await self._chat.find_dream(request.match_info["dream"])
        return web.json_response(self._show_dream(post))

    async def choose_preset(self, request: web.Request) -> web.Response:
        """``{"preset": "eyes"}``: the dream with another preset; of a sheet, that one large."""
        visitor = await self._admit(request)
        preset = take_text(await read_json(request), "preset")
        note = await self._chat.choose_preset(visitor, request.match_info["dream"], preset)
        return web.json_response({"ordered": 1, "answer": note}, status=201)

    async def presets(self, _request: web.Request) -> web.Response:
        shown = [
            {
                "name": preset.name,
                "title": preset.title,
                "description": preset.description,
                "thumbnail": self._thumbnail(preset.name),
            }
            for preset in self._presets.values()
        ]
        strengths = {"least": STRENGTHS[0], "most": STRENGTHS[-1], "usual": DEFAULT_STRENGTH}
        return web.json_response(
            {"presets": shown, "usual": self._find_usual(), "strengths": strengths}
        )

    async def complete(self, request: web.Request) -> web.Response:
        """``?text=/dream ey``: what could stand at the end of it."""
        text = request.query.get("text", "")[:_LONGEST_COMPLETION]
        suggestions = [
            {
                "value": suggestion.value,
                "label": suggestion.label,
                "kind": suggestion.kind,
                "description": suggestion.description,
                "replaces": suggestion.replaces,
                "thumbnail": self._thumbnail(suggestion.value.strip())
                if suggestion.kind == "preset"
                else None,
            }
            for suggestion in self._chat.grammar.complete(text)
        ]
        return web.json_response({"suggestions": suggestions})

    async def rename(self, request: web.Request) -> web.Response:
        """``{"name": "..."}``: what the visitor is called from now on."""
        visitor = await self._admit(request)
        name = take_text(await read_json(request), "name")
        return web.json_response(show_visitor(await self._visitors.rename(visitor, name)))

    async def _find_mask(self, asked: PageOrder) -> Mask | None:
        if asked.mask is not None:
            return await develop_mask(asked.mask, self._engine)
        return await self._chat.find_mask(asked.mask_of) if asked.mask_of else None

    async def _admit(self, request: web.Request) -> Visitor:
        visitor = await self._visitors.recognise(request)
        wait = max(
            self._posting.wait_seconds(visitor.id),
            self._posting_per_address.wait_seconds(request.remote or ""),
        )
        if wait > 0:
            raise BotError(
                BotErrorCode.TOO_FAST,
                "That is a lot at once.",
                f"Go on in {math.ceil(wait)} s.",
            )
        return visitor

    def _show_reply(self, reply: Reply, incoming: Incoming, visitor: Visitor) -> web.Response:
        problem = reply.problems[0] if reply.problems else None
        shown: dict[str, Any] = {
            "post": self._views.show_post(reply.post) if reply.post else None,
            "ordered": reply.ordered,
            "answer": reply.answer,
            "show": _name_answer(reply),
            "refusals": self._show_refusals(incoming),
            "me": show_visitor(visitor),
        }
        if problem is not None:
            shown["error"] = self._show_problem(problem)
            if reply.post is None and not reply.ordered:
                return web.json_response(shown, status=status_of(problem))
        return web.json_response(shown, status=201)

    def _show_dream(self, post: Post) -> dict[str, Any]:
        shown = self._views.show_post(post)
        return {**shown["dream"], "at": shown["at"]}

    def _find_usual(self) -> str:
        preset = self._rules.settings.preset
        return preset if preset is not None and preset in self._presets else DEFAULT_PRESET

    def _show_problem(self, problem: Problem) -> dict[str, Any]:
        return show_problem(self._rules.explain(problem))

    def _show_refusals(self, incoming: Incoming) -> list[dict[str, Any]]:
        return [
            {"file_name": refusal.file_name, **self._show_problem(refusal.problem)}
            for refusal in incoming.refusals
        ]

    def _thumbnail(self, preset: str) -> str | None:
        name = name_thumbnail(preset)
        return f"/static/{name}" if name in self._assets else None


def _name_answer(reply: Reply) -> str | None:
    """Which of the page's own answers to show: it knows how to draw help and presets."""
    if isinstance(reply.command, HelpCommand):
        return "help"
    return "presets" if isinstance(reply.command, PresetsCommand) else None


def _take_number(request: web.Request, name: str) -> int | None:
    text = request.query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise UsageError(f"{name} must be a number.")
    return int(text)
