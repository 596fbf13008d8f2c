"""What a file of somebody's own holds, and whether it can dream."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torchvision import models

from dream_core.errors import ErrorCode, UnavailableError
from dream_core.networks.googlenet_2015 import KINDS
from dream_core.networks.loader import load_network
from dream_core.networks.registry import NetworkSpec
from dream_core.networks.torchvision_zoo import list_layers
from dream_core.networks.trial import try_file
from tests.dream_core.networks.caffe.test_reader import NEW, WEIGHTS, make_model
from tests.dream_core.networks.test_googlenet_2015 import make_state
from tests.dream_core.networks.tfjs.models import WriteModel, convolution, encode, integers, node

KERNEL = np.random.default_rng(2).normal(size=(3, 3, 3, 4)).astype("<f4")
MOVE, SAME = integers(1, 2, 2, 1), encode("SAME")
NODES = [
    node("picture", "Placeholder"),
    convolution("body/conv-1/conv", "picture", "kernel"),
    node("body/conv-1/relu", "Relu", "body/conv-1/conv"),
    node(
        "body/top", "MaxPool", "body/conv-1/relu", ksize=MOVE, strides=MOVE, padding=encode("SAME")
    ),
]


SPEC = NetworkSpec(
    name="mine",
    title="Mine",
    description="",
    architecture="",
    source="folder",
    layers={},
    licence="",
)


def refuse(file: Path) -> UnavailableError:
    with pytest.raises(UnavailableError) as caught:
        try_file(file)
    assert str(file.name) in caught.value.sentence
    assert caught.value.hint
    return caught.value


def test_a_tensorflow_js_model_is_told_with_layers_that_targets_can_name(
    write_model: WriteModel,
) -> None:
    found = try_file(write_model({"node": NODES}, {"kernel": KERNEL}))
    assert (found.architecture, found.pixels) == ("tfjs", "signed")
    assert found.parts == ("a.bin", "b.bin")
    assert found.prefix == "body/"
    assert found.layers == {"conv_1/relu": 4, "top": 4}
    assert found.middle in found.layers


@pytest.mark.parametrize("name", ["net.prototxt", "deploy.prototxt", "any.prototxt"])
def test_a_caffe_model_finds_its_description(tmp_path: Path, name: str) -> None:
    (tmp_path / "net.caffemodel").write_bytes(make_model(WEIGHTS))
    (tmp_path / name).write_text(NEW)
    found = try_file(tmp_path / "net.caffemodel")
    assert (found.architecture, found.pixels, found.parts) == ("caffe", "caffe", (name,))
    assert found.layers["fc7"] == 7


def test_two_descriptions_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "net.caffemodel").write_bytes(make_model(WEIGHTS))
    for name in ("one.prototxt", "other.prototxt"):
        (tmp_path / name).write_text(NEW)
    assert refuse(tmp_path / "net.caffemodel").code == ErrorCode.NETWORK_CORRUPT


@pytest.mark.parametrize(("kind", "pixels"), [(0, "caffe"), (3, "inception5h")])
def test_a_state_dict_of_2015_is_known_by_its_names(tmp_path: Path, kind: int, pixels: str) -> None:
    torch.save(make_state(KINDS[kind][0]), tmp_path / "net.pth")
    found = try_file(tmp_path / "net.pth")
    assert (found.architecture, found.pixels) == ("googlenet_2015", pixels)


def test_what_a_person_says_of_the_pixels_stands(tmp_path: Path) -> None:
    torch.save(make_state(KINDS[3][0]), tmp_path / "net.pth")
    assert try_file(tmp_path / "net.pth", pixels="unit").pixels == "unit"


@pytest.mark.parametrize("wrapped", [False, True])
def test_anybodys_weights_of_a_known_architecture_are_read_without_the_classifier(
    tmp_path: Path, wrapped: bool
) -> None:
    torch.manual_seed(1)
    module = models.get_model("resnet18", weights=None, num_classes=365).eval()
    state = {name: tensor for name, tensor in module.state_dict().items() if "batches" not in name}
    training = {"epoch": 90, "state_dict": {f"module.{name}": t for name, t in state.items()}}
    torch.save(training if wrapped else state, tmp_path / "places.pth")
    found = try_file(tmp_path / "places.pth")
    assert (found.architecture, found.pixels) == ("resnet18", "imagenet")
    assert found.layers == {"conv1": 64, "layer1": 64, "layer2": 128, "layer3": 256, "layer4": 512}
    spec = replace(SPEC, architecture="resnet18", file=str(found.file), layers=found.layers)
    network = load_network(spec, weights=found.file, device=torch.device("cpu"))
    picture = torch.rand(1, 3, 64, 64)
    expected = module.layer1(module.maxpool(module.relu(module.bn1(module.conv1(picture)))))
    activation = network.activations(picture, ["layer1"])["layer1"]
    torch.testing.assert_close(activation, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("architecture", ["vgg16", "alexnet", "resnet34", "inception_v3"])
def test_a_known_architecture_has_layers_to_name(architecture: str) -> None:
    layers = list_layers(architecture)
    assert len(layers) >= 5
    assert all(channels > 1 for channels in layers.values())
    assert not {"fc", "classifier", "AuxLogits", "aux1"} & layers.keys()


class Dangerous:
    def __reduce__(self) -> tuple[Any, ...]:
        return print, ("run",)


def test_a_file_that_would_run_something_is_not_read(tmp_path: Path) -> None:
    torch.save({"weights": Dangerous()}, tmp_path / "net.pth")
    error = refuse(tmp_path / "net.pth")
    assert error.code == ErrorCode.NETWORK_CORRUPT
    assert "state dict" in error.hint


def test_what_is_no_network_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no network")
    assert refuse(tmp_path / "notes.txt").code == ErrorCode.NETWORK_UNAVAILABLE
    assert refuse(tmp_path / "none.pth").code == ErrorCode.NETWORK_UNAVAILABLE
    (tmp_path / "text.pth").write_text("no network")
    assert refuse(tmp_path / "text.pth").code == ErrorCode.NETWORK_CORRUPT


def test_a_network_that_says_nothing_of_a_picture_cannot_dream(write_model: WriteModel) -> None:
    for kernel in (0 * KERNEL, np.nan * KERNEL):
        file = write_model({"node": NODES}, {"kernel": kernel.astype("<f4")})
        assert "says nothing of a picture" in refuse(file).sentence
