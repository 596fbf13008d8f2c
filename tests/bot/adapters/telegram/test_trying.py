"""How often and how long Telegram is asked, with what it may answer as a list."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.adapters.telegram.refusals import Refusal, Remedy
from bot.adapters.telegram.trying import try_to
from bot.conversation import UnreachableError

PAUSES = (0.01, 0.01, 0.01)


def answer(*errors: TelegramError) -> Callable[[], Awaitable[None]]:
    """Fails as often as there are errors."""
    left = list(errors)

    async def do() -> None:
        if left:
            raise left.pop(0)

    return do


async def change(_: Refusal) -> bool:
    return True


async def test_what_passes_is_waited_for() -> None:
    do = answer(NetworkError("down"), TimedOut(), NetworkError("Bad Gateway"))
    assert await try_to(do, 5.0, pauses_seconds=PAUSES) is None


async def test_telegrams_own_wish_is_heeded() -> None:
    began = time.monotonic()
    assert await try_to(answer(RetryAfter(1)), 5.0, pauses_seconds=()) is None
    assert time.monotonic() - began >= 1.0


@pytest.mark.parametrize("error", [NetworkError("down"), RetryAfter(60)])
async def test_what_does_not_pass_in_time_is_for_later(error: TelegramError) -> None:
    with pytest.raises(UnreachableError):
        await try_to(answer(*[error] * 4), 0.2, pauses_seconds=PAUSES)


async def test_who_never_answers_is_unreachable() -> None:
    with pytest.raises(UnreachableError):
        await try_to(asyncio.Event().wait, 0.05, pauses_seconds=PAUSES)


async def test_what_stays_refused_is_final() -> None:
    refusal = await try_to(answer(Forbidden("blocked")), 5.0, pauses_seconds=PAUSES)
    assert refusal is not None
    assert refusal.remedy is Remedy.END


async def test_what_is_altered_is_tried_again_though_not_for_ever() -> None:
    assert await try_to(answer(BadRequest("odd")), 5.0, change, pauses_seconds=()) is None
    refusal = await try_to(answer(*[BadRequest("odd")] * 99), 5.0, change, pauses_seconds=())
    assert refusal is not None
    assert refusal.remedy is Remedy.TELL
