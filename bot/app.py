"""The bot as a whole: wires its parts, runs until a signal, and drains."""

import asyncio
import gc
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from types import FrameType
from typing import Any

import structlog

from bot.catalogue import Catalogue, load_catalogue
from bot.commands import list_counted_names
from bot.logs import set_up_logs
from bot.operations import Gauges, Metrics, Readiness
from bot.platforms import Losable, Parts, Platform, enter_platforms
from bot.service import DreamService, open_admission
from bot.tokens import find_secrets, hide_secrets, read_tokens
from bot.wiring import (
    admission_rules,
    build_engine,
    build_listener,
    build_loop_watch,
    build_records,
    check_meeting_places,
    quota_limits,
    service_limits,
)
from config.settings import Settings

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

# Python's own values: while the program starts, the shell has garbage wait for longer.
_COLLECTING = (700, 10, 10)

_log = structlog.get_logger(__name__)


def run_bot(settings: Settings) -> None:
    """Runs until SIGINT or SIGTERM, or until a platform or the database is lost for good.

    Raises BotError, DreamError or CatalogueError if it can't start or go on. The first signal lets
    what was accepted finish, within the drain time; a second ends at once.
    """
    settings = read_tokens(settings)
    set_up_logs(settings.log_level, settings.log_format, secrets=find_secrets(settings))
    check_meeting_places(settings)
    with hide_secrets(os.environ):
        asyncio.run(_serve(settings, load_catalogue(settings)))


async def _serve(settings: Settings, catalogue: Catalogue) -> None:
    metrics = Metrics(list_counted_names(catalogue.presets))
    with _watch_signals() as stop:
        async with (
            build_records(settings) as records,
            build_engine(settings, catalogue) as engine,
            open_admission(
                admission_rules(settings), quota_limits(settings), records.quotas, observer=metrics
            ) as admission,
            DreamService(
                engine,
                service_limits(settings),
                records.journal,
                admission=admission,
                observer=metrics,
            ) as service,
            AsyncExitStack() as stack,
        ):
            parts = Parts(
                engine=engine, service=service, records=records, presets=catalogue.presets
            )
            platforms = await _enter_all(settings, parts, metrics, stack)
            try:
                await _wait_for_end(stop, [records, *platforms])
            finally:
                for platform in platforms:
                    await platform.stop_taking()
                # While everybody can still be told how their dreams end.
                _log.info("draining", waiting=service.waiting, running=service.running)
                await service.drain(settings.drain_time)
        _log.info("closed")


async def _enter_all(
    settings: Settings, parts: Parts, metrics: Metrics, stack: AsyncExitStack
) -> Sequence[Platform]:
    """Who runs the bot can ask how it is before anybody else can come in."""
    readiness = Readiness(records=parts.records, engine=parts.engine, service=parts.service)
    metrics.registry.register(Gauges(parts.service, parts.engine))
    if (listener := build_listener(settings, metrics, readiness)) is not None:
        await stack.enter_async_context(listener)
    readiness.platforms = platforms = await enter_platforms(settings, parts, stack)
    # What the program is made of stays: collecting garbage takes a tenth of a second with it.
    gc.freeze()
    gc.set_threshold(*_COLLECTING)
    stack.enter_context(build_loop_watch(settings, metrics))
    return platforms


async def _wait_for_end(stop: asyncio.Event, parts: Sequence[Losable]) -> None:
    """Returns on a signal; raises what a part raises that is lost for good."""
    waiting: list[asyncio.Task[Any]] = [asyncio.create_task(stop.wait())]
    waiting += [asyncio.create_task(part.wait_lost()) for part in parts]
    try:
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    for task in done:
        task.result()


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
