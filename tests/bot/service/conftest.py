from collections.abc import AsyncIterator

import pytest

from bot.service import DreamService, ServiceLimits
from tests.bot.service.hand_engine import HandEngine

QUICK = ServiceLimits(position_seconds=0.0, farewell_seconds=0.5)


@pytest.fixture
def engine() -> HandEngine:
    return HandEngine()


@pytest.fixture
async def service(engine: HandEngine) -> AsyncIterator[DreamService]:
    async with DreamService(engine, QUICK) as service:
        yield service
