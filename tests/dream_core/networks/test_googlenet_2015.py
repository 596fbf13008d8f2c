"""GoogLeNet of 2015 from small state dicts with the names that the published files have."""

from itertools import product
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from dream_core.networks.googlenet_2015 import KINDS, MODULES, Names, _fill, read_googlenet_2015
from dream_core.networks.layer_graph import LayerGraph
from dream_core.networks.registry import NetworkSpec
from dream_core.networks.unreadable import UnreadableNetworkError

CHANNELS = 2
PUBLISHED = [
    ("conv1_7x7_s2.weight", "inception_4c_3x3_reduce.bias", "inception_4c/output"),
    ("conv2_1x1.weight", "inception_3a_pool_proj.weight", "inception_4c/output"),
    ("conv2d0_pre_relu_conv.weight", "mixed3b_5x5_bottleneck_pre_relu_conv.bias", "mixed4c"),
    ("conv3.weight", "mixed4e.pool_proj.weight", "mixed4c"),
]
ROWS = {"bvlc-googlenet": 0, "places205": 0, "places365": 0, "cars": 1, "inception5h": 3}


def make_state(names: Names, *, modules: tuple[str, ...] = MODULES) -> dict[str, Tensor]:
    """Weights of two channels a branch, in place of dozens."""
    shapes = dict(zip(names.stem, ((3, 7), (CHANNELS, 1), (CHANNELS, 3)), strict=True))
    for module, (index, branch) in product(modules, enumerate(names.branches)):
        whole = CHANNELS if module == MODULES[0] else 4 * CHANNELS
        inputs = CHANNELS if index in (2, 4) else whole
        shapes[_fill(names.branch, module, branch)] = (inputs, (1, 1, 3, 1, 5, 1)[index])
    torch.manual_seed(3)
    return {
        f"{name}.{kind}": tensor
        for name, (inputs, side) in shapes.items()
        for kind, tensor in (
            ("weight", torch.randn(CHANNELS, inputs, side, side) / side),
            ("bias", torch.rand(CHANNELS)),
        )
    }


def read(state: object, folder: Path) -> LayerGraph:
    torch.save(state, folder / "network.pth")
    return LayerGraph(read_googlenet_2015(folder / "network.pth"))


@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_the_published_names_are_read(kind: int, tmp_path: Path) -> None:
    state = make_state(KINDS[kind][0])
    first, second, layer = PUBLISHED[kind]
    assert {first, second} <= state.keys()
    assert read(state, tmp_path).try_out().channels[layer] == 4 * CHANNELS


@pytest.mark.parametrize(("name", "kind"), ROWS.items())
def test_a_row_names_layers_that_the_reader_makes(
    name: str, kind: int, networks: dict[str, NetworkSpec], tmp_path: Path
) -> None:
    graph = read(make_state(KINDS[kind][0]), tmp_path)
    assert graph.find_missing(networks[name].layers) == []


def test_the_stem_is_caffes(tmp_path: Path) -> None:
    """Padding, rounding up and normalisation, spelled out."""
    state = make_state(KINDS[0][0])
    picture = torch.rand(1, 3, 64, 80)
    cut = read(state, tmp_path).cut(["pool2"])
    x = functional.relu(
        functional.conv2d(
            picture, state["conv1_7x7_s2.weight"], state["conv1_7x7_s2.bias"], stride=2, padding=3
        )
    )
    x = functional.max_pool2d(functional.pad(x, (0, 1, 0, 1), value=-torch.inf), 3, 2)
    x = functional.local_response_norm(x, 5, alpha=1e-4, beta=0.75, k=1.0)
    for name, padding in (("conv2_3x3_reduce", 0), ("conv2_3x3", 1)):
        weight, bias = state[f"{name}.weight"], state[f"{name}.bias"]
        x = functional.relu(functional.conv2d(x, weight, bias, padding=padding))
    x = functional.local_response_norm(x, 5, alpha=1e-4, beta=0.75, k=1.0)
    x = functional.max_pool2d(functional.pad(x, (0, 1, 0, 1), value=-torch.inf), 3, 2)
    torch.testing.assert_close(cut(picture)["pool2"], x)


def test_what_a_file_does_not_hold_is_not_built(tmp_path: Path) -> None:
    graph = read(make_state(KINDS[2][0], modules=("3a", "3b", "4a")), tmp_path)
    assert graph.find_missing(["mixed4a", "mixed4b"]) == ["mixed4b"]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"fc.weight": torch.zeros(2, 2)}, "other names"),
        ([torch.zeros(2)], "something else than weights"),
        ({"conv1_7x7_s2.weight": "text"}, "something else than weights"),
        (make_state(KINDS[0][0]) | {"conv2_3x3.weight": torch.zeros(2, 2)}, "no convolution's"),
        (make_state(KINDS[0][0]) | {"conv2_3x3.weight": torch.zeros(2, 5, 3, 3)}, "doesn't fit"),
    ],
)
def test_another_state_dict_is_refused(state: object, reason: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableNetworkError, match=reason):
        read(state, tmp_path).try_out()
