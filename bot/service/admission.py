"""Whether an ask is taken: by the rules, and within the quotas."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Self

from limits import RateLimitItemPerHour
from limits.aio.strategies import FixedWindowRateLimiter

from bot.errors import BotError
from bot.service.asker import Asker
from bot.service.counters import CounterKeeper, CounterStorage, CounterTable
from bot.service.observer import ServiceObserver, refusals_told
from bot.service.quotas import QuotaError, QuotaLimits, Quotas
from bot.service.rules import NotAdmittedError, Rules

_ANSWERS = RateLimitItemPerHour(1, namespace="answers")


class Grant:
    """What of an ask is taken: ``pictures`` of them, counted already. ``refusal`` says why the
    others aren't.

    An async context manager: of what was never used, nothing is counted after leaving it.
    """

    def __init__(
        self, quotas: Quotas, asker: Asker, pictures: int, refusal: BotError | None = None
    ) -> None:
        self.pictures = pictures
        self.refusal = refusal
        self._quotas = quotas
        self._asker = asker
        self._used = 0

    def use(self) -> None:
        """One of the pictures is accepted for good."""
        self._used += 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        unused = max(0, self.pictures - self._used)
        if unused:
            await self._quotas.give_back(self._asker, unused, is_all=self._used == 0)


class Admission:
    """Rules first, quotas second. Nothing in it lets another task run meanwhile.

    Without arguments everybody may ask for everything. ``observer`` hears of the asks that aren't
    taken.
    """

    def __init__(
        self,
        rules: Rules | None = None,
        limits: QuotaLimits | None = None,
        *,
        storage: CounterStorage | None = None,
        clock: Callable[[], float] = time.time,
        observer: ServiceObserver | None = None,
    ) -> None:
        self._observer = observer or ServiceObserver()
        storage = storage or CounterStorage(clock)
        self._rules = rules or Rules()
        self._quotas = Quotas(limits or QuotaLimits(), storage, clock=clock)
        self._answers = FixedWindowRateLimiter(storage)

    def check_rules(self, asker: Asker) -> None:
        """Raises NotAdmittedError."""
        self._rules.check(asker)

    async def check(self, asker: Asker) -> None:
        """Raises NotAdmittedError, or QuotaError where not even one dream is left; counts nothing.

        For whoever has more to do before the ask, such as fetching its pictures.
        """
        with refusals_told(self._observer):
            self.check_rules(asker)
            await self._quotas.check(asker)

    async def admit(self, asker: Asker, pictures: int = 1) -> Grant:
        """Counts as many pictures of one ask as there is room for; raises as :meth:`check` does."""
        with refusals_told(self._observer):
            self.check_rules(asker)
            taken = await self._quotas.take(asker, pictures)
        refusal = await self._explain_rest(asker) if taken < pictures else None
        return Grant(self._quotas, asker, taken, refusal)

    async def charge_pixels(self, asker: Asker, pixels: int) -> None:
        """A dream of so many pixels, those of all its frames, is finished."""
        await self._quotas.charge_pixels(asker, pixels)

    async def may_answer(self, error: Exception) -> bool:
        """Whether an error is told where others read it: whom the rules leave out can't make the
        bot talk more than once an hour.
        """
        if not isinstance(error, NotAdmittedError):
            return True
        if not await self._answers.test(_ANSWERS, error.subject_id):
            return False
        return await self._answers.hit(_ANSWERS, error.subject_id)

    async def _explain_rest(self, asker: Asker) -> QuotaError | None:
        try:
            await self._quotas.check(asker)
        except QuotaError as error:
            return error
        return None


@asynccontextmanager
async def open_admission(
    rules: Rules,
    limits: QuotaLimits,
    table: CounterTable,
    *,
    clock: Callable[[], float] = time.time,
    observer: ServiceObserver | None = None,
) -> AsyncGenerator[Admission, None]:
    """An admission whose counters are kept in the table; raises BotError if they can't be read."""
    storage = CounterStorage(clock)
    async with CounterKeeper(storage, table, clock=clock):
        yield Admission(rules, limits, storage=storage, clock=clock, observer=observer)
