from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.operations import Readiness
from bot.records import Records
from bot.service import DreamService
from dream_core import Networks
from dream_core.engine.fake import FakeEngine


@dataclass
class Place:
    """A platform that is connected, or isn't."""

    name: str
    is_ready: bool = True


@pytest.fixture
def readiness(records: Records, engine: FakeEngine, service: DreamService) -> Readiness:
    readiness = Readiness(records=records, engine=engine, service=service)
    readiness.platforms = ()
    return readiness


async def find_parts(readiness: Readiness) -> Sequence[str]:
    return [obstacle.part for obstacle in await readiness.examine()]


async def test_nothing_is_in_the_way_of_a_bot_that_is_well(readiness: Readiness) -> None:
    assert await readiness.examine() == []


async def test_it_is_not_ready_before_its_platforms_are_known(readiness: Readiness) -> None:
    readiness.platforms = None
    (obstacle,) = await readiness.examine()
    assert (obstacle.part, obstacle.reason) == ("platforms", "The bot is starting.")


async def test_each_platform_that_is_not_connected_is_named(readiness: Readiness) -> None:
    readiness.platforms = [Place("Discord", is_ready=False), Place("Telegram")]
    (obstacle,) = await readiness.examine()
    assert obstacle.as_dict() == {"part": "discord", "reason": "Discord isn't connected."}


async def test_without_a_worker_nothing_can_be_dreamed(
    records: Records, service: DreamService, networks: Networks
) -> None:
    readiness = Readiness(records=records, engine=FakeEngine(networks), service=service)
    readiness.platforms = ()
    assert await find_parts(readiness) == ["workers"]


async def test_a_bot_that_leaves_is_not_ready(readiness: Readiness, service: DreamService) -> None:
    await service.drain(0)
    assert await find_parts(readiness) == ["bot"]


async def test_records_that_do_not_answer_are_told(
    readiness: Readiness, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.operations.readiness.RECORDS_SECONDS", 0.05)
    async with AsyncExitStack() as stack:
        # All connections there are, and more than stay open.
        for _ in range(13):
            await stack.enter_async_context(records._database.read())
        (obstacle,) = await readiness.examine()
    assert (obstacle.part, obstacle.reason) == (
        "records",
        "The records didn't answer within 0.05 seconds.",
    )
    assert await readiness.examine() == []


async def test_records_that_are_damaged_are_told_in_words(
    readiness: Readiness, records: Records, tmp_path: Path
) -> None:
    async with records._database.change() as connection:
        await connection.exec_driver_sql("DROP TABLE facts")
    (obstacle,) = await readiness.examine()
    assert obstacle.part == "records"
    assert "records" in obstacle.reason
