from collections.abc import AsyncIterator

import pytest

from bot.adapters.fake import FakeAdapter, FakeConversation
from bot.conversation import Person, Queued
from bot.service import DreamService, ServiceLimits
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import DreamError, ErrorCode, Presets, load_networks, load_presets
from tests.bot.service.hand_engine import RESULT, HandEngine
from tests.bot.service.memory_journal import MemoryJournal

ANN = Person(id="fake:ann", name="Ann")
BOB = Person(id="fake:bob", name="Bob")


@pytest.fixture(scope="module")
def presets() -> Presets:
    return load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))


@pytest.fixture
def engine() -> HandEngine:
    return HandEngine()


@pytest.fixture
async def adapter(engine: HandEngine, presets: Presets) -> AsyncIterator[FakeAdapter]:
    async with DreamService(
        engine, ServiceLimits(farewell_seconds=0.5), MemoryJournal()
    ) as service:
        yield FakeAdapter(service, presets)


async def test_a_post_becomes_a_dream(
    adapter: FakeAdapter, engine: HandEngine, presets: Presets
) -> None:
    job_id = await adapter.post("/dream eyes seed=7 strength=9", person=ANN, picture=b"photo")
    assert job_id is not None
    await engine.wait_started(1)
    engine.finish(job_id)

    assert await adapter.conversations[job_id].wait_for_end() == RESULT
    assert engine.requests[0].recipe == presets["eyes"].recipe(strength=9, seed=7)
    assert engine.requests[0].picture == b"photo"


async def test_a_post_without_a_picture_is_told_how(adapter: FakeAdapter) -> None:
    assert await adapter.post("/dream eyes", person=ANN) is None
    assert adapter.replies == [adapter.phrases.no_picture()]


async def test_words_that_mean_nothing_are_answered(adapter: FakeAdapter) -> None:
    await adapter.post("/dream eyse", person=ANN, picture=b"photo")

    (reply,) = adapter.replies
    assert "Did you mean eyes" in reply


async def test_what_is_not_for_the_bot_is_met_with_silence(adapter: FakeAdapter) -> None:
    assert await adapter.post("what lovely eyes", person=ANN, picture=b"photo") is None
    assert adapter.replies == []


async def test_help_and_presets_are_said(adapter: FakeAdapter, presets: Presets) -> None:
    await adapter.post("/help", person=ANN)
    await adapter.post("@puppyslug presets", person=ANN)

    assert adapter.replies == [adapter.phrases.help(), adapter.phrases.presets(presets)]


async def test_the_newest_own_dream_is_cancelled(adapter: FakeAdapter, engine: HandEngine) -> None:
    first = await adapter.post("/dream", person=ANN, picture=b"photo")
    newest = await adapter.post("/dream", person=ANN, picture=b"photo")
    await adapter.post("/cancel", person=BOB)
    await adapter.post("/cancel", person=ANN)

    assert first is not None
    assert newest is not None
    ending = await adapter.conversations[newest].wait_for_end()
    assert isinstance(ending, DreamError)
    assert ending.code is ErrorCode.CANCELLED
    assert adapter.replies == [adapter.phrases.nothing_to_cancel()]
    assert adapter.service.jobs_of(ANN.id) == (first,)


async def test_the_queue_is_told(adapter: FakeAdapter) -> None:
    for _ in range(2):
        await adapter.post("/dream", person=ANN, picture=b"photo")
    await adapter.post("/queue", person=ANN)

    assert adapter.replies == [
        "One dream waits, one is being dreamed.\nYours is being dreamed.\nYou are next."
    ]


async def test_a_conversation_fails_where_it_is_told_to() -> None:
    conversation = FakeConversation(failing={"deliver"})
    await conversation.acknowledge(Queued(job_id="job", position=1, wait_seconds=None))
    with pytest.raises(ConnectionError):
        await conversation.deliver("job", RESULT)

    assert conversation.calls == ["acknowledge", "deliver"]
    assert (len(conversation.acknowledged), conversation.results) == (1, [])


async def test_waiting_for_an_end_has_a_limit() -> None:
    with pytest.raises(TimeoutError):
        await FakeConversation().wait_for_end(timeout_seconds=0.01)
