"""Writes the journal while the jobs go on: nobody's dream waits for a disk, or fails by it."""

import asyncio
from collections.abc import Coroutine, Sequence
from itertools import chain, repeat

import structlog

from bot.errors import BotError
from bot.service.jobs import Ending, Job
from bot.service.journal import Journal, JournalEntry, KeptProblem, ResultFacts
from dream_core import DreamResult

_RETRY_SECONDS = (0.2, 1.0, 5.0, 15.0)
_LONGEST_RETRY_SECONDS = 60.0
_STARTS_SECONDS = 0.05

_log = structlog.get_logger(__name__)


class Bookkeeper:
    """The journal of one run of the bot. Only ``accept`` raises: what can't be kept isn't taken.

    Whatever else can't be written would be done again by the next run, which is logged.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._begun: list[str] = []
        self._writing: set[asyncio.Task[None]] = set()

    async def accept(self, entries: Sequence[JournalEntry]) -> None:
        """Raises BotError with RECORDS_UNAVAILABLE, or AlreadyAcceptedError."""
        await self._journal.accept(entries)

    async def load_open(self, platform: str) -> Sequence[JournalEntry]:
        """What earlier runs left; raises BotError with RECORDS_UNAVAILABLE."""
        return await self._journal.load_open(platform)

    def note_start(self, job: Job) -> None:
        """Returns at once."""
        job.starts += 1
        self._begun.append(job.job_id)
        if len(self._begun) == 1:
            self._write(self._note_starts(), "note starts")

    async def settle(self, job: Job, ending: Ending) -> None:
        """Keeps how a job ended, with its picture, before anybody is told."""
        try:
            if isinstance(ending, DreamResult):
                await job.pictures.keep(ending)
                await self._journal.finish(job.job_id, ResultFacts.of(ending))
            else:
                await self._journal.fail(job.job_id, KeptProblem.of(ending))
        except BotError as error:
            _log.warning("ending_not_kept", job_id=job.job_id, error=str(error))
        except Exception:  # noqa: BLE001 (whatever it is, those who wait are told all the same)
            _log.exception("ending_not_kept", job_id=job.job_id)

    def close(self, group_id: str) -> asyncio.Task[None]:
        """Returns at once; the task tries again until it is written or the bot leaves."""
        return self._write(self._close(group_id), f"close {group_id}")

    async def finish_writing(self, timeout_seconds: float) -> None:
        """Waits for what is being written, and gives up what isn't within the time."""
        if self._writing:
            await asyncio.wait(self._writing, timeout=timeout_seconds)
        if late := {*self._writing}:
            for task in late:
                task.cancel()
            await asyncio.wait(late)

    async def _note_starts(self) -> None:
        """Those of a moment together: each alone would cost as much as accepting the job."""
        await asyncio.sleep(_STARTS_SECONDS)
        begun, self._begun = self._begun, []
        await self._journal.note_starts(begun)

    async def _close(self, group_id: str) -> None:
        for pause in chain(_RETRY_SECONDS, repeat(_LONGEST_RETRY_SECONDS)):
            try:
                await self._journal.close(group_id)
            except BotError as error:
                _log.warning("order_not_closed", group_id=group_id, error=str(error))
                await asyncio.sleep(pause)
            else:
                return

    def _write(self, writing: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(_quietly(writing), name=name)
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        return task


async def _quietly(writing: Coroutine[object, object, None]) -> None:
    try:
        await writing
    except BotError as error:
        _log.warning("journal_not_written", error=str(error))
    except Exception:  # noqa: BLE001 (nobody waits for it who could be told)
        _log.exception("journal_not_written")
