from collections.abc import AsyncIterator

import pytest

from bot.service import DreamService, ServiceLimits
from tests.bot.service.hand_engine import HandEngine
from tests.bot.service.memory_journal import MemoryJournal

QUICK = ServiceLimits(position_seconds=0.0, farewell_seconds=0.5)


@pytest.fixture
def engine() -> HandEngine:
    return HandEngine()


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
async def service(engine: HandEngine, journal: MemoryJournal) -> AsyncIterator[DreamService]:
    async with DreamService(engine, QUICK, journal) as service:
        yield service
