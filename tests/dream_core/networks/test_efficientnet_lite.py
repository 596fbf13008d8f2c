"""EfficientNet-Lite as it was trained: it knows what photos show."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from torch.nn import functional

from dream_core.networks.efficientnet_lite import _same_conv, _widen
from dream_core.networks.loader import load_network
from dream_core.networks.network import DreamNetwork
from dream_core.networks.registry import NetworkSpec
from dream_core.networks.weights import find_weights
from dream_core.recipe import LOGITS
from tests.dream_core.conftest import LoadPhoto

CATS = {281, 282, 283, 284, 285}
COFFEE = {967, 968, 504}  # espresso, cup, coffee mug
PALACE_OR_TEMPLE = {663, 698, 832}  # monastery, palace, stupa


@pytest.mark.parametrize(
    ("photo", "classes"), [("chelsea", CATS), ("coffee", COFFEE), ("temple", PALACE_OR_TEMPLE)]
)
def test_names_what_a_photo_shows(
    lite0: DreamNetwork, load_photo: LoadPhoto, photo: str, classes: set[int]
) -> None:
    picture = lite0.prepare(load_photo(photo, 288)[None] / 255)
    odds = lite0.activations(picture, [LOGITS])[LOGITS].mean(dim=(2, 3))[0]
    assert set(odds.topk(3).indices.tolist()) & classes


@pytest.mark.parametrize("name", ["efficientnet-lite1", "efficientnet-lite2"])
def test_its_larger_sisters_know_what_photos_show(
    networks: Mapping[str, NetworkSpec], load_photo: LoadPhoto, name: str
) -> None:
    weights = find_weights(networks[name], cache_dir=Path())
    sister = load_network(networks[name], weights=weights, device=torch.device("cpu"))
    picture = sister.prepare(load_photo("chelsea", 224)[None] / 255)
    seen = sister.activations(picture, list(networks[name].layers))
    assert set(seen[LOGITS].mean(dim=(2, 3))[0].topk(3).indices.tolist()) <= CATS
    assert {layer: seen[layer].shape[1] for layer in seen} == networks[name].layers
    assert sister.guide_layer in networks[name].layers


def test_the_statistics_are_those_of_photos(lite0: DreamNetwork, load_photo: LoadPhoto) -> None:
    photo = lite0.prepare(load_photo("chelsea", 224)[None] / 255)
    seen = lite0.activations(photo, list(lite0.statistics))
    for layer, photos in lite0.statistics.items():
        deviation = seen[layer].std(dim=(0, 2, 3))
        assert 0.5 < (deviation / photos.deviation).median() < 1.5


def test_a_widened_kernel_is_tensorflows_same_padding() -> None:
    kernel, picture = torch.rand(6, 1, 5, 5) - 0.4, torch.rand(1, 6, 16, 20)
    strided = _same_conv(6, 6, 5, stride=2, groups=6)
    strided.load_state_dict({"weight": _widen(kernel), "bias": torch.zeros(6)})
    padded = functional.pad(picture, (1, 2, 1, 2))
    expected = functional.relu6(functional.conv2d(padded, kernel, stride=2, groups=6))
    torch.testing.assert_close(strided(picture), expected)


def test_a_guided_dream_finds_its_layer_instead_of_classes(
    lite0: DreamNetwork, networks: Mapping[str, NetworkSpec]
) -> None:
    assert lite0.guide_layer in networks["efficientnet-lite0"].layers
