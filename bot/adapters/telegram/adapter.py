"""Telegram as a platform of the bot: connects in the background, and again after every outage."""

import asyncio
from typing import Self

import structlog
from telegram.constants import UpdateType
from telegram.error import TelegramError

from bot.adapters.telegram.access import Access
from bot.adapters.telegram.administrators import Administrators
from bot.adapters.telegram.client import build_bot
from bot.adapters.telegram.dreaming import Dreaming
from bot.adapters.telegram.faults import describe_fault, explain_loss
from bot.adapters.telegram.hearing import build_grammar
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.menus import set_menus_when_changed
from bot.adapters.telegram.polling import Poller, choose_pause
from bot.adapters.telegram.reception import Reception
from bot.adapters.telegram.settings import TelegramSettings
from bot.adapters.telegram.sources import Sources
from bot.adapters.telegram.webhook import Webhook
from bot.records import Records
from bot.service import DreamService
from bot.wishes import PictureReader
from dream_core import Presets
from dream_core.engine.protocol import DreamEngine

ALLOWED_UPDATES = (UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER)
HANDLERS_SECONDS = 3.0
"""How long those who are being answered may take when the bot leaves."""
_CLOSE_SECONDS = 5.0

_log = structlog.get_logger(__name__)


class TelegramAdapter:
    """Meets people on Telegram for as long as its context lasts. Entering it returns at once."""

    name = "Telegram"

    def __init__(
        self,
        settings: TelegramSettings,
        *,
        engine: DreamEngine,
        service: DreamService,
        records: Records,
        presets: Presets,
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._service = service
        self._records = records
        self._presets = presets
        self._bot = build_bot(settings)
        self._staying: asyncio.Task[None] | None = None
        self._reception: Reception | None = None
        self._receiver: Poller | Webhook | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the bot is logged in, and Telegram answered the last poll that is over or has
        taken the webhook's address.
        """
        return self._receiver is not None and self._receiver.is_reached

    async def __aenter__(self) -> Self:
        self._staying = asyncio.create_task(self._stay(), name="telegram")
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.stop_taking()
        if self._reception is not None:
            await self._reception.wait_handled(HANDLERS_SECONDS)
        await self._bot.shutdown()

    async def wait_lost(self) -> None:
        """Returns never; raises SettingError once Telegram forbids to come back."""
        if self._staying is None:
            raise RuntimeError("the adapter was never entered")
        await asyncio.wait([self._staying])
        self._staying.result()

    async def stop_taking(self) -> None:
        """Telegram keeps what happens for a day, for whoever asks next."""
        if self._staying is not None:
            self._staying.cancel()
            await asyncio.wait([self._staying], timeout=_CLOSE_SECONDS)

    async def _stay(self) -> None:
        await self._log_in()
        self._reception = reception = Reception(self._build_host())
        menus = asyncio.create_task(set_menus_when_changed(self._bot, self._records))
        try:
            await self._receive(reception)
        finally:
            menus.cancel()
            await asyncio.wait([menus])

    async def _log_in(self) -> None:
        """Asks Telegram who the bot is until it says so; raises SettingError for a void token."""
        failures = 0
        while True:
            try:
                await self._bot.initialize()
                break
            except TelegramError as error:
                if fatal := explain_loss(error):
                    # The library's own words hold the token.
                    raise fatal from None
                failures += 1
                _log.warning("telegram_unreachable", reason=describe_fault(error))
                await asyncio.sleep(choose_pause(error, failures))
        _log.info("telegram_ready", username=self._bot.username)

    async def _receive(self, reception: Reception) -> None:
        settings = self._settings.webhook
        if settings is not None:
            async with Webhook(
                settings, self._bot, reception.take, allowed_updates=ALLOWED_UPDATES
            ) as webhook:
                self._receiver = webhook
                await webhook.register()
                await asyncio.Event().wait()
        poller = Poller(self._bot, reception.take, allowed_updates=ALLOWED_UPDATES)
        self._receiver = poller
        try:
            await poller.run()
        finally:
            await poller.confirm()

    def _build_host(self) -> Host:
        username, largest = self._bot.username, self._settings.incoming_bytes
        access = Access(self._records, self._bot)
        dreaming = Dreaming(
            service=self._service,
            engine=self._engine,
            records=self._records,
            presets=self._presets,
            access=access,
            bot=self._bot,
            document_bytes=self._settings.document_bytes,
        )
        return Host(
            bot=self._bot,
            username=username,
            grammar=build_grammar(self._presets, username),
            dreaming=dreaming,
            access=access,
            administrators=Administrators(self._bot),
            sources=Sources(self._bot, largest_bytes=largest),
            reader=PictureReader(largest_bytes=largest),
            service=self._service,
            records=self._records,
            presets=self._presets,
            engine=self._engine,
            document_bytes=self._settings.document_bytes,
        )
