"""What an observer hears of the service's work."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.adapters.fake import FakeConversation
from bot.conversation import UnreachableError
from bot.errors import BotError, BotErrorCode
from bot.service import Admission, DreamService, Rules, ServiceLimits, ServiceObserver
from bot.service.observer import reason_of, refusals_told
from dream_core import DreamError, ErrorCode, Started
from tests.bot.service.hand_engine import HandEngine
from tests.bot.service.listening_observer import ListeningObserver
from tests.bot.service.memory_journal import MemoryJournal
from tests.bot.service.ordering import make_order, order

LIMITS = ServiceLimits(max_waiting=1, position_seconds=0.0, farewell_seconds=0.5)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def observer() -> ListeningObserver:
    return ListeningObserver()


@pytest.fixture
async def service(
    engine: HandEngine, journal: MemoryJournal, observer: ListeningObserver, clock: Clock
) -> AsyncIterator[DreamService]:
    async with DreamService(engine, LIMITS, journal, clock=clock, observer=observer) as service:
        yield service


async def test_a_dream_is_heard_of_from_its_acceptance_to_its_delivery(
    service: DreamService, engine: HandEngine, observer: ListeningObserver
) -> None:
    conversation = FakeConversation()
    job_id = await order(service, make_order(chat_id="web:room"), conversation)
    await engine.wait_started(1)
    engine.finish(job_id)
    await conversation.wait_for_end()
    await asyncio.sleep(0)
    assert observer.heard == [
        ("accepted", "web"),
        ("started",),
        ("ended", "puppyslug", "finished"),
        ("delivered", "web"),
    ]


async def test_the_wait_is_from_acceptance_to_a_workers_start(
    service: DreamService, engine: HandEngine, observer: ListeningObserver, clock: Clock
) -> None:
    first = await order(service, make_order("ann"))
    await engine.wait_started(1)
    await order(service, make_order("bob"))
    clock.now += 7.5
    engine.finish(first)
    await engine.wait_started(2)
    assert observer.waits_seconds == [0.0, 7.5]


async def test_a_refusal_is_heard_of_by_its_code(
    service: DreamService, observer: ListeningObserver
) -> None:
    for person in ("ann", "bob"):
        await order(service, make_order(person))
    with pytest.raises(BotError):
        await order(service, make_order("cid"))
    await service.drain(0)
    with pytest.raises(BotError):
        await order(service, make_order("dee"))
    refused = [heard for heard in observer.heard if heard[0] == "refused"]
    assert refused == [("refused", "queue_full"), ("refused", "shutting_down")]


async def test_what_the_admission_refuses_is_heard_of_once(
    engine: HandEngine, journal: MemoryJournal, observer: ListeningObserver
) -> None:
    admission = Admission(Rules(deny=frozenset({"fake:ann"})), observer=observer)
    async with DreamService(
        engine, LIMITS, journal, admission=admission, observer=observer
    ) as service:
        with pytest.raises(BotError):
            await order(service, make_order("ann"))
    assert [heard[0] for heard in observer.heard] == ["refused"]


async def test_a_dream_cancelled_while_it_waits_has_ended_too(
    service: DreamService, observer: ListeningObserver
) -> None:
    await order(service, make_order("ann"))
    job_id = await order(service, make_order("bob"))
    await service.cancel(job_id, "fake:bob")
    assert ("ended", "puppyslug", "cancelled") in observer.heard


async def test_a_dream_that_cannot_be_posted_is_no_delivery(
    service: DreamService, engine: HandEngine, observer: ListeningObserver
) -> None:
    conversation = FakeConversation(failing={"deliver"})
    job_id = await order(service, make_order(chat_id="discord:42"), conversation)
    await engine.wait_started(1)
    engine.finish(job_id)
    await conversation.wait_for_end()
    assert ("delivery_failed", "discord", "unforeseen") in observer.heard
    assert not any(heard[0] == "delivered" for heard in observer.heard)


async def test_an_attempt_after_a_workers_death_is_no_second_start(
    service: DreamService, engine: HandEngine, observer: ListeningObserver
) -> None:
    job_id = await order(service, make_order())
    await engine.wait_started(1)
    engine.send(job_id, Started(job_id=job_id, device="cpu", attempt=2))
    engine.finish(job_id)
    await service.drain(5)
    assert observer.heard.count(("started",)) == 1


def test_one_that_counts_nothing_may_be_told_everything() -> None:
    observer = ServiceObserver()
    observer.accepted("web")
    observer.refused("queue_full")
    observer.started(1.0)
    observer.ended("cats", BotError(BotErrorCode.USAGE, "No."))
    observer.delivered("web", 1.0)
    observer.delivery_failed("web", "timeout")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (BotError(BotErrorCode.NOT_DELIVERED, "No."), "not_delivered"),
        (DreamError(ErrorCode.PICTURE_TOO_LARGE, "No."), "picture_too_large"),
        (TimeoutError(), "timeout"),
        (UnreachableError("away"), "unreachable"),
        (ConnectionError("reset"), "unforeseen"),
        (asyncio.CancelledError(), "unforeseen"),
    ],
)
def test_a_reason_is_one_of_few_words(error: BaseException, reason: str) -> None:
    assert reason_of(error) == reason


def test_only_refusals_are_told(observer: ListeningObserver) -> None:
    with pytest.raises(ValueError, match="no"), refusals_told(observer):
        raise ValueError("no")
    with pytest.raises(BotError), refusals_told(observer):
        raise BotError(BotErrorCode.TOO_FAST, "Slower.")
    assert observer.heard == [("refused", "too_fast")]
