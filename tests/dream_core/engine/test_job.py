import asyncio
from collections.abc import Callable

import pytest

from dream_core.engine.faults import cancelled, engine_closed
from dream_core.engine.job import Job
from dream_core.engine.messages import StartDream
from dream_core.request import Failed, Progress, Started


@pytest.fixture
def job(make_order: Callable[..., StartDream]) -> Job:
    return Job(make_order(), time_limit_seconds=10)


def progress(fraction: float, preview: bytes | None = None) -> Progress:
    return Progress(
        job_id="job", fraction=fraction, octave=1, octaves=1, step=1, steps=1, preview=preview
    )


async def test_events_are_read_in_the_order_they_were_told(job: Job) -> None:
    job.start("cpu")
    job.tell(progress(0.5))
    job.stop(cancelled())
    kinds = [type(await job.next_event()) for _ in range(3)]
    assert kinds == [Started, Progress, Failed]


async def test_a_slow_reader_gets_the_newest_progress_and_the_newest_preview(job: Job) -> None:
    job.tell(progress(0.1, b"first"))
    job.tell(progress(0.2, b"second"))
    job.tell(progress(0.3))
    assert await job.next_event() == progress(0.3, b"second")
    job.tell(progress(0.4))
    assert await job.next_event() == progress(0.4)


async def test_nothing_follows_the_last_event(job: Job) -> None:
    assert job.stop(cancelled())
    assert not job.stop(engine_closed())
    job.tell(progress(0.9))
    event = await job.next_event()
    assert isinstance(event, Failed)
    assert event.error.code == "cancelled"
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(job.next_event(), 0.02)


async def test_whoever_works_on_it_hears_once_that_it_should_stop(job: Job) -> None:
    heard: list[str] = []
    job.on_stop = lambda: heard.append("stop")
    job.stop(cancelled())
    job.stop(cancelled())
    assert heard == ["stop"]


async def test_a_second_attempt_has_what_the_first_left_of_the_time(job: Job) -> None:
    assert job.start("cpu") == 10
    await asyncio.sleep(0.05)
    assert 9 < job.start("cpu") <= 9.95
    assert job.attempts == 2
