"""Asks Telegram again and again, for as long as it may change its mind."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

import structlog
from telegram.error import TelegramError

from bot.adapters.telegram.refusals import Refusal, Remedy, read_refusal
from bot.conversation import UnreachableError

_MOST_TRIES = 12

Alter = Callable[[Refusal], Awaitable[bool]]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long Telegram is asked again, within the service's limit for one call.

    ``pauses_seconds`` lie between the tries where Telegram doesn't say itself how long to wait;
    ``posting_seconds`` are for all tries, ``telling_seconds`` for telling that it was in vain,
    ``glance_seconds`` for showing progress.
    """

    pauses_seconds: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
    posting_seconds: float = 240.0
    telling_seconds: float = 30.0
    glance_seconds: float = 15.0


async def try_to(
    do: Callable[[], Awaitable[object]],
    timeout_seconds: float,
    alter: Alter | None = None,
    *,
    pauses_seconds: Sequence[float],
) -> Refusal | None:
    """None once it went through. What doesn't pass by itself is tried again where ``alter`` says
    that it is another thing now.

    Raises UnreachableError where it may go through later, and whatever ``alter`` raises.
    """
    try:
        async with asyncio.timeout(timeout_seconds):
            refusal = await _try_all(do, alter, iter(pauses_seconds))
    except TimeoutError as error:
        raise UnreachableError("Telegram didn't answer in time") from error
    if refusal is not None and refusal.remedy is Remedy.RETRY:
        raise UnreachableError("Telegram had trouble, or wants to be left alone")
    return refusal


async def _try_all(
    do: Callable[[], Awaitable[object]], alter: Alter | None, pauses: Iterator[float]
) -> Refusal | None:
    for tries_left in reversed(range(_MOST_TRIES)):
        try:
            await do()
        except TelegramError as error:
            refusal = read_refusal(error)
            _log.debug("telegram_refused", error=str(error))
        else:
            return None
        if not (tries_left and await _prepare(refusal, alter, pauses)):
            return refusal
    raise AssertionError("the last try returns")


async def _prepare(refusal: Refusal, alter: Alter | None, pauses: Iterator[float]) -> bool:
    """Whether there is something to try again."""
    if refusal.remedy is not Remedy.RETRY:
        return alter is not None and await alter(refusal)
    pause = refusal.pause_seconds or next(pauses, None)
    if pause is None:
        return False
    await asyncio.sleep(pause)
    return True
