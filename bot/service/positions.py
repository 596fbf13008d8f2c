"""Tells everybody in the queue how they move up, at a bounded rate."""

import asyncio

from bot.conversation import Queued
from bot.service.estimates import WaitEstimates
from bot.service.fair_queue import FairQueue
from bot.service.jobs import Jobs

_AT_ONCE = 200
"""Positions told before the event loop has its turn again."""


class Positions:
    """Where the waiting jobs are. ``capacity`` dreams run at a time."""

    def __init__(self, queue: FairQueue, jobs: Jobs, estimates: WaitEstimates) -> None:
        self.capacity = 1
        self._queue = queue
        self._jobs = jobs
        self._estimates = estimates
        self._moved = asyncio.Event()

    def mark_moved(self) -> None:
        """Somebody came or went: positions may have changed."""
        self._moved.set()

    def find(self, job_id: str) -> Queued:
        """Where the job is now; raises KeyError if it doesn't wait."""
        return self.describe(job_id, self._queue.position(job_id))

    def describe(self, job_id: str, position: int) -> Queued:
        """The position with the wait it means."""
        wait = self._estimates.wait_seconds(position, capacity=self.capacity)
        return Queued(job_id=job_id, position=position, wait_seconds=wait)

    async def announce(self, *, interval_seconds: float, per_second: float) -> None:
        """Runs until it is cancelled; tells changed positions once per interval, or more rarely."""
        while True:
            await self._moved.wait()
            self._moved.clear()
            told = await self._tell_changed()
            await asyncio.sleep(max(interval_seconds, told / per_second))

    async def _tell_changed(self) -> int:
        told = 0
        for position, job_id in enumerate(list(self._queue), start=1):
            if position % _AT_ONCE == 0:
                await asyncio.sleep(0)
            job = self._jobs.get(job_id)
            if job is None or job_id not in self._queue or job.told_position == position:
                continue
            job.told_position = position
            job.talk.show(self.describe(job_id, position))
            told += 1
        return told
