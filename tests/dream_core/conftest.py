"""The embedded networks, loaded once, and photos as tensors."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from config import NETWORKS_FILE
from dream_core.networks.loader import load_network
from dream_core.networks.network import DreamNetwork
from dream_core.networks.registry import NetworkSpec, load_networks
from dream_core.networks.weights import find_weights

PHOTOS = Path(__file__).parents[1] / "photos"

LoadPhoto = Callable[..., torch.Tensor]


@pytest.fixture(scope="session")
def networks() -> Mapping[str, NetworkSpec]:
    return load_networks(NETWORKS_FILE)


@pytest.fixture(scope="session")
def lite0(networks: Mapping[str, NetworkSpec]) -> DreamNetwork:
    return _load(networks["efficientnet-lite0"])


@pytest.fixture(scope="session")
def vgg19(networks: Mapping[str, NetworkSpec]) -> DreamNetwork:
    return _load(networks["vgg19"])


@pytest.fixture(scope="session")
def load_photo() -> LoadPhoto:
    """Reads a sample photo as CHW bytes, at most ``side`` pixels long."""

    def load(name: str, side: int = 224) -> torch.Tensor:
        with Image.open(PHOTOS / f"{name}.jpg") as file:
            file.thumbnail((side, side))
            pixels = np.array(file.convert("RGB"))
        return torch.from_numpy(pixels).permute(2, 0, 1)

    return load


def _load(spec: NetworkSpec) -> DreamNetwork:
    weights = find_weights(spec, cache_dir=Path())
    return load_network(spec, weights=weights, device=torch.device("cpu"))
