"""The bot as a whole: wires its parts, runs until a signal, and drains."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import structlog
import typer

from bot.adapters.web import Room
from bot.catalogue import Catalogue, load_catalogue
from bot.logs import set_up_logs
from bot.service import DreamService
from bot.wiring import build_engine, room_settings, service_limits
from config.settings import Settings

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_log = structlog.get_logger(__name__)


def run_bot(settings: Settings) -> None:
    """Runs until SIGINT or SIGTERM; raises BotError, DreamError or CatalogueError if it can't.

    The first signal lets what was accepted finish, within the drain time; a second ends at once.
    """
    set_up_logs(settings.log_level, settings.log_format)
    asyncio.run(_serve(settings, load_catalogue(settings)))


async def _serve(settings: Settings, catalogue: Catalogue) -> None:
    room_at = room_settings(settings)
    with _watch_signals() as stop:
        async with (
            build_engine(settings, catalogue) as engine,
            DreamService(engine, service_limits(settings)) as service,
            Room(room_at, engine=engine, service=service, presets=catalogue.presets) as room,
        ):
            typer.echo(f"The room is open: {room.address} (Ctrl-C closes it)")
            _log.info("room_open", address=room.address)
            await stop.wait()
            _log.info("draining", waiting=service.waiting, running=service.running)
            await service.drain(settings.drain_time)
        _log.info("closed")


@contextmanager
def _watch_signals() -> Iterator[asyncio.Event]:
    """An event that the first signal sets. The second ends the process where it stands."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    is_first = True

    def receive(number: int, _frame: FrameType | None) -> None:
        nonlocal is_first
        if not is_first:
            # Workers end by themselves when they find that the bot is gone.
            os._exit(128 + number)
        is_first = False
        loop.call_soon_threadsafe(stop.set)

    before = {number: signal.signal(number, receive) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
