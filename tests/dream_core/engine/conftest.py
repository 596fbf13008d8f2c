"""Settings for engines, orders for them, and the folder of children that misbehave on demand."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from config import NETWORKS_FILE
from dream_core import DreamRequest, Networks, Recipe, load_networks, parse_target
from dream_core.engine.messages import StartDream
from dream_core.engine.settings import EngineSettings

MakeOrder = Callable[..., StartDream]


@pytest.fixture(scope="session")
def networks() -> Networks:
    return load_networks(NETWORKS_FILE)


@pytest.fixture
def settings(networks: Networks, tmp_path: Path) -> EngineSettings:
    return EngineSettings(networks=networks, cache_dir=tmp_path, device="cpu", workers=1)


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A PNG of 96 x 64 pixels."""
    pixels = np.random.default_rng(5).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture(scope="session")
def make_order() -> MakeOrder:
    """A function from a picture's bytes to an order, quick to dream unless it has many steps."""

    def make(picture: bytes = b"", *, job_id: str = "job", steps: int = 1) -> StartDream:
        recipe = Recipe(
            network="efficientnet-lite0", targets=(parse_target("block2"),), octaves=1, steps=steps
        )
        return StartDream(request=DreamRequest(job_id=job_id, picture=picture, recipe=recipe))

    return make


@pytest.fixture
def odd_roles(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module of children, importable in a child as its path is the parent's."""
    monkeypatch.syspath_prepend(Path(__file__).parent / "roles")
    return "odd_roles"
