"""The places where the bot meets people: which ones are set, and how each is entered and left."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, fields
from importlib import import_module
from typing import Any, Protocol

import structlog
import typer

from bot.adapters.web import Room
from bot.records import Records
from bot.service import DreamService
from bot.texts import load_languages
from bot.wiring import discord_settings, room_settings, telegram_settings
from config.settings import Settings
from dream_core import Presets
from dream_core.engine.protocol import DreamEngine

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What every adapter is made with."""

    engine: DreamEngine
    service: DreamService
    records: Records
    presets: Presets

    def as_arguments(self) -> dict[str, Any]:
        """By the names that every adapter calls them."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


class Losable(Protocol):
    """What the bot can't go on without, once it has it."""

    async def wait_lost(self) -> None:
        """Returns never; raises BotError once there is no way back, such as a token refused."""
        ...


class Platform(Losable, Protocol):
    """An adapter of a platform elsewhere. Entering it returns at once: it connects by itself, and
    again whenever the connection breaks.
    """

    @property
    def name(self) -> str:
        """As people write it."""
        ...

    @property
    def is_ready(self) -> bool:
        """Whether it hears now what happens there."""
        ...

    async def stop_taking(self) -> None:
        """Leaves what happens from now on to the bot's next run, where the platform keeps it so
        long; what was taken goes on.
        """
        ...


async def enter_platforms(
    settings: Settings, parts: Parts, stack: AsyncExitStack
) -> Sequence[Platform]:
    """Opens the room and begins to connect to the platforms that are set; the stack leaves them.

    Raises BotError where the room can't be opened.
    """
    await _open_room(settings, parts, stack)
    found = [
        await _connect_discord(settings, parts, stack),
        await _connect_telegram(settings, parts, stack),
    ]
    return tuple(platform for platform in found if platform is not None)


async def _open_room(settings: Settings, parts: Parts, stack: AsyncExitStack) -> None:
    room_at = room_settings(settings)
    if room_at is None:
        return
    room = Room(room_at, **parts.as_arguments())
    await stack.enter_async_context(room)
    typer.echo(f"The room is open: {room.address} (Ctrl-C closes it)")
    _log.info("room_open", address=room.address)


async def _connect_discord(
    settings: Settings, parts: Parts, stack: AsyncExitStack
) -> Platform | None:
    if settings.discord_token is None:
        return None
    await _load_sdk("Discord")
    from bot.adapters.discord import DiscordAdapter

    reached = discord_settings(settings, settings.discord_token)
    return await stack.enter_async_context(DiscordAdapter(reached, **parts.as_arguments()))


async def _connect_telegram(
    settings: Settings, parts: Parts, stack: AsyncExitStack
) -> Platform | None:
    if settings.telegram_token is None:
        return None
    await _load_sdk("Telegram")
    from bot.adapters.telegram import TelegramAdapter, load_trust

    await asyncio.to_thread(load_trust)
    reached = telegram_settings(settings, settings.telegram_token)
    return await stack.enter_async_context(TelegramAdapter(reached, **parts.as_arguments()))


async def _load_sdk(platform: str) -> None:
    """It may take seconds to read from a cold disk, and the room answers meanwhile."""
    await asyncio.to_thread(import_module, f"bot.adapters.{platform.lower()}")
    await asyncio.to_thread(load_languages)
    typer.echo(f"Connecting to {platform} (Ctrl-C stops the bot)")
