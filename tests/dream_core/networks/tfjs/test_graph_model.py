"""A TensorFlow graph does here what it does in TensorFlow."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from dream_core.networks.layer_graph import LayerGraph
from dream_core.networks.layers import SameConvClamp
from dream_core.networks.tfjs.reader import read_tfjs
from dream_core.networks.unreadable import UnreadableNetworkError
from tests.dream_core.networks.tfjs.models import (
    WriteModel,
    convolution,
    encode,
    integers,
    node,
)

RANDOM = np.random.default_rng(7)
PICTURE = torch.rand(1, 3, 12, 17)


def draw(*shape: int) -> np.ndarray[Any, Any]:
    return RANDOM.normal(size=shape).astype("<f4")


def as_kernel(kernel: np.ndarray[Any, Any]) -> Tensor:
    return torch.from_numpy(kernel).permute(3, 2, 0, 1)


WEIGHTS = {
    "kernel": draw(3, 3, 3, 4),
    "deep": draw(3, 3, 4, 2),
    "flat": draw(1, 1, 3, 4),
    "bias": draw(4),
    "gamma": draw(4),
    "mean": draw(4),
    "variance": np.abs(draw(4)),
    "six": np.array(6, "<f4"),
    "zero": np.array(0, "<f4"),
    "axis": np.array(3, "<i4"),
    "space": np.array([1, 2], "<i4"),
    "dense": draw(4, 5),
    "dense_bias": draw(5),
    "pads": np.array([[0, 0], [1, 2], [0, 1], [0, 0]], "<i4"),
}
NORM = ("gamma", "bias", "mean", "variance")
POOL = {"ksize": integers(1, 3, 3, 1), "padding": encode("SAME")}
FUSED = {"list": {"s": [encode("BiasAdd")["s"], encode("Relu")["s"]]}}
NODES = [
    # In no order: whoever reads it must find one.
    node("top", "Relu6", "sum"),
    node("sum", "Add", "normed", "branch"),
    node("picture", "Placeholder"),
    convolution("conv", "picture", "kernel"),
    node("biased", "BiasAdd", "conv", "bias"),
    node(
        "normed",
        "FusedBatchNormV3",
        "biased",
        "gamma",
        "bias",
        "mean",
        "variance",
        epsilon={"f": 0.01},
    ),
    convolution("branch", "picture", "flat", padding=encode("VALID")),
    convolution("depth", "top", "deep", op="DepthwiseConv2dNative", strides=integers(1, 2, 2, 1)),
    node("least", "Minimum", "depth", "six"),
    node("clamped", "Maximum", "least", "zero"),
    node("joined", "ConcatV2", "top", "normed", "axis"),
    node(
        "pool",
        "MaxPool",
        "top",
        ksize=integers(1, 3, 3, 1),
        strides=integers(1, 2, 2, 1),
        padding=encode("SAME"),
    ),
    node(
        "mean_pool",
        "AvgPool",
        "top",
        ksize=integers(1, 3, 3, 1),
        strides=integers(1, 1, 1, 1),
        padding=encode("SAME"),
    ),
    node("padded", "Pad", "top", "pads"),
    node("space_mean", "Mean", "top", "space", keep_dims={"b": False}),
    node(
        "dense_out",
        "_FusedMatMul",
        "space_mean",
        "dense",
        "dense_bias",
        fused_ops={"list": {"s": ["Qmlhc0FkZA==", "UmVsdQ=="]}},
    ),
    node("odd", "Fft", "top"),
    node("after_odd", "Relu", "odd"),
    node("loop", "Add", "loop", "top"),
    node("empty", "NoOp"),
]


@pytest.fixture
def graph(write_model: WriteModel) -> LayerGraph:
    return LayerGraph(read_tfjs(write_model({"node": NODES}, WEIGHTS)))


def expected() -> dict[str, Tensor]:
    w = {name: torch.from_numpy(tensor) for name, tensor in WEIGHTS.items()}
    biased = functional.conv2d(PICTURE, as_kernel(WEIGHTS["kernel"]), w["bias"], padding=1)
    normed = functional.batch_norm(
        biased, w["mean"], w["variance"], w["gamma"], w["bias"], eps=0.01
    )
    top = functional.relu6(normed + functional.conv2d(PICTURE, as_kernel(WEIGHTS["flat"])))
    # TensorFlow pads both sides of the odd width, 17, and only the end of the even height, 12.
    padded = functional.pad(top, (1, 1, 0, 1))
    deep = w["deep"].permute(2, 3, 0, 1).reshape(8, 1, 3, 3)
    depth = functional.conv2d(padded, deep, stride=2, groups=4)
    inside = functional.pad(torch.ones_like(top), (1, 1, 1, 1))
    sums = functional.avg_pool2d(functional.pad(top, (1, 1, 1, 1)), 3, 1)
    dense = torch.einsum("bchw,cd->bdhw", top, w["dense"]) + w["dense_bias"].view(1, -1, 1, 1)
    return {
        "normed": normed,
        "top": top,
        "depth": depth,
        "clamped": functional.relu6(depth),
        "joined": torch.cat([top, normed], 1),
        "pool": functional.max_pool2d(functional.pad(top, (1, 1, 0, 1), value=-torch.inf), 3, 2),
        "mean_pool": sums / functional.avg_pool2d(inside, 3, 1),
        "padded": functional.pad(top, (0, 1, 1, 2)),
        "dense_out": functional.relu(dense),
    }


@pytest.mark.parametrize("layer", expected())
def test_operations_are_tensorflows(graph: LayerGraph, layer: str) -> None:
    """Each alone, so that all that can be folded is, and all together."""
    torch.testing.assert_close(
        graph.cut([layer])(PICTURE)[layer], expected()[layer], rtol=1e-4, atol=1e-4
    )
    together = graph.cut(list(expected()))(PICTURE)
    torch.testing.assert_close(together[layer], expected()[layer], rtol=1e-4, atol=1e-4)


def test_what_follows_unknown_operations_or_itself_is_left_out(graph: LayerGraph) -> None:
    assert graph.find_missing(["top", "odd", "after_odd", "loop", "empty"]) == [
        "odd",
        "after_odd",
        "loop",
        "empty",
    ]


def test_the_picture_may_stand_for_any_node(write_model: WriteModel) -> None:
    nodes = [node("image", "Placeholder"), node("odd", "Fft", "image"), node("top", "Relu", "odd")]
    file = write_model({"node": nodes}, WEIGHTS)
    with pytest.raises(UnreadableNetworkError, match="nothing in it"):
        read_tfjs(file)
    assert [step.name for step in read_tfjs(file, picture_at="odd")] == ["top"]


@pytest.mark.parametrize("side", [16, 17])
def test_a_halving_convolution_clamped_is_the_same_for_even_and_odd_sizes(
    write_model: WriteModel, side: int
) -> None:
    nodes = [
        node("picture", "Placeholder"),
        convolution("conv", "picture", "kernel", strides=integers(1, 2, 2, 1)),
        node("top", "Relu6", "conv"),
    ]
    graph = LayerGraph(read_tfjs(write_model({"node": nodes}, {"kernel": WEIGHTS["kernel"]})))
    picture = torch.rand(1, 3, side, side)
    apart = graph.cut(["conv", "top"])(picture)
    together = graph.cut(["top"])
    assert [type(part) for part in together.modules() if not list(part.children())] == [
        SameConvClamp
    ]
    torch.testing.assert_close(together(picture)["top"], apart["top"])
    torch.testing.assert_close(apart["top"], functional.relu6(apart["conv"]))
    pad = (0, 1, 0, 1) if side % 2 == 0 else (1, 1, 1, 1)
    padded = functional.pad(picture, pad)
    conv = functional.conv2d(padded, as_kernel(WEIGHTS["kernel"]), stride=2)
    torch.testing.assert_close(apart["conv"], conv, rtol=1e-4, atol=1e-4)
