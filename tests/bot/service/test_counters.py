import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from structlog.testing import capture_logs

from bot.errors import BotError, BotErrorCode
from bot.service.counters import LONGEST_SECONDS, CounterKeeper, CounterStorage, Rows
from tests.bot.service.hand_clock import HandClock

DAY = 24 * 3600.0


@dataclass
class KeptTable:
    """A table in memory that a test can break; ``writes`` are the keys of each write."""

    rows: dict[str, tuple[int, float]] = field(default_factory=dict)
    writes: list[set[str]] = field(default_factory=list)
    is_broken: bool = False

    async def read(self) -> Rows:
        return dict(self.rows)

    async def write(self, rows: Rows) -> None:
        await asyncio.sleep(0)
        if self.is_broken:
            raise BotError(BotErrorCode.RECORDS_UNAVAILABLE, "The disk is full.")
        self.writes.append(set(rows))
        self.rows.update(rows)

    async def remove_outside(self, begin: float, end: float) -> None:
        self.rows = {key: row for key, row in self.rows.items() if begin < row[1] <= end}


async def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        await asyncio.sleep(0.002)
    raise AssertionError("it never came true")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def storage(clock: HandClock) -> CounterStorage:
    return CounterStorage(clock)


def keep(storage: CounterStorage, table: KeptTable, clock: HandClock) -> CounterKeeper:
    return CounterKeeper(storage, table, clock=clock, delay_seconds=0.01)


async def test_a_window_begins_with_what_is_counted_first(
    storage: CounterStorage, clock: HandClock
) -> None:
    assert await storage.incr("a", 60) == 1
    begun = clock.now
    clock.now += 59
    assert await storage.incr("a", 60, amount=2) == 3
    assert await storage.get_expiry("a") == begun + 60
    clock.now += 1
    assert await storage.get("a") == 0
    assert await storage.incr("a", 60) == 1
    assert await storage.get_expiry("a") == clock.now + 60


async def test_what_is_taken_back_is_never_less_than_nothing(storage: CounterStorage) -> None:
    await storage.incr("a", 60, amount=3)
    assert await storage.decr("a", 2) == 1
    assert await storage.decr("a", 2) == 0
    assert await storage.decr("unknown") == 0


async def test_a_window_in_which_nothing_is_left_begins_anew(
    storage: CounterStorage, clock: HandClock
) -> None:
    await storage.incr("a", 60)
    await storage.decr("a")
    clock.now += 30
    await storage.incr("a", 60)
    assert await storage.get_expiry("a") == clock.now + 60


async def test_what_is_cleared_counts_no_more(storage: CounterStorage) -> None:
    await storage.incr("a", 60)
    await storage.incr("b", 60)
    await storage.clear("a")
    assert (await storage.get("a"), await storage.get("b")) == (0, 1)
    assert await storage.reset() == 2
    assert await storage.get("b") == 0
    assert await storage.check()


async def test_a_counter_of_a_clock_that_was_ahead_is_cut_short(
    storage: CounterStorage, clock: HandClock
) -> None:
    await storage.incr("a", 60)
    await storage.cap("a", 60)
    assert await storage.get_expiry("a") == clock.now + 60
    clock.now -= 10 * DAY
    await storage.cap("a", 60)
    assert await storage.get_expiry("a") == clock.now + 60
    assert await storage.get("a") == 1


async def test_counting_lets_no_other_task_run(storage: CounterStorage) -> None:
    ran: list[object] = []
    task = asyncio.create_task(asyncio.sleep(0))
    task.add_done_callback(ran.append)
    for _ in range(5):
        await storage.incr("a", 60)
        await storage.get("a")
        await storage.decr("a")
    assert ran == []
    await task


async def test_counters_outlive_the_process(clock: HandClock) -> None:
    table = KeptTable()
    first = CounterStorage(clock)
    async with keep(first, table, clock):
        await first.incr("a", 60, amount=4)
    second = CounterStorage(clock)
    async with keep(second, table, clock):
        assert await second.get("a") == 4
        assert await second.get_expiry("a") == clock.now + 60


async def test_many_counts_are_written_at_once(storage: CounterStorage, clock: HandClock) -> None:
    table = KeptTable()
    async with keep(storage, table, clock):
        for number in range(100):
            await storage.incr(f"key{number % 10}", 60)
        await wait_until(lambda: bool(table.writes))
    assert table.writes == [{f"key{number}" for number in range(10)}]
    assert table.rows["key0"] == (10, clock.now + 60)


async def test_what_could_not_be_written_is_written_later_and_counts_meanwhile(
    storage: CounterStorage, clock: HandClock
) -> None:
    table = KeptTable(is_broken=True)
    with capture_logs() as logs:
        async with keep(storage, table, clock):
            await storage.incr("a", 60)
            await wait_until(lambda: bool(logs))
            table.is_broken = False
            assert await storage.get("a") == 1
    assert table.rows == {"a": (1, clock.now + 60)}
    assert [log["event"] for log in logs] == ["counters_not_kept"]


async def test_a_write_that_is_interrupted_by_the_end_is_made_up_for(
    storage: CounterStorage, clock: HandClock
) -> None:
    class Slow(KeptTable):
        async def write(self, rows: Rows) -> None:
            self.writes.append(set(rows))
            if len(self.writes) == 1:
                await asyncio.sleep(60)
            await super().write(rows)

    table = Slow()
    async with keep(storage, table, clock):
        await storage.incr("a", 60)
        await wait_until(lambda: bool(table.writes))
    assert table.rows == {"a": (1, clock.now + 60)}


async def test_what_is_over_is_removed_and_so_is_what_no_clock_can_have_begun(
    storage: CounterStorage, clock: HandClock
) -> None:
    table = KeptTable(
        {
            "over": (5, clock.now - 1),
            "running": (5, clock.now + 10),
            "of a clock that was ahead": (5, clock.now + LONGEST_SECONDS + 1),
        }
    )
    async with keep(storage, table, clock):
        await storage.incr("a", 60)
        await wait_until(lambda: len(table.rows) == 2)
        assert await storage.get_expiry("of a clock that was ahead") == clock.now
    assert table.rows.keys() == {"running", "a"}


async def test_a_table_that_cannot_be_read_is_told_at_once(
    storage: CounterStorage, clock: HandClock
) -> None:
    class Unreadable(KeptTable):
        async def read(self) -> Rows:
            raise BotError(BotErrorCode.RECORDS_UNAVAILABLE, "Gone.")

    with pytest.raises(BotError):
        await keep(storage, Unreadable(), clock).__aenter__()


class CounterMachine(RuleBasedStateMachine):
    """The storage beside a plain list of what was counted when."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = HandClock()
        self.storage = CounterStorage(self.clock)
        self.windows: dict[str, tuple[float, int]] = {}

    def counted(self, key: str) -> int:
        expires_at, count = self.windows.get(key, (0.0, 0))
        return count if expires_at > self.clock.now else 0

    @rule(key=st.sampled_from("ab"), window=st.sampled_from([10, 60]), amount=st.integers(1, 5))
    def count(self, key: str, window: int, amount: int) -> None:
        count = self.counted(key)
        expires_at = self.windows[key][0] if count else self.clock.now + window
        self.windows[key] = (expires_at, count + amount)
        assert run(self.storage.incr(key, window, amount)) == count + amount

    @rule(key=st.sampled_from("ab"), amount=st.integers(1, 5))
    def take_back(self, key: str, amount: int) -> None:
        count = max(0, self.counted(key) - amount)
        self.windows[key] = (self.windows.get(key, (0.0, 0))[0], count)
        assert run(self.storage.decr(key, amount)) == count

    @rule(seconds=st.integers(1, 40))
    def pass_time(self, seconds: int) -> None:
        self.clock.now += seconds

    @rule()
    def restart(self) -> None:
        rows = self.storage.take_changed()
        kept = {**getattr(self, "kept", {}), **rows}
        self.kept = kept
        self.storage = CounterStorage(self.clock)
        self.storage.load(kept)

    @invariant()
    def the_counts_are_those_of_the_list(self) -> None:
        for key in "ab":
            assert run(self.storage.get(key)) == self.counted(key)


def run(counting: object) -> object:
    """What a coroutine returns that never waits."""
    with pytest.raises(StopIteration) as stopped:
        counting.send(None)  # type: ignore[attr-defined]
    return stopped.value.value


CounterMachine.TestCase.settings = settings(deadline=None, max_examples=50, stateful_step_count=30)
TestCounterMachine = CounterMachine.TestCase
