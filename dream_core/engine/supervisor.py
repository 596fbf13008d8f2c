"""Keeps one worker alive and at work: starts it, gives it jobs, replaces it when it dies."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from dream_core.engine.child_process import ChildEndedError, ChildProcess
from dream_core.engine.faults import over_time, unforeseen, worker_unfit
from dream_core.engine.job import Job
from dream_core.engine.line import JobLine
from dream_core.engine.messages import (
    Answer,
    ChildPlan,
    Crashed,
    FromChild,
    Hello,
    Stop,
    Stopped,
    Unfit,
)
from dream_core.errors import DreamError

STARTS_BEFORE_UNFIT = 3

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a worker may take, in seconds, before it is replaced.

    ``start`` is for its hello, ``stop`` for ending a job that should stop, ``quit`` for ending
    when it is asked to. A worker that keeps dying is started again after ``retry``, then after
    twice as long each time, up to ``longest_retry``. Its place is unfit once starts alone have
    failed for ``unfit``: a few that somebody killed are no reason to fail whatever waits. One that
    comes only when it is needed goes once there was nothing to do for ``linger``.
    """

    start: float = 180.0
    stop: float = 10.0
    quit: float = 1.0
    retry: float = 0.5
    unfit: float = 20.0
    longest_retry: float = 60.0
    linger: float = 15.0


class WorkerHandle:
    """One worker's place: a process, and another one when that dies.

    ``unfit`` says why the place has no worker although it was tried to start one; it goes on
    trying. ``on_change`` is called when the place becomes ready or unfit. One ``on_call`` has a
    worker only while there are jobs, and a little longer.
    """

    def __init__(
        self,
        plan: ChildPlan,
        line: JobLine,
        *,
        name: str,
        on_change: Callable[[], None],
        patience: Patience,
        on_call: bool = False,
    ) -> None:
        self.name = name
        self.device = plan.device
        self.gpus: int | None = None
        self.ready = False
        self.busy = False
        self.restarts = 0
        self.unfit: DreamError | None = None
        self._plan = plan
        self._line = line
        self._on_change = on_change
        self._patience = patience
        self._on_call = on_call
        self._child: ChildProcess | None = None
        self._facts: dict[str, object] = {"worker": name}
        self._deaths_in_a_row = 0
        self._ready_since: float | None = None
        self._absent_since = 0.0

    @property
    def pid(self) -> int | None:
        """The process that is there now."""
        return self._child.pid if self._child else None

    async def run(self) -> None:
        """Until it is cancelled."""
        self._absent_since = asyncio.get_running_loop().time()
        while True:
            self._ready_since = None
            if self._on_call and not self._line.filled.is_set():
                await self._line.filled.wait()
                self._absent_since = asyncio.get_running_loop().time()
            try:
                await self._employ(ChildProcess(self._plan, name=self.name))
            except (ChildEndedError, OSError) as end:
                self._note_death(end)
            await asyncio.sleep(self._pause())

    async def _employ(self, child: ChildProcess) -> None:
        """From its hello until it isn't needed any more; raises ChildEndedError."""
        self._child = child
        self._facts = {"worker": self.name, "pid": child.pid, "device": self.device}
        try:
            await self._greet(child)
            await self._serve(child)
        finally:
            self.ready = self.busy = False
            await child.close(patience_seconds=self._patience.quit)
            self._child = None

    async def _greet(self, child: ChildProcess) -> None:
        try:
            async with asyncio.timeout(self._patience.start):
                message = await child.receive()
        except TimeoutError:
            child.kill()
            self._become_unfit(worker_unfit())
            raise ChildEndedError("not ready in time") from None
        if isinstance(message, Unfit):
            if message.details:
                _log.error("%s can't start:\n%s", self.name, message.details, extra=self._facts)
            self._become_unfit(message.error)
            raise ChildEndedError(str(message.error))
        if not isinstance(message, Hello):
            raise ChildEndedError("no hello")
        self._settle(message)

    def _settle(self, hello: Hello) -> None:
        self.device = hello.device
        self.gpus = hello.gpus
        # What the first worker found out for itself, those that replace it are told.
        self._plan = replace(self._plan, device=hello.device.split()[0])
        self.ready = True
        self._ready_since = asyncio.get_running_loop().time()
        self.unfit = None
        self._facts["device"] = self.device
        _log.info("%s is ready on %s", self.name, self.device, extra=self._facts)
        self._on_change()

    async def _serve(self, child: ChildProcess) -> None:
        while job := await self._next_job(child):
            self.busy = True
            self._facts["job_id"] = job.id
            try:
                await self._perform(job, child)
            except ChildEndedError:
                self._line.retry(job)
                raise
            del self._facts["job_id"]
            self.busy = False
            self._deaths_in_a_row = 0

    async def _next_job(self, child: ChildProcess) -> Job | None:
        """None where whoever is on call may go."""
        while True:
            if child.ended.is_set():
                raise ChildEndedError(child.ending)
            if job := self._line.take():
                return job
            wait_seconds = self._patience.linger if self._on_call else None
            if not await _wait_either(self._line.filled, child.ended, timeout_seconds=wait_seconds):
                return None

    async def _perform(self, job: Job, child: ChildProcess) -> None:
        """Sees one job through to the child's answer; raises ChildEndedError if there is none."""
        loop = asyncio.get_running_loop()
        seconds_left = job.start(self.device)
        child.send(job.order)
        limit = loop.call_later(seconds_left, job.stop, over_time(job.time_limit_seconds))
        try:
            async with asyncio.timeout(None) as patience:

                def call_off() -> None:
                    child.send(Stop(job_id=job.id))
                    patience.reschedule(loop.time() + self._patience.stop)

                job.on_stop = call_off
                while not self._hear(job, await child.receive()):
                    pass
        except TimeoutError:
            child.kill()
            raise ChildEndedError("didn't stop in time") from None
        finally:
            job.on_stop = None
            limit.cancel()

    def _hear(self, job: Job, message: FromChild) -> bool:
        """Passes a message on to the job's caller; True if it was the answer."""
        if isinstance(message, Crashed):
            _log.error(
                "job %s failed in %s:\n%s", job.id, self.name, message.details, extra=self._facts
            )
            job.stop(unforeseen())
        elif not isinstance(message, Hello | Unfit | Stopped):
            job.tell(message)
        return isinstance(message, Answer)

    def _note_death(self, end: Exception) -> None:
        self.restarts += 1
        self._deaths_in_a_row += 1
        _log.warning("%s ended (%s) and is replaced", self.name, end, extra=self._facts)
        now = asyncio.get_running_loop().time()
        if self._ready_since is not None:
            self._absent_since = now
            if now - self._ready_since > self._patience.longest_retry:
                self._deaths_in_a_row = 1
        elif not self.unfit and self._is_long_absent(now):
            self._become_unfit(worker_unfit())

    def _is_long_absent(self, now: float) -> bool:
        """Whether it died at its starts alone, often and for long."""
        is_often = self._deaths_in_a_row >= STARTS_BEFORE_UNFIT
        return is_often and now - self._absent_since >= self._patience.unfit

    def _become_unfit(self, error: DreamError) -> None:
        self.unfit = error
        self._on_change()

    def _pause(self) -> float:
        """The first death costs no time; one that follows another at once, ever more."""
        if self._deaths_in_a_row < 2:
            return 0.0
        doublings = min(self._deaths_in_a_row - 2, 16)
        return min(self._patience.longest_retry, self._patience.retry * 2.0**doublings)


async def _wait_either(*events: asyncio.Event, timeout_seconds: float | None) -> bool:
    """Whether any of them was set in time."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        done, _ = await asyncio.wait(
            waits, timeout=timeout_seconds, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for wait in waits:
            wait.cancel()
    return bool(done)
