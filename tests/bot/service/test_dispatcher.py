import asyncio
from collections.abc import Callable

import pytest

from bot.adapters.fake import HeldPictures
from bot.errors import BotError, BotErrorCode
from bot.service import DreamInput, ServiceObserver
from bot.service.dispatcher import Dispatcher
from bot.service.estimates import WaitEstimates
from bot.service.fair_queue import FairQueue
from bot.service.jobs import Ending, Job
from dream_core import DreamError, DreamResult, ErrorCode
from tests.bot.service.hand_engine import RESULT, HandEngine
from tests.bot.service.test_jobs import make_job

CANCELLED = DreamError(ErrorCode.CANCELLED, "Cancelled.")
GONE = BotError(BotErrorCode.ORIGINAL_GONE, "It isn't kept any more.")


class Heard:
    """What a dispatcher says of its jobs."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: dict[str, Ending | None] = {}
        self._news = asyncio.Event()

    def begin(self, job: Job) -> None:
        self.begun.append(job.job_id)

    def end(self, job: Job, ending: Ending | None) -> None:
        assert job.job_id not in self.ended
        self.ended[job.job_id] = ending
        self._news.set()

    async def wait_ended(self, job_id: str) -> Ending | None:
        async with asyncio.timeout(5):
            while job_id not in self.ended:
                self._news.clear()
                await self._news.wait()
        return self.ended[job_id]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def dispatcher(engine: HandEngine, heard: Heard) -> Dispatcher:
    return Dispatcher(
        engine,
        FairQueue(limit=100, limit_per_person=100),
        WaitEstimates(lambda: 0.0),
        time_limit_seconds=7.0,
        clock=lambda: 0.0,
        observer=ServiceObserver(),
        on_start=heard.begin,
        on_end=heard.end,
    )


@pytest.fixture
def add(dispatcher: Dispatcher) -> Callable[..., Job]:
    """Puts a job of that number in line."""

    def add_one(number: int, person: str = "ann") -> Job:
        job = make_job(str(number), person)
        place = dispatcher.queue.reserve(job.person.id)
        dispatcher.queue.add(job.job_id, place, chat_id=job.asker.chat_id)
        dispatcher.jobs.add(job)
        return job

    return add_one


Add = Callable[..., Job]


async def test_each_worker_has_one_job_and_the_next_follows(
    dispatcher: Dispatcher, engine: HandEngine, heard: Heard, add: Add
) -> None:
    engine.workers = 2
    for number in range(3):
        add(number)
    dispatcher.start_next()
    assert heard.begun == ["0", "1"]
    assert len(dispatcher.running) == 2

    await engine.wait_started(2)
    engine.finish("1")
    assert await heard.wait_ended("1") == RESULT
    assert heard.begun == ["0", "1", "2"]
    for job_id in "02":
        dispatcher.stop(dispatcher.jobs[job_id], CANCELLED)
        await heard.wait_ended(job_id)


async def test_a_picture_is_read_when_it_is_its_jobs_turn(
    dispatcher: Dispatcher, engine: HandEngine, heard: Heard, add: Add
) -> None:
    read: list[str] = []

    class Pictures(HeldPictures):
        async def read(self) -> DreamInput:
            read.append(self.picture.decode())
            return await super().read()

    for number in range(2):
        add(number).pictures = Pictures(f"photo {number}".encode())
    dispatcher.start_next()
    await engine.wait_started(1)
    assert read == ["photo 0"]
    engine.finish("0")
    await engine.wait_started(2)
    assert read == ["photo 0", "photo 1"]
    assert [request.time_limit_seconds for request in engine.requests] == [7.0, 7.0]
    engine.finish("1")
    await heard.wait_ended("1")


@pytest.mark.parametrize(
    ("error", "code"), [(GONE, BotErrorCode.ORIGINAL_GONE), (OSError("a bug"), ErrorCode.INTERNAL)]
)
async def test_a_picture_that_cannot_be_read_ends_its_job_alone(
    dispatcher: Dispatcher,
    engine: HandEngine,
    heard: Heard,
    add: Add,
    error: Exception,
    code: str,
) -> None:
    class Pictures(HeldPictures):
        async def read(self) -> DreamInput:
            raise error

    add(0).pictures = Pictures(b"photo")
    add(1)
    dispatcher.start_next()
    ending = await heard.wait_ended("0")
    assert not isinstance(ending, DreamResult | None)
    assert ending.code == code
    await engine.wait_started(1)
    engine.finish("1")
    assert await heard.wait_ended("1") == RESULT


async def test_a_job_is_stopped_wherever_it_is(
    dispatcher: Dispatcher, engine: HandEngine, heard: Heard, add: Add
) -> None:
    running, waiting = add(0), add(1)
    dispatcher.start_next()
    await engine.wait_started(1)
    dispatcher.stop(waiting, CANCELLED)
    assert heard.ended == {"1": CANCELLED}
    for _ in range(2):
        dispatcher.stop(running, CANCELLED)
    assert await heard.wait_ended("0") is CANCELLED
    assert engine.closed == ["0"]
    assert len(dispatcher.jobs) == len(dispatcher.running) == 0


async def test_suspended_jobs_have_no_ending_and_nothing_follows_them(
    dispatcher: Dispatcher, engine: HandEngine, heard: Heard, add: Add
) -> None:
    running, waiting = add(0), add(1)
    dispatcher.start_next()
    await engine.wait_started(1)
    dispatcher.suspend_waiting()
    assert heard.ended == {waiting.job_id: None}
    assert len(dispatcher.running) == 1

    dispatcher.suspend_running()
    dispatcher.stop(running, CANCELLED)  # too late to be an ending
    assert await heard.wait_ended(running.job_id) is None
    add(2)
    dispatcher.start_next()
    assert heard.begun == [running.job_id]


async def test_what_was_cancelled_before_the_bot_leaves_is_cancelled(
    dispatcher: Dispatcher, engine: HandEngine, heard: Heard, add: Add
) -> None:
    job = add(0)
    dispatcher.start_next()
    await engine.wait_started(1)
    dispatcher.stop(job, CANCELLED)
    dispatcher.suspend_waiting()
    dispatcher.suspend_running()
    assert await heard.wait_ended("0") is CANCELLED
