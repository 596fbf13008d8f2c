"""The networks of the optional package see what they were trained to see."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

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


PERSON, CAT, CUP = 1, 17, 47
COCO_CLASSES = 91


@pytest.mark.parametrize(
    ("photo", "shown"), [("astronaut", PERSON), ("chelsea", CAT), ("coffee", CUP)]
)
def test_the_network_of_street_scenes_finds_what_is_there(
    networks: Mapping[str, NetworkSpec], load_photo: LoadPhoto, photo: str, shown: int
) -> None:
    coco = open_network(networks["coco"])
    picture = functional.interpolate(
        load_photo(photo, 512)[None] / 255, (300, 300), mode="bilinear"
    )
    heads = [f"BoxPredictor_{index}/ClassPredictor/BiasAdd" for index in range(6)]
    found = coco.activations(coco.prepare(picture), heads)
    best = torch.stack(
        [head.amax(dim=(0, 2, 3)).view(-1, COCO_CLASSES).amax(dim=0) for head in found.values()]
    )
    assert best.amax(dim=0)[1:].argmax() + 1 == shown


def test_the_network_of_leaves_sees_the_blight_of_its_own_example(
    networks: Mapping[str, NetworkSpec],
) -> None:
    spec = networks["leaves"]
    file = find_weights(spec, cache_dir=Path("none")).with_name("tomato_leaf.jpg")
    with Image.open(file) as opened:
        pixels = np.array(opened.convert("RGB").resize((224, 224)))
    leaves = open_network(spec)
    picture = leaves.prepare(torch.from_numpy(pixels).permute(2, 0, 1)[None] / 255)
    odds = leaves.activations(picture, [LOGITS])[LOGITS].mean(dim=(2, 3))[0]
    # Early blight, of potatoes and of tomatoes.
    assert set(odds.topk(2).indices.tolist()) == {13, 22}


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
