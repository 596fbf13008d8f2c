"""Hands waiting jobs to the engine, as many at a time as it has workers, fairly."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from functools import partial

import structlog

from bot.conversation import Problem
from bot.errors import BotError
from bot.service.estimates import Clock, WaitEstimates
from bot.service.fair_queue import FairQueue
from bot.service.jobs import Ending, Job, Jobs
from bot.service.observer import ServiceObserver
from bot.service.positions import Positions
from dream_core import DreamError, DreamResult, ErrorCode, Failed, Finished, Progress, Started
from dream_core.engine.protocol import DreamEngine

_STARTS_WITH_DEATHS = 2

_log = structlog.get_logger(__name__)


class Dispatcher:
    """Knows the jobs that wait and run. ``on_start`` hears of each that is handed over, and
    ``on_end`` how it ended: None where it is left to the bot's next run. ``observer`` hears how
    long each waited.
    """

    def __init__(
        self,
        engine: DreamEngine,
        queue: FairQueue,
        estimates: WaitEstimates,
        *,
        time_limit_seconds: float,
        clock: Clock,
        observer: ServiceObserver,
        on_start: Callable[[Job], None],
        on_end: Callable[[Job, Ending | None], None],
    ) -> None:
        self.jobs = Jobs()
        self.queue = queue
        self.positions = Positions(queue, self.jobs, estimates)
        self._engine = engine
        self._estimates = estimates
        self._time_limit_seconds = time_limit_seconds
        self._clock = clock
        self._observer = observer
        self._on_start = on_start
        self._on_end = on_end
        self._running: set[asyncio.Task[Ending]] = set()
        self._is_open = True

    @property
    def running(self) -> frozenset[asyncio.Task[Ending]]:
        """The tasks of the jobs that the engine has."""
        return frozenset(self._running)

    def start_next(self) -> None:
        """Gives the engine as many jobs as it has workers; those left hear how they move up."""
        self.positions.capacity = max(1, len(self._engine.status.devices))
        while self._is_open and len(self._running) < self.positions.capacity:
            job_id = self.queue.pop()
            if job_id is None:
                break
            self._start(self.jobs[job_id])
        self.positions.mark_moved()

    def stop(self, job: Job, problem: Problem) -> None:
        """Ends a job, wherever it is."""
        if self.queue.remove(job.job_id):
            self._end(job, problem)
            self.positions.mark_moved()
        elif job.running is not None and job.stopped_by is None and not job.is_suspended:
            job.stopped_by = problem
            job.running.cancel()

    def suspend_waiting(self) -> None:
        """Starts nothing any more, and leaves all that waits to the bot's next run."""
        self._is_open = False
        for job in self.jobs:
            if self.queue.remove(job.job_id):
                self._end(job, None)

    def suspend_running(self) -> None:
        """The same for what is being dreamed."""
        for job in self.jobs:
            if job.running is not None and job.stopped_by is None:
                job.is_suspended = True
                job.running.cancel()

    def _start(self, job: Job) -> None:
        task = asyncio.create_task(self._dream(job), name=f"dream {job.job_id}")
        job.running = task
        self._running.add(task)
        task.add_done_callback(partial(self._finish, job))
        self._on_start(job)

    async def _dream(self, job: Job) -> Ending:
        structlog.contextvars.bind_contextvars(job_id=job.job_id)
        request = job.request(
            await job.pictures.read(), time_limit_seconds=self._time_limit_seconds
        )
        async with aclosing(self._engine.dream(request)) as events:
            async for event in events:
                match event:
                    case Started(attempt=attempt):
                        if attempt == 1 and job.starts == 1:
                            self._observer.started(self._clock() - job.accepted_at)
                        self._estimates.start(job.job_id)
                    case Progress():
                        job.talk.show(event)
                    case Finished(result=result):
                        return result
                    case Failed(error=error):
                        return error
        raise RuntimeError("the engine ended the dream without a result")

    def _finish(self, job: Job, task: asyncio.Task[Ending]) -> None:
        """A callback rather than the task's own last lines: a task may be cancelled unstarted."""
        self._running.discard(task)
        ending = _read_ending(job, task)
        if _may_be_innocent(job, ending) and self._is_open:
            self._wait_again(job)
        else:
            self._end(job, ending)
        self.start_next()

    def _wait_again(self, job: Job) -> None:
        job.running = None
        self._estimates.end(job.job_id, finished=False)
        place = self.queue.reserve(job.person.id, is_bounded=False)
        chat_id = job.asker.chat_id
        self.queue.add(job.job_id, place, chat_id=chat_id, is_first=job.is_first)
        _log.warning("job_waits_again", job_id=job.job_id, starts=job.starts)

    def _end(self, job: Job, ending: Ending | None) -> None:
        self.jobs.discard(job)
        self._estimates.end(job.job_id, finished=isinstance(ending, DreamResult))
        self._on_end(job, ending)


def _may_be_innocent(job: Job, ending: Ending | None) -> bool:
    """Whether its workers may have died of something else: the engine itself tries twice."""
    if not isinstance(ending, DreamError) or ending.code is not ErrorCode.WORKER_DIED:
        return False
    return job.starts < _STARTS_WITH_DEATHS


def _read_ending(job: Job, task: asyncio.Task[Ending]) -> Ending | None:
    """None for a job that was cut off by nobody's wish."""
    if task.cancelled():
        return job.stopped_by
    error = task.exception()
    if error is None:
        return task.result()
    if isinstance(error, DreamError | BotError):
        return error
    _log.error("job_failed", job_id=job.job_id, exc_info=error)
    return DreamError(
        ErrorCode.INTERNAL, "The dream failed.", "Try again; the log has the details."
    )
