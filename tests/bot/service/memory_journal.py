"""A journal that lives as long as a test; tests/contracts hold it to what the real one does."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.errors import BotError
from bot.service import AlreadyAcceptedError, JobState, JournalEntry, KeptProblem, ResultFacts


class MemoryJournal:
    """Implements ``bot.service.Journal``; ``fault`` is raised by every call while it is set.

    ``closed`` counts how often each order was closed.
    """

    def __init__(self) -> None:
        self.entries: dict[str, JournalEntry] = {}
        self.fault: BotError | None = None
        self.closed: Counter[str] = Counter()
        self._changed = asyncio.Event()

    @property
    def states(self) -> list[JobState]:
        """How far the jobs are, in the order in which they were accepted."""
        return [entry.state for entry in self.entries.values()]

    async def wait_until(self, true: Callable[[], bool]) -> None:
        """Returns once the condition holds after a change; raises TimeoutError."""
        async with asyncio.timeout(10):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    async def wait_closed(self) -> None:
        """Until no order is open any more."""
        await self.wait_until(lambda: {*self.states} == {JobState.CLOSED})

    async def accept(self, entries: Sequence[JournalEntry]) -> None:
        await asyncio.sleep(0)  # no journal answers without waiting for anything
        self._check()
        known = {(entry.trigger, entry.part) for entry in self.entries.values() if entry.trigger}
        if any((entry.trigger, entry.part) in known for entry in entries):
            raise AlreadyAcceptedError(entries[0].trigger)
        self.entries |= {entry.job_id: entry for entry in entries}

    async def note_starts(self, job_ids: Sequence[str]) -> None:
        for job_id in job_ids:
            self._change(job_id, lambda entry: replace(entry, starts=entry.starts + 1))

    async def finish(self, job_id: str, result: ResultFacts) -> None:
        self._settle(job_id, lambda entry: replace(entry, state=JobState.FINISHED, result=result))

    async def fail(self, job_id: str, problem: KeptProblem) -> None:
        self._settle(job_id, lambda entry: replace(entry, state=JobState.FAILED, problem=problem))

    async def close(self, group_id: str) -> None:
        self._check()
        for entry in tuple(self.entries.values()):
            if entry.group_id == group_id:
                self.entries[entry.job_id] = replace(entry, state=JobState.CLOSED)
        self.closed[group_id] += 1
        self._changed.set()

    async def load_open(self, platform: str) -> Sequence[JournalEntry]:
        self._check()
        found = [
            entry
            for entry in self.entries.values()
            if entry.platform == platform and entry.state is not JobState.CLOSED
        ]
        return sorted(found, key=lambda entry: (entry.accepted_at, entry.group_id, entry.part))

    def _settle(self, job_id: str, change: Callable[[JournalEntry], JournalEntry]) -> None:
        entry = self.entries.get(job_id)
        if entry is None or entry.state is JobState.WAITING:
            self._change(job_id, change)

    def _change(self, job_id: str, change: Callable[[JournalEntry], JournalEntry]) -> None:
        self._check()
        if job_id in self.entries:
            self.entries[job_id] = change(self.entries[job_id])
            self._changed.set()

    def _check(self) -> None:
        if self.fault is not None:
            raise self.fault
