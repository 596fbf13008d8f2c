"""What only the fake engine offers; the rest is in tests/contracts."""

import io
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from dream_core import DreamEvent, ErrorCode, Failed, Finished, Networks, Started, Zoom
from dream_core.engine.fake import FakeEngine
from dream_core.engine.faults import out_of_memory
from dream_core.engine.messages import StartDream

MakeOrder = Callable[..., StartDream]


@pytest.fixture
async def engine(networks: Networks) -> AsyncIterator[FakeEngine]:
    async with FakeEngine(networks, workers=2) as engine:
        yield engine


async def finish(engine: FakeEngine, order: StartDream) -> list[DreamEvent]:
    return [event async for event in engine.dream(order.request)]


def attempts(events: list[DreamEvent]) -> list[int]:
    return [event.attempt for event in events if isinstance(event, Started)]


async def test_its_dream_is_the_negative(
    engine: FakeEngine, photo: bytes, make_order: MakeOrder
) -> None:
    *_, finished = await finish(engine, make_order(photo))
    assert isinstance(finished, Finished)
    dreamed = np.asarray(Image.open(io.BytesIO(finished.result.picture)), int)
    before = np.asarray(Image.open(io.BytesIO(photo)), int)
    assert np.abs(255 - before - dreamed).mean() < 10


async def test_the_next_dream_fails_as_told_and_the_one_after_works(
    engine: FakeEngine, photo: bytes, make_order: MakeOrder
) -> None:
    engine.fail_next(out_of_memory())
    *_, failed = await finish(engine, make_order(photo))
    assert isinstance(failed, Failed)
    assert failed.error.code == ErrorCode.OUT_OF_MEMORY
    assert isinstance((await finish(engine, make_order(photo)))[-1], Finished)


async def test_workers_die_as_often_as_told(
    engine: FakeEngine, photo: bytes, make_order: MakeOrder
) -> None:
    engine.kill_next()
    events = await finish(engine, make_order(photo))
    assert attempts(events) == [1, 2]
    assert isinstance(events[-1], Finished)
    engine.kill_next(2)
    events = await finish(engine, make_order(photo))
    assert attempts(events) == [1, 2]
    assert isinstance(events[-1], Failed)
    assert events[-1].error.code == ErrorCode.WORKER_DIED
    assert engine.status.restarts == 3


async def test_every_step_takes_its_time(
    engine: FakeEngine, photo: bytes, make_order: MakeOrder
) -> None:
    engine.step_seconds = 0.02
    begin = time.monotonic()
    await finish(engine, make_order(photo, steps=10))
    assert 0.2 <= time.monotonic() - begin < 2


async def test_its_status_counts_workers(networks: Networks) -> None:
    engine = FakeEngine(networks, workers=3)
    assert engine.status.devices == ()
    async with engine:
        assert len(engine.status.devices) == engine.status.ready == 3


async def test_a_films_worker_can_die_too(
    engine: FakeEngine, photo: bytes, make_order: MakeOrder
) -> None:
    film = replace(make_order(photo).request, motion=Zoom(seconds=1, speed=3, fps=2))
    engine.kill_next()
    events = await finish(engine, StartDream(request=film))
    assert attempts(events) == [1, 2]
    assert isinstance(events[-1], Finished)
    assert engine.status.restarts == 1
