"""The networks of the optional package see what they were trained to see."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import torch

from dream_core.networks.loader import load_network
from dream_core.networks.network import DreamNetwork, cut_network
from dream_core.networks.registry import NetworkSpec
from dream_core.networks.weights import find_weights
from dream_core.recipe import LOGITS
from tests.dream_core.conftest import LoadPhoto

CATS = {281, 282, 285}
ESPRESSO = {967}
STUPA_OR_CHURCH = {832, 497}


def open_network(spec: NetworkSpec) -> DreamNetwork:
    file = find_weights(spec, cache_dir=Path("none"))
    return load_network(spec, weights=file, device=torch.device("cpu"))


@pytest.fixture(scope="module")
def mobilenet(networks: Mapping[str, NetworkSpec]) -> DreamNetwork:
    return open_network(networks["mobilenet"])


@pytest.mark.parametrize(
    ("photo", "classes"), [("chelsea", CATS), ("coffee", ESPRESSO), ("temple", STUPA_OR_CHURCH)]
)
def test_the_smallest_network_names_what_a_photo_shows(
    mobilenet: DreamNetwork, load_photo: LoadPhoto, photo: str, classes: set[int]
) -> None:
    picture = mobilenet.prepare(load_photo(photo, 288)[None] / 255)
    odds = mobilenet.activations(picture, [LOGITS])[LOGITS].mean(dim=(2, 3))[0]
    assert set(odds.topk(3).indices.tolist()) & classes


def test_a_network_of_the_package_has_the_layers_it_promises(
    networks: Mapping[str, NetworkSpec],
) -> None:
    found = [spec for spec in networks.values() if spec.extra == "zoo"]
    assert found
    for spec in found:
        module = open_network(spec).module
        activations = cut_network(module, list(spec.layers))(torch.rand(1, 3, 64, 64))
        channels = {layer: activation.shape[1] for layer, activation in activations.items()}
        assert channels == dict(spec.layers)
