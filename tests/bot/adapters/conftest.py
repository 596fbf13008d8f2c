"""What every adapter is tested with: the real service over the fake engine."""

from collections.abc import AsyncIterator

import pytest

from bot.service import DreamService, ServiceLimits
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import Networks, Presets, load_networks, load_presets
from dream_core.engine.fake import FakeEngine


@pytest.fixture(scope="session")
def networks() -> Networks:
    return load_networks(NETWORKS_FILE)


@pytest.fixture(scope="session")
def presets(networks: Networks) -> Presets:
    return load_presets(PRESETS_DIR, networks)


@pytest.fixture
async def engine(networks: Networks) -> AsyncIterator[FakeEngine]:
    async with FakeEngine(networks) as engine:
        yield engine


@pytest.fixture
async def service(engine: FakeEngine) -> AsyncIterator[DreamService]:
    limits = ServiceLimits(position_seconds=0.0, farewell_seconds=1.0)
    async with DreamService(engine, limits) as service:
        yield service
