"""The room as a whole: opens its memory, listens, and closes in order."""

import asyncio
import errno
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Self

from aiohttp import web

from bot.adapters.web.access import Door, read_secret
from bot.adapters.web.api import Api
from bot.adapters.web.assets import Assets
from bot.adapters.web.chat import Chat
from bot.adapters.web.conversation import OpenDreams
from bot.adapters.web.feed import Feed
from bot.adapters.web.files import PictureFiles
from bot.adapters.web.housekeeping import Housekeeping
from bot.adapters.web.hub import Hub
from bot.adapters.web.incoming import PostReader
from bot.adapters.web.live import Live
from bot.adapters.web.pages import Pages
from bot.adapters.web.pictures import PictureRoutes
from bot.adapters.web.problems import ProblemAnswers
from bot.adapters.web.rules import RoomRules
from bot.adapters.web.security import check_sender, set_security_headers
from bot.adapters.web.settings import RoomSettings
from bot.adapters.web.store import Store
from bot.adapters.web.views import Views
from bot.adapters.web.visitors import Visitors, set_visitor_cookie
from bot.errors import BotError, BotErrorCode, SettingError
from bot.records import Records
from bot.service import DreamService
from bot.texts import load_languages
from dream_core import Presets
from dream_core.engine.protocol import DreamEngine

_LARGEST_JSON = 64 * 1024
_CLOSING_SECONDS = 3.0


class Room:
    """The local room. An async context manager: people can come in when it is entered.

    Raises BotError where the address is taken, SettingError where the data folder is no good.
    Leave it after the service has drained; dreams that haven't ended then go on when the room opens
    again.
    """

    def __init__(
        self,
        settings: RoomSettings,
        *,
        engine: DreamEngine,
        service: DreamService,
        records: Records,
        presets: Presets,
    ) -> None:
        self._settings = settings
        self._records = records
        self._engine = engine
        self._service = service
        self._presets = presets
        self._stack = AsyncExitStack()
        self._port = settings.port

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the room, such as ``http://127.0.0.1:8765``."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._settings.host, self._settings.host)  # noqa: S104 (compared, not bound)
        return f"http://{f'[{host}]' if ':' in host else host}:{self._port}"

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await asyncio.to_thread(load_languages)
            store = await self._open_store(stack)
            inside = self._furnish(store)
            await inside.chat.resume()
            purging = asyncio.create_task(inside.housekeeping.purge_regularly(), name="purge room")
            stack.push_async_callback(_end, purging)
            await self._listen(self._build(inside), stack)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._stack.aclose()

    async def _open_store(self, stack: AsyncExitStack) -> Store:
        try:
            return await stack.enter_async_context(Store(self._settings.data_dir / "room.sqlite3"))
        except OSError as error:
            raise SettingError(
                f"The room can't write to {self._settings.data_dir}: {error.strerror}.",
                "Set PUPPYSLUG_DATA_DIR to a folder of yours.",
            ) from error

    def _furnish(self, store: Store) -> "_Inside":
        hub = Hub()
        files = PictureFiles(self._settings.data_dir / "pictures")
        dreams: OpenDreams = {}
        rules = RoomRules(self._records.chat_settings, self._presets)
        views = Views(self._presets, lambda: rules.phrases)
        feed = Feed(hub, views)
        housekeeping = Housekeeping(
            store=store,
            files=files,
            feed=feed,
            dreams=dreams,
            service=self._service,
            records=self._records,
            keep_seconds=self._settings.keep_seconds,
        )
        chat = Chat(
            store=store,
            files=files,
            feed=feed,
            rules=rules,
            engine=self._engine,
            service=self._service,
            presets=self._presets,
            dreams=dreams,
            housekeeping=housekeeping,
        )
        return _Inside(
            store=store,
            hub=hub,
            files=files,
            rules=rules,
            views=views,
            chat=chat,
            housekeeping=housekeeping,
        )

    def _build(self, inside: "_Inside") -> web.Application:
        settings, presets, store = self._settings, self._presets, inside.store
        assets, visitors = Assets(), Visitors(store)
        door = self._build_door()
        reader = PostReader(self._engine, max_upload_bytes=settings.max_upload_bytes)
        live = Live(
            hub=inside.hub,
            store=store,
            visitors=visitors,
            views=inside.views,
            max_upload_bytes=settings.max_upload_bytes,
        )
        api = Api(
            chat=inside.chat,
            store=store,
            engine=self._engine,
            reader=reader,
            visitors=visitors,
            rules=inside.rules,
            presets=presets,
            views=inside.views,
            assets=assets,
        )
        pages = Pages(assets=assets, store=store, visitors=visitors, door=door)
        pictures = PictureRoutes(chat=inside.chat, files=inside.files)
        app = self._build_application(door, inside.rules)
        for part in (api, live, pictures, pages):
            app.add_routes(part.routes())
        app.on_shutdown.append(lambda _app: live.close())
        return app

    def _build_application(self, door: Door | None, rules: RoomRules) -> web.Application:
        # Outermost first: even a refusal is answered in the one form, and nobody without the key
        # gets as far as a route.
        answers = ProblemAnswers(rules.explain)
        middlewares = [answers.answer, check_sender(loopback=self._settings.loopback)]
        if door is not None:
            middlewares.append(door.guard)
        app = web.Application(client_max_size=_LARGEST_JSON, middlewares=middlewares)
        app.on_response_prepare.append(set_security_headers)
        app.on_response_prepare.append(set_visitor_cookie)
        return app

    def _build_door(self) -> Door | None:
        if self._settings.key is None:
            return None
        return Door(self._settings.key, read_secret(self._settings.data_dir / "room.secret"))

    async def _listen(self, app: web.Application, stack: AsyncExitStack) -> None:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CLOSING_SECONDS)
        stack.push_async_callback(runner.cleanup)
        await runner.setup()
        site = web.TCPSite(runner, self._settings.host, self._settings.port)
        try:
            await site.start()
        except OSError as error:
            raise _explain(error, self._settings) from error
        self._port = runner.addresses[0][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inside:
    """What is in the room, before anybody can come in."""

    store: Store
    hub: Hub
    files: PictureFiles
    rules: RoomRules
    views: Views
    chat: Chat
    housekeeping: Housekeeping


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


def _explain(error: OSError, settings: RoomSettings) -> BotError:
    where = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        return BotError(
            BotErrorCode.ADDRESS_IN_USE,
            f"Something else listens on {where} already.",
            "End it, or set PUPPYSLUG_ROOM_BIND to another port.",
        )
    return SettingError(
        f"The room can't listen on {where}: {error.strerror}.",
        "Set PUPPYSLUG_ROOM_BIND to host:port, or off.",
    )
