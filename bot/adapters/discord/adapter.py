"""Discord as a platform of the bot: connects in the background, and again after every outage."""

import asyncio
import random
from contextlib import ExitStack
from typing import Self

import discord
import structlog

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.endpoints import reach_api_at
from bot.adapters.discord.faults import PASSING, describe_fault, explain_loss, log_plainly
from bot.adapters.discord.settings import DiscordSettings
from bot.records import Records
from bot.service import DreamService
from dream_core import Presets
from dream_core.engine.protocol import DreamEngine

LONGEST_PAUSE_SECONDS = 60.0
HANDLERS_SECONDS = 3.0
"""How long those who are being answered may take when the bot leaves."""
_CLOSE_SECONDS = 5.0

_log = structlog.get_logger(__name__)


class DiscordAdapter:
    """Meets people on Discord for as long as its context lasts. Entering it returns at once."""

    name = "Discord"

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        engine: DreamEngine,
        service: DreamService,
        records: Records,
        presets: Presets,
    ) -> None:
        self._settings = settings
        self._client = DreamClient(
            engine=engine,
            service=service,
            records=records,
            presets=presets,
            gateway=settings.gateway,
            incoming_bytes=settings.incoming_bytes,
        )
        self._staying: asyncio.Task[None] | None = None
        self._stack = ExitStack()

    @property
    def client(self) -> DreamClient:
        """discord.py's side of the adapter."""
        return self._client

    @property
    def is_ready(self) -> bool:
        """Whether every shard hears now what happens."""
        return self._client.is_ready() and self._client.is_connected()

    async def __aenter__(self) -> Self:
        self._stack.enter_context(reach_api_at(self._settings.api_base))
        self._stack.enter_context(log_plainly())
        self._staying = asyncio.create_task(self._stay(), name="discord")
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        with self._stack:
            await self._client.wait_handled(HANDLERS_SECONDS)
            if self._staying is not None:
                self._staying.cancel()
                await asyncio.wait([self._staying], timeout=_CLOSE_SECONDS)

    async def wait_lost(self) -> None:
        """Returns never; raises SettingError once Discord forbids to come back."""
        if self._staying is None:
            raise RuntimeError("the adapter was never entered")
        await asyncio.wait([self._staying])
        self._staying.result()

    async def stop_taking(self) -> None:
        """Discord keeps nothing for later: whoever asks now is told to come back."""

    async def _stay(self) -> None:
        """Connects, and again after each outage; raises SettingError if there is no way back."""
        failures = 0
        while True:
            try:
                async with self._client:
                    await self._client.start(self._settings.token)
            except Exception as error:  # noqa: BLE001 (logged there; the bot outlives it)
                _tell_loss(error)
            failures = 1 if self._client.is_ready() else failures + 1
            pause = _choose_pause(failures)
            _log.info("discord_retry", seconds=round(pause, 1))
            await asyncio.sleep(pause)
            _reopen(self._client)


def _tell_loss(error: Exception) -> None:
    """Raises SettingError where Discord forbids to come back."""
    if fatal := explain_loss(error):
        _log.error("discord_lost", reason=str(fatal))
        raise fatal from error
    if isinstance(error, PASSING):
        _log.warning("discord_unreachable", reason=describe_fault(error))
    else:
        _log.error("discord_failed", exc_info=error)


def _choose_pause(failures: int) -> float:
    """Twice as long each time, in seconds; a little apart from everybody else's."""
    longest = min(LONGEST_PAUSE_SECONDS, 2.0 ** min(failures, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 (no secret)


def _reopen(client: DreamClient) -> None:
    """Makes a closed client as good as new; who waits for its parts keeps them."""
    client.clear()
    client.http.connector = discord.utils.MISSING
    client.forget_shards()
