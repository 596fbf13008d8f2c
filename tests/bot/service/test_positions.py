import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.adapters.fake import FakeConversation
from bot.conversation import Queued
from bot.service.estimates import WaitEstimates
from bot.service.fair_queue import FairQueue
from bot.service.jobs import Jobs
from bot.service.positions import Positions
from bot.service.talk import Persistence, Talk
from tests.bot.service.test_jobs import make_job


class Told(Talk):
    """Keeps what it is to show, at once."""

    def __init__(self, job_id: str, line: "Line") -> None:
        super().__init__(FakeConversation(), job_id, queued=None, persistence=Persistence())
        self._line = line

    def show(self, update: object) -> None:
        assert isinstance(update, Queued)
        self._line.told.append((update.job_id, update.position))
        self._line.news.set()


class Line:
    """A queue of one job per person, and what its jobs were told."""

    def __init__(self, jobs: int) -> None:
        self.told: list[tuple[str, int]] = []
        self.news = asyncio.Event()
        self.queue = FairQueue(limit=jobs, limit_per_person=1)
        self.jobs = Jobs()
        self.positions = Positions(self.queue, self.jobs, WaitEstimates(lambda: 0.0))
        for number in range(jobs):
            job_id = str(number)
            place = self.queue.reserve(f"fake:p{number}")
            self.queue.add(job_id, place, chat_id="fake:room")
            self.jobs.add(make_job(job_id, f"p{number}", talk=Told(job_id, self)))

    async def wait_told(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.told) < count:
                self.news.clear()
                await self.news.wait()

    @asynccontextmanager
    async def announce(
        self, *, interval_seconds: float = 0.0, per_second: float = 1e9
    ) -> AsyncIterator[None]:
        task = asyncio.create_task(
            self.positions.announce(interval_seconds=interval_seconds, per_second=per_second)
        )
        yield
        task.cancel()
        await asyncio.wait([task])


async def test_everybody_is_told_a_position_once() -> None:
    line = Line(3)
    async with line.announce():
        line.positions.mark_moved()
        await line.wait_told(3)
        for _ in range(3):
            line.positions.mark_moved()
            await asyncio.sleep(0.005)

    assert line.told == [("0", 1), ("1", 2), ("2", 3)]


async def test_only_those_who_moved_are_told() -> None:
    line = Line(3)
    async with line.announce():
        line.positions.mark_moved()
        await line.wait_told(3)
        line.queue.remove("1")
        line.positions.mark_moved()
        await line.wait_told(4)

    assert line.told[3:] == [("2", 2)]


async def test_moves_within_the_interval_are_told_together() -> None:
    line = Line(4)
    async with line.announce(interval_seconds=0.3):
        line.positions.mark_moved()
        await line.wait_told(4)
        for _ in range(3):
            line.queue.pop()
            line.positions.mark_moved()
            await asyncio.sleep(0)
        assert len(line.told) == 4
        await line.wait_told(5)

    assert line.told[4:] == [("3", 1)]


async def test_a_long_line_is_told_more_rarely() -> None:
    line = Line(100)
    async with line.announce(per_second=250):
        line.positions.mark_moved()
        await line.wait_told(100)
        line.queue.pop()
        line.positions.mark_moved()
        before = asyncio.get_running_loop().time()
        await line.wait_told(199)

    assert asyncio.get_running_loop().time() - before > 0.3


@pytest.fixture
def long_line() -> Line:
    """Made before there is an event loop that somebody watches."""
    return Line(10_000)


async def test_telling_ten_thousand_never_holds_the_event_loop(long_line: Line) -> None:
    line, told_at_once = long_line, []
    async with line.announce():
        line.positions.mark_moved()
        while (before := len(line.told)) < 10_000:
            await asyncio.sleep(0)
            told_at_once.append(len(line.told) - before)

    assert max(told_at_once) <= 200
