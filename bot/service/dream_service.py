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
from bot.service.admission import Admission, Grant
from bot.service.estimates import Clock, WaitEstimates
from bot.service.fair_queue import FairQueue
from bot.service.jobs import DreamOrder, Job, Jobs
from bot.service.limits import ServiceLimits
from bot.service.positions import Positions
from bot.service.reservations import PersonFullError, QueueFullError
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
        admission: Admission | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.admission = admission or Admission()
        """Whether asks are taken; whoever orders more than one picture asks it once for all."""
        self._engine = engine
        self._limits = limits
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
    def puts_moderators_first(self) -> bool:
        """Whether it matters who moderates the chat that they ask in."""
        return self._limits.moderators_first

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

    async def order(
        self, order: DreamOrder, conversation: Conversation, *, grant: Grant | None = None
    ) -> str:
        """Accepts the job and returns its id; from then on the conversation is told everything.

        Without a ``grant``, which counts for all pictures of one ask, it is admitted by itself.
        Raises BotError as :class:`bot.service.admission.Admission` does, or with SHUTTING_DOWN,
        QUEUE_FULL or TOO_MANY_WAITING, telling the conversation nothing.
        """
        if grant is None:
            async with await self.admission.admit(order.asker) as own:
                return await self.order(order, conversation, grant=own)
        job_id = secrets.token_hex(8)
        position = self._enqueue(job_id, order)
        grant.use()
        queued = self._positions.describe(job_id, position)
        talk = Talk(conversation, queued, limit_seconds=self._limits.talk_seconds)
        self._jobs.add(Job(job_id=job_id, order=order, talk=talk, told_position=position))
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
            reservation = self._queue.reserve(order.person.id)
        except QueueFullError as error:
            raise self._queue_full() from error
        except PersonFullError as error:
            raise BotError(
                BotErrorCode.TOO_MANY_WAITING,
                f"You have {self._limits.max_waiting_per_person} waiting already.",
                "Wait until one is dreamed, or cancel one.",
            ) from error
        is_first = self._limits.moderators_first and order.is_moderator
        return self._queue.add(job_id, reservation, chat_id=order.chat_id, is_first=is_first)

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
        request = job.request(time_limit_seconds=self._limits.time_limit_seconds)
        async with aclosing(self._engine.dream(request)) as events:
            async for event in events:
                match event:
                    case Started():
                        self._estimates.start(job.job_id)
                    case Progress():
                        job.talk.show(event)
                    case Finished(result=result):
                        pixels = result.width * result.height
                        await self.admission.charge_pixels(job.order.asker, pixels)
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
        code = "finished" if isinstance(ending, DreamResult) else ending.code
        _log.info("job_ended", job_id=job.job_id, preset=job.order.preset, code=str(code))
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
            self._positions.mark_moved()
            _log.info("job_ended", job_id=job.job_id, preset=job.order.preset, code=problem.code)
        elif job.running is not None and job.stopped_by is None:
            job.stopped_by = problem
            job.running.cancel()


def shutting_down() -> BotError:
    """The answer to whoever asks for a dream while the bot leaves."""
    return BotError(
        BotErrorCode.SHUTTING_DOWN, "The bot is shutting down.", "Ask again in a few minutes."
    )
