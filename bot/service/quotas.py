"""How much people, chats and servers may have dreamed: dreams an hour, pixels a day, a cooldown.

A window begins with what is counted first in it. Limits that were changed are counted anew.
"""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerSecond
from limits.aio.strategies import FixedWindowRateLimiter

from bot.errors import BotError, BotErrorCode
from bot.service.asker import Asker
from bot.service.counters import CounterStorage

_MEGAPIXEL = 1_000_000


class Whose(StrEnum):
    """Who has a limit of their own."""

    PERSON = "person"
    CHAT = "chat"
    SERVER = "server"


class Measure(StrEnum):
    """What is limited."""

    DREAMS = "dreams"
    PIXELS = "pixels"
    COOLDOWN = "cooldown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What each of one kind may have; 0 is no limit. Pixels are width times height of results."""

    dreams_per_hour: int = 0
    pixels_per_day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaLimits:
    """``cooldown_seconds`` pass between one person's asks, an album being one; 0 is none."""

    person: Allowance = Allowance()
    chat: Allowance = Allowance()
    server: Allowance = Allowance()
    cooldown_seconds: int = 0


class QuotaError(BotError):
    """A quota is used up; ``wait_seconds`` says when the next dream is possible."""

    def __init__(self, measure: Measure, whose: Whose, limit: int, wait_seconds: float) -> None:
        super().__init__(
            _CODES[measure],
            _write_sentence(measure, whose, limit),
            f"The next dream is possible in {_write_wait(wait_seconds)}.",
            values={"whose": whose, "limit": limit, "wait_seconds": wait_seconds},
        )
        self.wait_seconds = wait_seconds


_CODES: Mapping[Measure, BotErrorCode] = {
    Measure.DREAMS: BotErrorCode.TOO_MANY_DREAMS,
    Measure.PIXELS: BotErrorCode.TOO_MANY_PIXELS,
    Measure.COOLDOWN: BotErrorCode.TOO_SOON,
}
_OWNERS: Mapping[Whose, str] = {
    Whose.PERSON: "Your",
    Whose.CHAT: "This chat's",
    Whose.SERVER: "This server's",
}


def _write_sentence(measure: Measure, whose: Whose, limit: int) -> str:
    if measure is Measure.COOLDOWN:
        return "That was quick: I need a pause between your dreams."
    what = "dreams per hour" if measure is Measure.DREAMS else "megapixels per day"
    return f"{_OWNERS[whose]} {what} are used up (limit: {limit})."


@dataclass(frozen=True, slots=True)
class _Quota:
    """One limit: how much of what, in which window, for whom."""

    measure: Measure
    whose: Whose
    item: RateLimitItem

    def owner(self, asker: Asker) -> str | None:
        """Whose counter it is; None where there is nobody of that kind."""
        match self.whose:
            case Whose.PERSON:
                return asker.person_id
            case Whose.CHAT:
                return asker.counting_chat_id
            case Whose.SERVER:
                return asker.server_id

    def key(self, owner: str) -> str:
        """The counter's, in which a person's id and a chat's may be the same."""
        return self.item.key_for(self.whose, owner)


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a quota stands for somebody."""

    quota: _Quota
    remaining: int
    reset_at: float


class Quotas:
    """Counts what is accepted and dreamed. Nothing in it lets another task run meanwhile.

    ``clock`` gives seconds since 1970, and is the storage's too.
    """

    def __init__(
        self,
        limits: QuotaLimits,
        storage: CounterStorage,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._quotas = tuple(_build_quotas(limits))
        self._storage = storage
        self._limiter = FixedWindowRateLimiter(storage)
        self._clock = clock

    async def check(self, asker: Asker) -> None:
        """Raises QuotaError where not even one dream is left."""
        await self._look_up(asker)

    async def take(self, asker: Asker, dreams: int) -> int:
        """Counts as many of these dreams as are left, and returns how many that are.

        Raises QuotaError where none is.
        """
        standings = await self._look_up(asker)
        left = [each.remaining for each in standings if each.quota.measure is Measure.DREAMS]
        taken = min([dreams, *left])
        await self._hit(asker, Measure.DREAMS, taken)
        await self._hit(asker, Measure.COOLDOWN, 1)
        return taken

    async def give_back(self, asker: Asker, dreams: int, *, is_all: bool) -> None:
        """These weren't accepted after all; ``is_all`` says that nothing of the ask was."""
        for quota, owner in self._find(asker):
            if quota.measure is Measure.DREAMS:
                await self._storage.decr(quota.key(owner), dreams)
            elif quota.measure is Measure.COOLDOWN and is_all:
                await self._storage.clear(quota.key(owner))

    async def charge_pixels(self, asker: Asker, pixels: int) -> None:
        """Counts a result, even one that is more than was left."""
        await self._hit(asker, Measure.PIXELS, pixels)

    async def _look_up(self, asker: Asker) -> Sequence[_Standing]:
        """How everything stands; raises QuotaError, with the longest wait, where it is used up."""
        standings = [await self._stand(quota, owner) for quota, owner in self._find(asker)]
        used_up = [each for each in standings if each.remaining < 1]
        if used_up:
            raise self._explain(max(used_up, key=lambda each: each.reset_at))
        return standings

    async def _stand(self, quota: _Quota, owner: str) -> _Standing:
        # Once the clock was set back, what began before would seem to last for days.
        await self._storage.cap(quota.key(owner), quota.item.get_expiry())
        stats = await self._limiter.get_window_stats(quota.item, quota.whose, owner)
        return _Standing(quota, stats.remaining, stats.reset_time)

    async def _hit(self, asker: Asker, measure: Measure, amount: int) -> None:
        for quota, owner in self._find(asker):
            if quota.measure is measure:
                await self._limiter.hit(quota.item, quota.whose, owner, cost=amount)

    def _find(self, asker: Asker) -> Iterator[tuple[_Quota, str]]:
        for quota in self._quotas:
            if (owner := quota.owner(asker)) is not None:
                yield quota, owner

    def _explain(self, standing: _Standing) -> QuotaError:
        quota, wait = standing.quota, standing.reset_at - self._clock()
        is_pixels = quota.measure is Measure.PIXELS
        limit = quota.item.amount // (_MEGAPIXEL if is_pixels else 1)
        return QuotaError(quota.measure, quota.whose, limit, wait)


def _build_quotas(limits: QuotaLimits) -> Iterator[_Quota]:
    for whose in Whose:
        allowance: Allowance = getattr(limits, whose)
        if dreams := allowance.dreams_per_hour:
            item: RateLimitItem = RateLimitItemPerHour(dreams, namespace=Measure.DREAMS)
            yield _Quota(Measure.DREAMS, whose, item)
        if pixels := allowance.pixels_per_day:
            item = RateLimitItemPerDay(pixels, namespace=Measure.PIXELS)
            yield _Quota(Measure.PIXELS, whose, item)
    if seconds := limits.cooldown_seconds:
        item = RateLimitItemPerSecond(1, multiples=seconds, namespace=Measure.COOLDOWN)
        yield _Quota(Measure.COOLDOWN, Whose.PERSON, item)


def _write_wait(seconds: float) -> str:
    """Rounded up, so that nobody comes back too early."""
    if seconds <= 90:
        return _count(seconds, "second")
    return _count(seconds / 60, "minute") if seconds <= 3 * 3600 else _count(seconds / 3600, "hour")


def _count(number: float, unit: str) -> str:
    whole = max(1, math.ceil(number))
    return f"{whole} {unit}" if whole == 1 else f"{whole} {unit}s"
