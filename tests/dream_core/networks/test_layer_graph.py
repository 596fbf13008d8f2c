"""A graph of named layers, cut to what is wanted."""

import torch
from torch import nn

from dream_core.networks.folding import Step
from dream_core.networks.layer_graph import PICTURE, LayerGraph, run_steps
from dream_core.networks.layers import Add, Clamp
from dream_core.networks.network import IMAGENET_RANGE, DreamNetwork, cut_network

STEPS = [
    Step("conv", (PICTURE,), nn.Conv2d(3, 4, 3, padding=1)),
    Step("relu", ("conv",), Clamp(0.0, 6.0)),
    Step("side", ("conv",), nn.Conv2d(4, 2, 1)),
    Step("sum", ("relu", "conv"), Add()),
    Step("deep", ("sum",), nn.Conv2d(4, 8, 3, stride=2)),
]
GRAPH = LayerGraph(STEPS, {"logits": "deep", "body/relu": "relu"}).requires_grad_(False).eval()
PICTURE_VALUES = torch.rand(1, 3, 8, 10)


def test_nothing_that_is_not_needed_is_kept() -> None:
    cut = cut_network(GRAPH, ["relu"])
    assert sum(isinstance(part, nn.Conv2d) for part in cut.modules()) == 0
    assert sum(part.numel() for part in cut.parameters()) == 3 * 4 * 9 + 4


def test_a_layer_has_any_of_its_names() -> None:
    found = cut_network(GRAPH, ["body/relu", "relu", "logits"])(PICTURE_VALUES)
    torch.testing.assert_close(found["body/relu"], found["relu"])
    torch.testing.assert_close(found["logits"], GRAPH(PICTURE_VALUES))
    assert GRAPH.find_missing(["relu", "logits", "other"]) == ["other"]


def test_values_go_when_nobody_reads_them_again() -> None:
    assert run_steps(STEPS, PICTURE_VALUES, keep=["deep"]).keys() == {"deep", "side"}


def test_a_trial_tells_channels_under_every_name() -> None:
    facts = GRAPH.try_out()
    assert facts.channels == {
        "conv": 4,
        "relu": 4,
        "side": 2,
        "sum": 4,
        "deep": 8,
        "logits": 8,
        "body/relu": 4,
    }
    assert facts.bytes_per_pixel >= 300


def test_a_watcher_hears_of_clamped_convolutions_too() -> None:
    network = DreamNetwork(
        name="small", module=GRAPH, input_range=IMAGENET_RANGE, device=torch.device("cpu")
    )
    shares: list[float] = []
    picture = PICTURE_VALUES.clone().requires_grad_()
    with network.watch(shares.append):
        activation = network.activations(network.prepare(picture), ["relu"])["relu"]
        torch.autograd.grad(activation.square().sum(), picture)
    assert shares == [0.5, 0.5]
