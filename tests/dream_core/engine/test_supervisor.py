import asyncio
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import psutil
import pytest

from dream_core.engine import supervisor
from dream_core.engine.child_process import ChildProcess
from dream_core.engine.faults import engine_closed
from dream_core.engine.job import Job, JobEvent
from dream_core.engine.line import JobLine
from dream_core.engine.messages import ChildPlan, Developed, StartDream
from dream_core.engine.settings import EngineSettings
from dream_core.engine.supervisor import STARTS_BEFORE_UNFIT, Patience, WorkerHandle
from dream_core.errors import ErrorCode
from dream_core.request import Failed, Progress, Started

IMPATIENT = Patience(
    start=20.0, stop=0.3, quit=1.0, retry=0.05, unfit=0.0, longest_retry=0.2, linger=0.2
)

MakeOrder = Callable[..., StartDream]


class Workplace:
    """A line, and one supervised child that takes its jobs."""

    def __init__(
        self, plan: ChildPlan, make_order: MakeOrder, patience: Patience, *, on_call: bool
    ) -> None:
        self.line = JobLine(engine_closed())
        self.line.open()
        self.worker = WorkerHandle(
            plan,
            self.line,
            name="odd",
            on_change=self.review,
            patience=patience,
            on_call=on_call,
        )
        self._make_order = make_order

    def review(self) -> None:
        if self.worker.unfit:
            self.line.close(self.worker.unfit)
        else:
            self.line.open()

    def submit(self, picture: bytes, *, limit_seconds: float = 30.0) -> Job:
        job = Job(self._make_order(picture), time_limit_seconds=limit_seconds)
        self.line.put(job)
        return job

    async def finish(self, picture: bytes, *, limit_seconds: float = 30.0) -> list[JobEvent]:
        return await read_events(self.submit(picture, limit_seconds=limit_seconds))


async def read_events(job: Job) -> list[JobEvent]:
    events: list[JobEvent] = []
    while not (events and isinstance(events[-1], Developed | Failed)):
        events.append(await asyncio.wait_for(job.next_event(), 20))
    return events


async def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def worker_pid(event: JobEvent) -> int:
    assert isinstance(event, Developed)
    return int(event.photo.thumbnail)


def code(event: JobEvent) -> ErrorCode:
    assert isinstance(event, Failed)
    return event.error.code


@asynccontextmanager
async def open_workplace(
    plan: ChildPlan, make_order: MakeOrder, *, patience: Patience = IMPATIENT, on_call: bool = False
) -> AsyncIterator[Workplace]:
    place = Workplace(plan, make_order, patience, on_call=on_call)
    task = asyncio.create_task(place.worker.run())
    try:
        yield place
    finally:
        task.cancel()
        await asyncio.wait([task])


@pytest.fixture
def plan(odd_roles: str, settings: EngineSettings) -> ChildPlan:
    return ChildPlan(module=odd_roles, device="steady", threads=1, settings=settings)


@pytest.fixture
async def place(plan: ChildPlan, make_order: MakeOrder) -> AsyncIterator[Workplace]:
    async with open_workplace(plan, make_order) as place:
        yield place


async def test_a_job_that_comes_before_the_worker_is_ready_waits_for_it(place: Workplace) -> None:
    assert not place.worker.ready
    started, developed = await place.finish(b"hello")
    assert started == Started(job_id="job", device="steady", attempt=1)
    assert worker_pid(developed) == place.worker.pid


async def test_a_worker_that_dies_once_is_replaced_and_its_job_tried_again(
    place: Workplace,
) -> None:
    first, second, developed = await place.finish(b"once ")
    assert [first, second] == [
        Started(job_id="job", device="steady", attempt=attempt) for attempt in (1, 2)
    ]
    assert worker_pid(developed) == place.worker.pid
    assert place.worker.restarts == 1


async def test_a_job_whose_worker_dies_twice_fails_and_the_next_one_works(
    place: Workplace,
) -> None:
    events = await place.finish(b"die  ")
    assert [type(event) for event in events] == [Started, Started, Failed]
    assert code(events[-1]) == ErrorCode.WORKER_DIED
    assert isinstance((await place.finish(b"hello"))[-1], Developed)
    assert place.worker.restarts == 2


async def test_the_death_of_an_idle_worker_is_noticed_and_it_is_replaced(place: Workplace) -> None:
    await until(lambda: place.worker.ready)
    before = place.worker.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    await until(lambda: place.worker.ready and place.worker.pid != before)
    assert place.worker.restarts == 1


async def test_a_worker_that_does_not_stop_in_time_is_killed_and_replaced(
    place: Workplace,
) -> None:
    await until(lambda: place.worker.ready)
    before = place.worker.pid
    begin = time.monotonic()
    events = await place.finish(b"deaf ", limit_seconds=0.2)
    assert code(events[-1]) == ErrorCode.TIME_LIMIT
    assert time.monotonic() - begin < 1
    assert isinstance((await place.finish(b"hello"))[-1], Developed)
    assert place.worker.pid != before
    assert not psutil.pid_exists(before or 0)


async def test_a_frozen_worker_is_killed_when_its_job_is_over_time(place: Workplace) -> None:
    await until(lambda: place.worker.ready)
    before = place.worker.pid
    assert before is not None
    os.kill(before, signal.SIGSTOP)
    events = await place.finish(b"hello", limit_seconds=0.2)
    assert code(events[-1]) == ErrorCode.TIME_LIMIT
    assert isinstance((await place.finish(b"hello"))[-1], Developed)
    assert place.worker.pid != before


async def test_a_job_over_time_is_asked_to_stop_and_its_worker_stays(place: Workplace) -> None:
    await until(lambda: place.worker.ready)
    before = place.worker.pid
    events = await place.finish(b"slow ", limit_seconds=0.3)
    assert code(events[-1]) == ErrorCode.TIME_LIMIT
    assert any(isinstance(event, Progress) for event in events)
    assert worker_pid((await place.finish(b"hello"))[-1]) == before


async def test_a_stopped_job_frees_its_worker_within_a_step(place: Workplace) -> None:
    job = place.submit(b"slow ")
    while not isinstance(await job.next_event(), Progress):
        pass
    begin = time.monotonic()
    job.stop(engine_closed())
    assert isinstance((await place.finish(b"hello"))[-1], Developed)
    assert time.monotonic() - begin < 0.3
    assert place.worker.restarts == 0


async def test_time_for_both_attempts_counts_against_one_limit(place: Workplace) -> None:
    await until(lambda: place.worker.ready)
    job = place.submit(b"slow ", limit_seconds=1.0)
    begin = time.monotonic()
    while not isinstance(await job.next_event(), Progress):
        pass
    os.kill(place.worker.pid or 0, signal.SIGKILL)
    events = await read_events(job)
    assert code(events[-1]) == ErrorCode.TIME_LIMIT
    assert time.monotonic() - begin < 2.5


async def test_an_unforeseen_error_is_logged_with_its_job_and_not_told(
    place: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    events = await place.finish(b"crash")
    assert code(events[-1]) == ErrorCode.INTERNAL
    assert "stars" not in str(events[-1])
    logged = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(logged) == 1
    assert "job job failed" in logged[0]
    assert "ZeroDivisionError: the stars were wrong" in logged[0]
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert vars(record)["job_id"] == "job"
    assert vars(record)["worker"] == "odd"
    assert vars(record)["pid"] == place.worker.pid
    assert place.worker.restarts == 0


async def test_the_log_says_on_which_job_a_worker_died(
    place: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    events = await place.finish(b"die  ")
    assert code(events[-1]) == ErrorCode.WORKER_DIED
    deaths = [record for record in caplog.records if "is replaced" in record.getMessage()]
    assert [vars(record).get("job_id") for record in deaths] == ["job", "job"]
    assert all(vars(record)["pid"] for record in deaths)


async def test_a_named_error_reaches_the_caller_and_the_worker_stays(place: Workplace) -> None:
    assert code((await place.finish(b"bad  "))[-1]) == ErrorCode.PICTURE_EMPTY
    assert isinstance((await place.finish(b"hello"))[-1], Developed)
    assert place.worker.restarts == 0


async def test_a_worker_that_dies_at_every_start_gives_a_clear_error_and_not_a_hot_loop(
    plan: ChildPlan, make_order: MakeOrder
) -> None:
    async with open_workplace(replace(plan, device="stillborn"), make_order) as place:
        (failed,) = await place.finish(b"hello")
        assert code(failed) == ErrorCode.WORKER_DIED
        assert place.worker.restarts == 3
        (failed,) = await place.finish(b"hello")
        assert code(failed) == ErrorCode.WORKER_DIED


async def test_starts_that_fail_for_a_short_while_cost_nobody_a_dream(
    plan: ChildPlan, make_order: MakeOrder
) -> None:
    patient = replace(IMPATIENT, unfit=60.0)
    async with open_workplace(replace(plan, device="late"), make_order, patience=patient) as place:
        assert isinstance((await place.finish(b"hello"))[-1], Developed)
        assert place.worker.restarts >= STARTS_BEFORE_UNFIT


async def test_a_worker_that_starts_after_all_takes_jobs_again(
    plan: ChildPlan, make_order: MakeOrder
) -> None:
    async with open_workplace(replace(plan, device="late"), make_order) as place:
        assert code((await place.finish(b"hello"))[-1]) == ErrorCode.WORKER_DIED
        await until(lambda: place.worker.ready)
        assert isinstance((await place.finish(b"hello"))[-1], Developed)


async def test_a_process_that_cannot_even_be_started_is_tried_again(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await until(lambda: place.worker.ready)
    starts: list[str] = []

    def start(plan: ChildPlan, *, name: str) -> ChildProcess:
        starts.append(name)
        if len(starts) < 3:
            raise BlockingIOError("Resource temporarily unavailable")
        return ChildProcess(plan, name=name)

    monkeypatch.setattr(supervisor, "ChildProcess", start)
    os.kill(place.worker.pid or 0, signal.SIGKILL)
    await until(lambda: len(starts) == 3 and place.worker.ready)
    assert isinstance((await place.finish(b"hello"))[-1], Developed)


async def test_whoever_is_on_call_comes_for_jobs_and_goes_after_them(
    plan: ChildPlan, make_order: MakeOrder
) -> None:
    async with open_workplace(plan, make_order, on_call=True) as place:
        await asyncio.sleep(0.05)
        assert place.worker.pid is None
        pids = []
        for _ in range(2):
            pids += [worker_pid((await place.finish(b"hello"))[-1]) for _ in range(2)]
            await until(lambda: place.worker.pid is None)
        assert len(set(pids)) == 2
        assert pids[0] == pids[1]
        assert not any(psutil.pid_exists(pid) for pid in pids)
        assert place.worker.restarts == 0


async def test_whoever_is_on_call_and_dies_is_replaced(
    plan: ChildPlan, make_order: MakeOrder
) -> None:
    async with open_workplace(plan, make_order, on_call=True) as place:
        *_, failed = await place.finish(b"die  ")
        assert code(failed) == ErrorCode.WORKER_DIED
        assert isinstance((await place.finish(b"hello"))[-1], Developed)


async def test_a_worker_that_says_why_it_cannot_work_is_quoted(
    plan: ChildPlan, make_order: MakeOrder
) -> None:
    async with open_workplace(replace(plan, device="unfit"), make_order) as place:
        (failed,) = await place.finish(b"hello")
        assert code(failed) == ErrorCode.DEVICE_UNAVAILABLE
        assert place.worker.restarts <= 1


async def test_a_worker_that_cannot_be_imported_leaves_its_traceback_in_the_log(
    plan: ChildPlan, make_order: MakeOrder, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_workplace(replace(plan, device="broken"), make_order) as place:
        (failed,) = await place.finish(b"hello")
        assert code(failed) == ErrorCode.INTERNAL
        assert "ImportError: libdream.so isn't there" in caplog.text


async def test_a_worker_that_never_says_hello_is_given_up(
    plan: ChildPlan, make_order: MakeOrder
) -> None:
    hasty = replace(IMPATIENT, start=0.2)
    silent = replace(plan, device="silent")
    async with open_workplace(silent, make_order, patience=hasty) as place:
        (failed,) = await place.finish(b"hello")
        assert code(failed) == ErrorCode.WORKER_DIED
