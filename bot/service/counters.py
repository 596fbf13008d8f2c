"""Counters that run out: in memory, so that asking waits for nothing, and kept a moment later."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, Self

import structlog
from limits.aio.storage import Storage

from bot.errors import BotError

LONGEST_SECONDS = 24 * 3600
"""No counter runs longer."""

Rows = Mapping[str, tuple[int, float]]
"""By key: what was counted, and when that is over, in seconds since 1970."""

_DELAY_SECONDS = 0.5
_RETRY_SECONDS = 30.0
_PURGE_SECONDS = 600.0

_log = structlog.get_logger(__name__)


class CounterTable(Protocol):
    """Where counters outlive the process; every call may raise BotError."""

    async def read(self) -> Rows: ...

    async def write(self, rows: Rows) -> None:
        """Replaces the rows of these keys, all or none."""
        ...

    async def remove_outside(self, begin: float, end: float) -> None:
        """Removes what is over by ``begin``, or would be later than ``end``."""
        ...


@dataclass(slots=True)
class _Counter:
    count: int
    expires_at: float


class CounterStorage(Storage):
    """The storage of ``limits``' strategies for fixed windows. ``clock`` gives seconds since 1970.

    One process counts, and none of its calls lets another task run meanwhile.
    """

    STORAGE_SCHEME = None

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._clock = clock
        self._counters: dict[str, _Counter] = {}
        self._changed: set[str] = set()
        self._has_changed = asyncio.Event()

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """None: memory doesn't fail."""
        return ()

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Counts, and returns what is counted; the first of a window begins it."""
        now = self._clock()
        counter = self._find(key, now)
        if counter is None:
            counter = self._counters[key] = _Counter(0, now + expiry)
        counter.count += amount
        self.mark_changed([key])
        return counter.count

    async def get(self, key: str) -> int:
        counter = self._find(key, self._clock())
        return counter.count if counter else 0

    async def get_expiry(self, key: str) -> float:
        now = self._clock()
        counter = self._find(key, now)
        return counter.expires_at if counter else now

    async def check(self) -> bool:
        return True

    async def reset(self) -> int:
        """Takes everything back; returns how many counters that were."""
        keys = list(self._counters)
        for key in keys:
            await self.clear(key)
        return len(keys)

    async def clear(self, key: str) -> None:
        if counter := self._counters.get(key):
            counter.count = 0
            self.mark_changed([key])

    async def decr(self, key: str, amount: int = 1) -> int:
        """Takes back what was counted, of this window only; returns what is left."""
        counter = self._find(key, self._clock())
        if counter is None:
            return 0
        counter.count = max(0, counter.count - amount)
        self.mark_changed([key])
        return counter.count

    async def cap(self, key: str, expiry: int) -> None:
        """Lets a counter end by then at the latest: the clock was ahead when it began."""
        counter, latest = self._counters.get(key), self._clock() + expiry
        if counter is not None and counter.expires_at > latest:
            counter.expires_at = latest
            self.mark_changed([key])

    def load(self, rows: Rows) -> None:
        """Begins with what was kept."""
        self._counters = {key: _Counter(*row) for key, row in rows.items()}

    def mark_changed(self, keys: Iterable[str]) -> None:
        """These are still to be kept."""
        self._changed.update(keys)
        self._has_changed.set()

    def take_changed(self) -> Rows:
        """What is still to be kept, as of now."""
        found = ((key, self._counters.get(key)) for key in self._changed)
        rows = {key: (each.count, each.expires_at) for key, each in found if each is not None}
        self._changed.clear()
        self._has_changed.clear()
        return rows

    async def wait_changed(self) -> None:
        """Returns once there is something to be kept."""
        await self._has_changed.wait()

    def remove_outside(self, begin: float, end: float) -> None:
        """Forgets what is over by ``begin``, or would be later than ``end``."""
        self._counters = {
            key: counter
            for key, counter in self._counters.items()
            if begin < counter.expires_at <= end
        }

    def _find(self, key: str, now: float) -> _Counter | None:
        """The counter, unless it is over or nothing is counted."""
        counter = self._counters.get(key)
        return counter if counter and counter.count and counter.expires_at > now else None


class CounterKeeper:
    """Lets a storage's counters outlive the process. An async context manager.

    What is counted is written half a second later, all at once; a crash loses no more than that.
    """

    def __init__(
        self,
        storage: CounterStorage,
        table: CounterTable,
        *,
        clock: Callable[[], float] = time.time,
        delay_seconds: float = _DELAY_SECONDS,
    ) -> None:
        self._storage = storage
        self._table = table
        self._clock = clock
        self._delay_seconds = delay_seconds
        self._purged_at = float("-inf")
        self._keeping: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._storage.load(await self._table.read())
        self._keeping = asyncio.create_task(self._keep(), name="keep counters")
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
        await self._write()

    async def _keep(self) -> None:
        while True:
            await self._storage.wait_changed()
            await asyncio.sleep(self._delay_seconds)
            if not await self._write():
                await asyncio.sleep(_RETRY_SECONDS)
            await self._purge()

    async def _write(self) -> bool:
        """Whether everything is kept now; what isn't is tried again."""
        rows = self._storage.take_changed()
        try:
            if rows:
                await self._table.write(rows)
        except BotError as error:
            self._storage.mark_changed(rows)
            _log.warning("counters_not_kept", counters=len(rows), error=str(error))
            return False
        except BaseException:  # stopped on the way
            self._storage.mark_changed(rows)
            raise
        return True

    async def _purge(self) -> None:
        """Often enough that neither the memory nor the table grows."""
        if time.monotonic() - self._purged_at < _PURGE_SECONDS:
            return
        self._purged_at = time.monotonic()
        now = self._clock()
        self._storage.remove_outside(now, now + LONGEST_SECONDS)
        with suppress(BotError):  # the next time will do
            await self._table.remove_outside(now, now + LONGEST_SECONDS)
