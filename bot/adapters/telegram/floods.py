"""Keeps to Telegram's pace in each chat; where one chat is held back, the others go on.

The library's own limiter halts every request while Telegram holds back one chat.
"""

import asyncio
import re
import warnings
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from typing import Any

import structlog
from aiolimiter import AsyncLimiter
from telegram.error import RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter
from telegram.warnings import PTBDeprecationWarning

Answer = bool | dict[str, Any] | list[dict[str, Any]]

# About 30 messages a second in all, one a second in a chat, 20 a minute in a group, each with a
# small burst that stays below, also where the network bunches what was sent within 0.3 s:
# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits
OVERALL = (4, 0.2)
PRIVATE = (3, 3.4)
GROUP = (5, 20.0)
_RESERVE = 2
"""What glances leave for answers and results."""

# Telegram counts what it shows to people.
_COUNTED = re.compile(r"send(?!ChatAction)\w+|edit\w+", re.IGNORECASE)
_MOST_TRIES = 5
_MOST_ANSWERS = 10
"""How many requests may wait in a chat; chatter behind them is dropped, results are not."""
_MOST_LANES = 512

_log = structlog.get_logger(__name__)


class Urgency(Enum):
    """What becomes of a request where its chat has no room for it now."""

    GLANCE = auto()
    """It isn't sent: the next one tells more."""
    ANSWER = auto()
    """It waits, unless many others do already."""
    RESULT = auto()
    """It waits for as long as it takes."""


class SkippedError(TelegramError):
    """There is no room for it now; it wasn't sent."""

    def __init__(self) -> None:
        super().__init__("no room in the chat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """How many messages are sent within how many seconds: in all, and in each chat."""

    overall: tuple[float, float] = OVERALL
    private: tuple[float, float] = PRIVATE
    group: tuple[float, float] = GROUP


@dataclass(slots=True)
class _Lane:
    """One chat's pace. Before ``opens_at``, by the loop's clock, Telegram takes nothing there."""

    pace: AsyncLimiter
    opens_at: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0

    @property
    def closed_seconds(self) -> float:
        return max(0.0, self.opens_at - asyncio.get_running_loop().time())

    @property
    def is_idle(self) -> bool:
        is_busy = self.turn.locked() or not self.pace.has_capacity(self.pace.max_rate)
        return not (self.closed_seconds or is_busy)


class ChatRateLimiter(BaseRateLimiter[Urgency]):
    """``rate_limit_args`` say how urgent a request is; without any it is an answer. What isn't sent
    for want of room raises SkippedError. What waits, waits for its own chat alone, also when
    Telegram says for how long.
    """

    def __init__(self, paces: Paces | None = None) -> None:
        self._paces = paces or Paces()
        self._overall = AsyncLimiter(*self._paces.overall)
        self._lanes: dict[int | str, _Lane] = {}

    async def initialize(self) -> None:
        """Needs nothing."""

    async def shutdown(self) -> None:
        """Holds nothing."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,  # noqa: ANN401 (the library's signature)
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Urgency | None,
    ) -> Answer:
        """What the library calls for each request. Raises what Telegram answers."""
        chat_id = data.get("chat_id")
        if chat_id is None or not _COUNTED.fullmatch(endpoint):
            return await callback(*args, **kwargs)
        lane = self._find_lane(chat_id)
        urgency = rate_limit_args or Urgency.ANSWER
        self._check_room(lane, urgency)
        # An album is as many messages as it has pictures.
        messages = len(data["media"]) if endpoint == "sendMediaGroup" else 1
        for tries_left in reversed(range(_MOST_TRIES)):
            await self._wait(lane, messages)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                seconds = read_seconds(error)
                lane.opens_at = asyncio.get_running_loop().time() + seconds
                _log.info("telegram_flood", chat_id=chat_id, seconds=seconds, method=endpoint)
                if urgency is Urgency.GLANCE or not tries_left:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _wait(self, lane: _Lane, messages: int) -> None:
        lane.waiting += 1
        try:
            async with lane.turn:  # one after the other: what is asked first comes first
                for _ in range(messages):
                    await lane.pace.acquire()
                await self._overall.acquire()
                await asyncio.sleep(lane.closed_seconds)
        finally:
            lane.waiting -= 1

    def _check_room(self, lane: _Lane, urgency: Urgency) -> None:
        """Raises SkippedError."""
        if urgency is Urgency.ANSWER and lane.waiting >= _MOST_ANSWERS:
            raise SkippedError
        if urgency is not Urgency.GLANCE:
            return
        paces = (lane.pace, self._overall)
        has_room = all(pace.has_capacity(_RESERVE + 1) for pace in paces)
        if lane.closed_seconds or lane.turn.locked() or not has_room:
            raise SkippedError

    def _find_lane(self, chat_id: int | str) -> _Lane:
        if len(self._lanes) > _MOST_LANES:
            self._lanes = {key: lane for key, lane in self._lanes.items() if not lane.is_idle}
        if chat_id not in self._lanes:
            is_group = str(chat_id).startswith(("-", "@"))
            pace = self._paces.group if is_group else self._paces.private
            self._lanes[chat_id] = _Lane(AsyncLimiter(*pace))
        return self._lanes[chat_id]


def read_seconds(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    with warnings.catch_warnings():
        # The library warns that this will be a timedelta some day; both will do.
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
