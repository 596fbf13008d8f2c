"""Between the adapters and the engine: admits orders, queues them fairly, tells how they go."""

import asyncio
import secrets
import time
from contextlib import aclosing
from functools import partial
from typing import Self

import structlog

from bot.conversation import Conversation, Problem, QueueView
from bot.errors import BotError, BotErrorCode
from bot.service.estimates import Clock, WaitEstimates
from bot.service.fair_queue import FairQueue, PersonFullError, QueueFullError
from bot.service.jobs import DreamOrder, Job, Jobs
from bot.service.limits import ServiceLimits
from bot.service.observer import ServiceObserver, platform_of, refusals_told
from bot.service.positions import Positions
from bot.service.talk import Talk
from dream_core import DreamError, DreamResult, ErrorCode, Failed, Finished, Progress, Started
from dream_core.engine.protocol import DreamEngine

_log = structlog.get_logger(__name__)

Ending = DreamResult | Problem


class DreamService:
    """An async context manager that runs as many dreams at a time as the engine has workers."""

    def __init__(
        self,
        engine: DreamEngine,
        limits: ServiceLimits,
        *,
        clock: Clock = time.monotonic,
        observer: ServiceObserver | None = None,
    ) -> None:
        self._engine = engine
        self._limits = limits
        self._clock = clock
        self._observer = observer or ServiceObserver()
        self._estimates = WaitEstimates(clock)
        self._jobs = Jobs()
        self._queue = FairQueue(
            limit=limits.max_waiting, limit_per_person=limits.max_waiting_per_person
        )
        self._positions = Positions(self._queue, self._jobs, self._estimates)
        self._running: set[asyncio.Task[Ending]] = set()
        self._talking: set[asyncio.Task[None]] = set()
        self._announcing: asyncio.Task[None] | None = None
        self._open = False

    @property
    def is_open(self) -> bool:
        """Whether it takes orders."""
        return self._open

    @property
    def waiting(self) -> int:
        """How many jobs wait for their turn."""
        return len(self._queue)

    @property
    def running(self) -> int:
        """How many jobs the engine has."""
        return len(self._running)

    async def __aenter__(self) -> Self:
        self._open = True
        self._announcing = asyncio.create_task(
            self._positions.announce(
                interval_seconds=self._limits.position_seconds,
                per_second=self._limits.positions_per_second,
            )
        )
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        try:
            await self.drain(0)
        finally:
            if self._announcing is not None:
                self._announcing.cancel()
                await asyncio.wait([self._announcing])

    async def order(self, order: DreamOrder, conversation: Conversation) -> str:
        """Accepts the job and returns its id; from then on the conversation is told everything.

        Raises BotError with SHUTTING_DOWN, QUEUE_FULL or TOO_MANY_WAITING, telling it nothing.
        """
        job_id = secrets.token_hex(8)
        with refusals_told(self._observer):
            position = self._enqueue(job_id, order)
        queued = self._positions.describe(job_id, position)
        platform = platform_of(order.chat_id)
        self._observer.accepted(platform)
        talk = Talk(
            conversation,
            queued,
            limit_seconds=self._limits.talk_seconds,
            observer=self._observer,
            platform=platform,
        )
        job = Job(job_id=job_id, order=order, talk=talk, told_position=position)
        job.accepted_at = self._clock()
        self._jobs.add(job)
        telling = asyncio.create_task(talk.run(), name=f"talk {job_id}")
        self._talking.add(telling)
        telling.add_done_callback(self._talking.discard)
        _log.info("job_accepted", job_id=job_id, preset=order.preset, position=position)
        self._start_next()
        return job_id

    async def cancel(self, job_id: str, person_id: str, *, is_moderator: bool = False) -> None:
        """Ends a job; the conversation hears of it as code ``cancelled``.

        People end their own; moderators, whom the adapter knows, anybody's. Raises BotError with
        JOB_UNKNOWN or NOT_YOURS.
        """
        job = self._jobs.find_own(job_id, person_id, is_moderator=is_moderator)
        self._stop(job, DreamError(ErrorCode.CANCELLED, "The dream was cancelled."))

    def jobs_of(self, person_id: str) -> tuple[str, ...]:
        """The ids of the person's jobs that wait or run, oldest first."""
        return tuple(job.job_id for job in self._jobs.of_person(person_id))

    def view(self, person_id: str) -> QueueView:
        """What ``/queue`` answers."""
        own = self.jobs_of(person_id)
        newcomer = self._positions.describe("", len(self._queue) + 1)
        return QueueView(
            waiting=self.waiting,
            running=self.running,
            wait_seconds=newcomer.wait_seconds,
            own_waiting=tuple(self._positions.find(job) for job in own if job in self._queue),
            own_running=tuple(job for job in own if job not in self._queue),
        )

    async def drain(self, timeout_seconds: float) -> None:
        """Refuses new orders, lets the accepted ones finish, and ends what is left in time.

        Those whose jobs it ends are told so with SHUTTING_DOWN, for ``farewell_seconds`` at most.
        """
        self._open = False
        if self._talking:
            await asyncio.wait(self._talking, timeout=timeout_seconds)
        for job in self._jobs:
            self._stop(job, shutting_down())
        if self._talking:
            await asyncio.wait(self._talking, timeout=self._limits.farewell_seconds)
        remaining: set[asyncio.Task[Ending] | asyncio.Task[None]] = {*self._talking, *self._running}
        for task in remaining:
            task.cancel()
        if remaining:
            await asyncio.wait(remaining, timeout=self._limits.farewell_seconds)

    def _enqueue(self, job_id: str, order: DreamOrder) -> int:
        if not self._open:
            raise shutting_down()
        pictures = self._jobs.picture_bytes + order.picture_bytes
        if len(self._jobs) and pictures > self._limits.max_picture_bytes:
            raise self._queue_full()
        try:
            return self._queue.add(job_id, person_id=order.person.id, chat_id=order.chat_id)
        except QueueFullError as error:
            raise self._queue_full() from error
        except PersonFullError as error:
            raise BotError(
                BotErrorCode.TOO_MANY_WAITING,
                f"You have {self._limits.max_waiting_per_person} waiting already.",
                "Wait until one is dreamed, or cancel one.",
            ) from error

    def _queue_full(self) -> BotError:
        wait = self._positions.describe("", len(self._queue) + 1).wait_seconds
        would_be = f"The wait would be about {max(1, round(wait / 60))} min. " if wait else ""
        return BotError(
            BotErrorCode.QUEUE_FULL, "The queue is full.", f"{would_be}Try again later."
        )

    def _start_next(self) -> None:
        """Gives the engine as many jobs as it has workers; those left hear how they move up."""
        self._positions.capacity = max(1, len(self._engine.status.devices))
        while len(self._running) < self._positions.capacity and (job_id := self._queue.pop()):
            job = self._jobs[job_id]
            task = asyncio.create_task(self._dream(job), name=f"dream {job_id}")
            job.running = task
            self._running.add(task)
            task.add_done_callback(partial(self._finish, job))
        self._positions.mark_moved()

    async def _dream(self, job: Job) -> Ending:
        structlog.contextvars.bind_contextvars(job_id=job.job_id)
        request = job.request(time_limit_seconds=self._limits.time_limit_seconds)
        async with aclosing(self._engine.dream(request)) as events:
            async for event in events:
                match event:
                    case Started(attempt=attempt):
                        self._estimates.start(job.job_id)
                        if attempt == 1:
                            self._observer.started(self._clock() - job.accepted_at)
                    case Progress():
                        job.talk.show(event)
                    case Finished(result=result):
                        return result
                    case Failed(error=error):
                        return error
        raise RuntimeError("the engine ended the dream without a result")

    def _finish(self, job: Job, task: asyncio.Task[Ending]) -> None:
        """A callback rather than the task's own last lines: a task may be cancelled unstarted."""
        ending = self._read_ending(job, task)
        finished = isinstance(ending, DreamResult)
        self._running.discard(task)
        self._jobs.discard(job)
        self._estimates.end(job.job_id, finished=finished)
        job.talk.end(ending)
        self._note_end(job, ending)
        self._start_next()

    def _read_ending(self, job: Job, task: asyncio.Task[Ending]) -> Ending:
        if task.cancelled():
            return job.stopped_by or shutting_down()
        error = task.exception()
        if error is None:
            return task.result()
        if isinstance(error, DreamError):
            return error
        _log.error("job_failed", job_id=job.job_id, exc_info=error)
        return DreamError(
            ErrorCode.INTERNAL, "The dream failed.", "Try again; the log has the details."
        )

    def _stop(self, job: Job, problem: Problem) -> None:
        if self._queue.remove(job.job_id):
            self._jobs.discard(job)
            job.talk.end(problem)
            self._note_end(job, problem)
            self._positions.mark_moved()
        elif job.running is not None and job.stopped_by is None:
            job.stopped_by = problem
            job.running.cancel()

    def _note_end(self, job: Job, ending: Ending) -> None:
        preset = job.order.preset
        self._observer.ended(preset, ending)
        code = "finished" if isinstance(ending, DreamResult) else str(ending.code)
        _log.info("job_ended", job_id=job.job_id, preset=preset, code=code)


def shutting_down() -> BotError:
    """The answer to whoever asks for a dream while the bot leaves."""
    return BotError(
        BotErrorCode.SHUTTING_DOWN, "The bot is shutting down.", "Ask again in a few minutes."
    )
