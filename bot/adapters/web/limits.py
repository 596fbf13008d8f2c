"""How often somebody may do something: token buckets by name, with the clock injected."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """``burst`` at once, then ``per_minute``."""

    burst: int
    per_minute: float


class RateLimiter:
    """Counts by name. Forgets the names seen longest ago when there are more than ``names``."""

    def __init__(
        self, rate: Rate, *, names: int = 4096, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._names = names
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_seconds(self, name: str) -> float:
        """Takes one if there is one and returns 0, else how long until there is one again."""
        now = self._clock()
        left, since = self._buckets.pop(name, (float(self._rate.burst), now))
        per_second = self._rate.per_minute / 60
        left = min(float(self._rate.burst), left + (now - since) * per_second)
        allowed = left >= 1
        self._buckets[name] = (left - 1 if allowed else left, now)
        while len(self._buckets) > self._names:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) / per_second
