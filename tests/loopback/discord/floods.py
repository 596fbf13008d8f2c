"""Discord's rate limits: how much a bot may ask in a while."""

import re
import time
from dataclasses import dataclass, field

_HASH_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests within so many seconds, counted apart for each group of the pattern."""

    method: str
    pattern: re.Pattern[str]
    most: int
    seconds: float

    @property
    def bucket(self) -> str:
        """The name under which the bot hears of it."""
        return f"{abs(hash((self.method, self.pattern.pattern))):x}"[:_HASH_CHARACTERS]


def _limit(method: str, pattern: str, most: int, seconds: float) -> Limit:
    return Limit(method, re.compile(pattern), most, seconds)


LIMITS = (
    _limit("POST", r"/channels/(\d+)/messages", 5, 5.0),
    _limit("PATCH", r"/channels/(\d+)/messages/\d+", 5, 5.0),
    _limit("DELETE", r"/channels/(\d+)/messages/\d+", 5, 1.0),
    _limit("GET", r"/channels/(\d+)/messages(?:/\d+)?", 50, 1.0),
    _limit("POST", r"/channels/(\d+)/typing", 5, 5.0),
    _limit("POST", r"/webhooks/\d+/([\w.-]+)", 5, 5.0),
    _limit("PATCH", r"/webhooks/\d+/([\w.-]+)/messages/[@\w]+", 5, 5.0),
    _limit("DELETE", r"/webhooks/\d+/([\w.-]+)/messages/[@\w]+", 5, 5.0),
    _limit("GET", r"/webhooks/\d+/([\w.-]+)/messages/[@\w]+", 5, 5.0),
    _limit("PUT", r"/applications/(\d+)/commands", 5, 20.0),
    _limit("POST", r"/users/@me/channels()", 10, 10.0),
)
EVERYTHING = _limit("*", r"()", 50, 1.0)


@dataclass(slots=True)
class _Window:
    """What was asked since ``since``, by the monotonic clock."""

    since: float
    count: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass, and what the bot is told of the limit."""

    is_allowed: bool
    headers: dict[str, str]
    retry_after: float = 0.0
    is_global: bool = False


@dataclass(slots=True)
class Floods:
    """Counts requests. The windows go by real time, whatever the clock of the test says."""

    limits: tuple[Limit, ...] = LIMITS
    everything: Limit = EVERYTHING
    _windows: dict[tuple[Limit, str], _Window] = field(default_factory=dict)

    def weigh(self, method: str, path: str, *, is_interaction: bool) -> Verdict:
        """Counts one request; those about interactions don't count towards the global limit."""
        if not is_interaction:
            left, reset_after = self._count(self.everything, "")
            if left < 0:
                headers = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
                return Verdict(False, headers, reset_after, is_global=True)
        for limit in self.limits:
            found = limit.pattern.fullmatch(path)
            if found and limit.method == method:
                left, reset_after = self._count(limit, found[1])
                return Verdict(left >= 0, _headers(limit, left, reset_after), reset_after)
        return Verdict(True, {})

    def _count(self, limit: Limit, major: str) -> tuple[int, float]:
        """How many requests are left, below zero if this is one too many, and until when."""
        now = time.monotonic()
        window = self._windows.get((limit, major))
        if window is None or now - window.since >= limit.seconds:
            window = self._windows[limit, major] = _Window(now)
        window.count += 1
        return limit.most - window.count, window.since + limit.seconds - now


def _headers(limit: Limit, left: int, reset_after: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit.most),
        "X-RateLimit-Remaining": str(max(0, left)),
        "X-RateLimit-Reset": f"{time.time() + reset_after:.3f}",
        "X-RateLimit-Reset-After": f"{reset_after:.3f}",
        "X-RateLimit-Bucket": limit.bucket,
    } | ({"X-RateLimit-Scope": "user"} if left < 0 else {})
