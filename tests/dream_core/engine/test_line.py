import asyncio
from collections.abc import Callable

import pytest

from dream_core.engine.faults import cancelled, engine_closed
from dream_core.engine.job import Job
from dream_core.engine.line import JobLine
from dream_core.engine.messages import StartDream
from dream_core.request import Failed, Started

MakeOrder = Callable[..., StartDream]


@pytest.fixture
def line() -> JobLine:
    line = JobLine(engine_closed())
    line.open()
    return line


@pytest.fixture
def jobs(make_order: MakeOrder) -> list[Job]:
    return [Job(make_order(job_id=name), time_limit_seconds=10) for name in "abc"]


def take_all(line: JobLine) -> list[str]:
    taken = []
    while job := line.take():
        taken.append(job.id)
    return taken


async def test_first_come_is_first_served(line: JobLine, jobs: list[Job]) -> None:
    for job in jobs:
        line.put(job)
    assert take_all(line) == ["a", "b", "c"]


async def test_a_job_that_is_tried_again_goes_first(line: JobLine, jobs: list[Job]) -> None:
    line.put(jobs[0])
    line.put(jobs[1])
    jobs[2].start("cpu")
    line.retry(jobs[2])
    assert take_all(line) == ["c", "a", "b"]


async def test_a_job_is_not_tried_a_third_time(line: JobLine, jobs: list[Job]) -> None:
    job = jobs[0]
    for _ in range(2):
        job.start("cpu")
        assert isinstance(await job.next_event(), Started)
    line.retry(job)
    assert take_all(line) == []
    event = await job.next_event()
    assert isinstance(event, Failed)
    assert event.error.code == "worker_died"


async def test_a_job_that_is_stopped_leaves_the_line(line: JobLine, jobs: list[Job]) -> None:
    for job in jobs:
        line.put(job)
    jobs[1].stop(cancelled())
    assert take_all(line) == ["a", "c"]


async def test_a_job_that_was_stopped_does_not_come_back(line: JobLine, jobs: list[Job]) -> None:
    jobs[0].start("cpu")
    jobs[0].stop(cancelled())
    line.retry(jobs[0])
    assert take_all(line) == []


async def test_a_closed_line_fails_those_in_it_and_those_who_come(
    line: JobLine, jobs: list[Job]
) -> None:
    line.put(jobs[0])
    line.close(engine_closed())
    line.put(jobs[1])
    for job in jobs[:2]:
        event = await job.next_event()
        assert isinstance(event, Failed)
        assert event.error.code == "engine_closed"
    line.open()
    line.put(jobs[2])
    assert take_all(line) == ["c"]


async def test_those_who_wait_are_woken_when_a_job_comes(line: JobLine, jobs: list[Job]) -> None:
    assert line.take() is None
    waiting = asyncio.create_task(line.filled.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    line.put(jobs[0])
    await asyncio.wait_for(waiting, 1)
