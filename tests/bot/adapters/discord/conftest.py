"""The parts that the Discord adapter stands on: all real but the engine, which doesn't dream."""

from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.records import Records
from bot.service import DreamService, ServiceLimits
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import Networks, Presets, load_networks, load_presets
from dream_core.engine.fake import FakeEngine

MakePhoto = Callable[..., bytes]


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


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[Records]:
    async with Records(tmp_path / "records") as records:
        yield records


@pytest.fixture(scope="session")
def make_photo() -> MakePhoto:
    """Makes the file of a photo of one colour."""

    def make(width: int = 64, height: int = 48, *, colour: str = "orange") -> bytes:
        buffer = BytesIO()
        Image.new("RGB", (width, height), colour).save(buffer, "PNG")
        return buffer.getvalue()

    return make
