"""The service over the engine that ships for tests: real pictures, no torch."""

import asyncio
import random
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from bot.adapters.fake import FakeConversation
from bot.conversation import Person, Queued
from bot.errors import BotError
from bot.service import DreamService, ServiceLimits
from config import NETWORKS_FILE
from dream_core import DreamError, DreamResult, ErrorCode, Progress, Recipe, Target, load_networks
from dream_core.engine.fake import FakeEngine
from tests.bot.service.memory_journal import MemoryJournal
from tests.bot.service.ordering import OneOrder, order


def make_photo() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (24, 16), (250, 120, 10)).save(buffer, "PNG")
    return buffer.getvalue()


def make_order(person: str = "ann", *, picture: bytes | None = None) -> OneOrder:
    return OneOrder(
        person=Person(id=person, name=person),
        chat_id="fake:room",
        picture=make_photo() if picture is None else picture,
        recipe=Recipe(
            network="efficientnet-lite0", targets=(Target(layer="block9"),), octaves=1, steps=3
        ),
    )


@pytest.fixture
async def engine() -> AsyncIterator[FakeEngine]:
    async with FakeEngine(load_networks(NETWORKS_FILE), workers=2) as engine:
        yield engine


@pytest.fixture
async def service(engine: FakeEngine) -> AsyncIterator[DreamService]:
    limits = ServiceLimits(position_seconds=0.0, time_limit_seconds=20, farewell_seconds=1)
    async with DreamService(engine, limits, MemoryJournal()) as service:
        yield service


async def dream(service: DreamService, one: OneOrder) -> FakeConversation:
    conversation = FakeConversation()
    await order(service, one, conversation)
    await conversation.wait_for_end()
    return conversation


def codes(conversation: FakeConversation) -> list[str]:
    return [str(problem.code) for problem in conversation.problems]


async def test_a_photo_goes_in_and_its_dream_comes_out(service: DreamService) -> None:
    (result,) = (await dream(service, make_order())).results

    negative = ImageChops.invert(Image.open(BytesIO(make_photo())))
    colour = Image.open(BytesIO(result.picture)).convert("RGB").getpixel((5, 5))
    assert (result.width, result.height) == (24, 16)
    assert colour == pytest.approx(negative.getpixel((5, 5)), abs=6)


async def test_the_dream_is_seen_growing(service: DreamService, engine: FakeEngine) -> None:
    engine.step_seconds = 0.02
    conversation = await dream(service, make_order())

    seen = [update for update in conversation.updates if isinstance(update, Progress)]
    assert [update.step for update in seen] == sorted(update.step for update in seen)
    assert any(update.preview for update in seen)


async def test_a_picture_that_cannot_be_read_is_refused_and_the_next_dream_works(
    service: DreamService,
) -> None:
    with pytest.raises(DreamError) as refused:
        await dream(service, make_order(picture=b"no picture at all"))

    assert refused.value.code == ErrorCode.PICTURE_FORMAT
    assert (service.waiting, service.running) == (0, 0)
    assert (await dream(service, make_order())).results


async def test_a_worker_that_dies_once_costs_nobody_a_dream(
    service: DreamService, engine: FakeEngine
) -> None:
    engine.kill_next()

    assert (await dream(service, make_order())).results
    assert engine.status.restarts == 1


async def test_a_job_whose_workers_die_of_something_else_gets_its_dream(
    service: DreamService, engine: FakeEngine
) -> None:
    engine.kill_next(3)

    assert (await dream(service, make_order())).results


async def test_a_job_that_kills_its_workers_is_apologised_for(
    service: DreamService, engine: FakeEngine
) -> None:
    engine.kill_next(4)

    assert codes(await dream(service, make_order())) == [ErrorCode.WORKER_DIED]
    assert (await dream(service, make_order())).results


async def test_a_failure_of_the_engine_is_passed_on_in_its_own_words(
    service: DreamService, engine: FakeEngine
) -> None:
    error = DreamError(ErrorCode.OUT_OF_MEMORY, "Too large.", "Choose a smaller size.")
    engine.fail_next(error)

    (problem,) = (await dream(service, make_order())).problems
    assert (problem.code, problem.hint) == (error.code, error.hint)


async def test_the_time_limit_reaches_the_engine(engine: FakeEngine) -> None:
    engine.step_seconds = 5
    limits = ServiceLimits(time_limit_seconds=0.05)
    async with DreamService(engine, limits, MemoryJournal()) as service:
        assert codes(await dream(service, make_order())) == [ErrorCode.TIME_LIMIT]


async def test_cancelling_frees_the_worker(service: DreamService, engine: FakeEngine) -> None:
    engine.step_seconds = 0.05
    conversation = FakeConversation()
    job_id = await order(service, make_order(), conversation)
    await conversation.wait_until(lambda: conversation.updates)
    await service.cancel(job_id, "ann")
    await conversation.wait_for_end()
    engine.step_seconds = 0.0

    assert codes(conversation) == [ErrorCode.CANCELLED]
    assert (await dream(service, make_order("bob"))).results
    assert engine.status.busy == 0


async def test_an_engine_that_closes_first_ends_every_job_with_words(
    service: DreamService, engine: FakeEngine
) -> None:
    engine.step_seconds = 5
    conversations = [FakeConversation() for _ in range(4)]
    for number, conversation in enumerate(conversations):
        await order(service, make_order(f"p{number}"), conversation)
    await conversations[0].wait_until(lambda: conversations[0].acknowledged)
    await engine.__aexit__()
    for conversation in conversations:
        await conversation.wait_for_end()

    assert {code for conversation in conversations for code in codes(conversation)} == {
        ErrorCode.ENGINE_CLOSED
    }


async def test_whatever_happens_every_conversation_has_one_ending(
    service: DreamService, engine: FakeEngine
) -> None:
    """Orders, cancels, deaths and slow or failing platforms, in a seeded mix."""
    chance = random.Random(7)
    conversations: list[FakeConversation] = []
    for number in range(80):
        person = f"p{number % 20}"
        picture = make_photo() if chance.random() < 0.8 else b"junk"
        conversation = FakeConversation(
            delay_seconds=chance.choice([0.0, 0.0, 0.002]),
            failing=chance.choice([(), (), {"show_progress"}, {"acknowledge"}]),
        )
        try:
            job_id = await order(service, make_order(person, picture=picture), conversation)
        except DreamError:
            assert picture == b"junk"
            assert conversation.calls == []
            continue
        conversations.append(conversation)
        if chance.random() < 0.1:
            engine.kill_next()
        if chance.random() < 0.3:
            await asyncio.sleep(chance.random() * 0.01)
            try:
                await service.cancel(job_id, person)
            except BotError as refusal:
                assert refusal.code == "job_unknown"  # noqa: PT017 — it may be over already
    for conversation in conversations:
        await conversation.wait_for_end()
    await service.drain(60)

    for conversation in conversations:
        assert len(conversation.results) + len(conversation.problems) == 1
        assert conversation.calls[0] == "acknowledge"
        assert conversation.calls[-1] in ("deliver", "apologise")
        assert all(isinstance(update, Queued | Progress) for update in conversation.updates)
    assert (service.waiting, service.running, engine.status.busy) == (0, 0, 0)
    assert any(isinstance(result, DreamResult) for c in conversations for result in c.results)
