"""The parts that the Discord adapter stands on: all real but the engine, which doesn't dream."""

import time
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.commands import DreamOptions
from bot.conversation import Person
from bot.records import Records, Wish, WishPicture
from bot.service import DreamService, ServiceLimits
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import DreamResult, Networks, Presets, load_networks, load_presets
from dream_core.engine.fake import FakeEngine

MakePhoto = Callable[..., bytes]
MakeWish = Callable[..., Wish]
MakeResult = Callable[..., DreamResult]


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


@pytest.fixture
def make_wish() -> MakeWish:
    """Makes wishes of one picture, each with an id of its own; values replace the usual ones."""
    made = 0

    def make(**values: Any) -> Wish:
        nonlocal made
        made += 1
        usual: dict[str, Any] = {
            "id": f"{made:016x}",
            "person": Person(id="discord:1001", name="Ada"),
            "chat_id": "discord:2001",
            "options": DreamOptions(preset="cats", seed=7),
            "pictures": (WishPicture(),),
            "created_at": time.time(),
        }
        return Wish(**usual | values)

    return make


@pytest.fixture
def make_result(presets: Presets) -> MakeResult:
    """Makes results of the cats preset; values replace the usual ones."""

    def make(**values: Any) -> DreamResult:
        usual: dict[str, Any] = {
            "picture": b"dream",
            "picture_format": "jpeg",
            "width": 512,
            "height": 384,
            "recipe": presets["cats"].recipe(seed=7),
            "device": "cpu",
            "dream_seconds": 3.21,
            "total_seconds": 4.0,
        }
        return DreamResult(**usual | values)

    return make
