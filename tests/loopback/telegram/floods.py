"""Telegram's flood limits: how much a bot may send and edit in a while."""

import math
import re
import time
from collections import deque
from dataclasses import dataclass, field
from enum import Enum, auto

_COUNTED = re.compile(r"send(?!ChatAction)\w+|editMessage\w+")


class Scope(Enum):
    """What a limit is counted for."""

    EVERYTHING = auto()
    CHAT = auto()
    """Each chat by itself."""
    GROUP = auto()
    """Each chat of more than two."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many messages sent or edited within any span of so many seconds."""

    scope: Scope
    most: int
    seconds: float


LIMITS = (
    Limit(Scope.EVERYTHING, 30, 1.0),
    Limit(Scope.CHAT, 6, 2.0),
    Limit(Scope.CHAT, 30, 30.0),
    Limit(Scope.GROUP, 20, 60.0),
)


@dataclass(slots=True)
class Floods:
    """Counts what is sent and edited, by real time, whatever the clock of the test says.

    What was refused doesn't count.
    """

    limits: tuple[Limit, ...] = LIMITS
    _counted: dict[tuple[Limit, int], deque[float]] = field(default_factory=dict)

    def weigh(self, method: str, chat_id: int | None, *, messages: int = 1) -> int:
        """Counts one call that makes so many messages; the seconds to wait if it is too many."""
        if not _COUNTED.fullmatch(method) or chat_id is None:
            return 0
        now = time.monotonic()
        windows = [self._window(limit, chat_id, now) for limit in self._limits_of(chat_id)]
        waits = [_wait(limit, counted, now, messages) for limit, counted in windows]
        if any(waits):
            return math.ceil(max(waits))
        for limit, counted in windows:
            counted.extend([now] * _weight(limit, messages))
        return 0

    def _limits_of(self, chat_id: int) -> list[Limit]:
        is_group = chat_id < 0
        return [limit for limit in self.limits if is_group or limit.scope is not Scope.GROUP]

    def _window(self, limit: Limit, chat_id: int, now: float) -> tuple[Limit, deque[float]]:
        place = 0 if limit.scope is Scope.EVERYTHING else chat_id
        counted = self._counted.setdefault((limit, place), deque())
        while counted and counted[0] <= now - limit.seconds:
            counted.popleft()
        return limit, counted


def _weight(limit: Limit, messages: int) -> int:
    """An album is one call, but many messages of a group."""
    return messages if limit.scope is Scope.GROUP else 1


def _wait(limit: Limit, counted: deque[float], now: float, messages: int) -> float:
    excess = len(counted) + _weight(limit, messages) - limit.most
    if excess <= 0:
        return 0.0
    last = counted[min(excess, len(counted)) - 1] if counted else now
    return last + limit.seconds - now
