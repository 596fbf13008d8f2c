"""A Keras model does here what it does in Keras."""

from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from dream_core.networks.layer_graph import LayerGraph
from dream_core.networks.tfjs.reader import read_tfjs
from tests.dream_core.networks.tfjs.models import WriteModel

RANDOM = np.random.default_rng(11)


def draw(*shape: int) -> np.ndarray[Any, Any]:
    return RANDOM.normal(size=shape).astype("<f4")


WEIGHTS = {
    "conv/kernel": draw(3, 3, 3, 4),
    "conv/bias": draw(4),
    "norm/gamma": draw(4),
    "norm/beta": draw(4),
    "norm/moving_mean": draw(4),
    "norm/moving_variance": np.abs(draw(4)),
    "depth/depthwise_kernel": draw(3, 3, 4, 1),
    "classes/kernel": draw(4, 6),
    "classes/bias": draw(6),
}


def layer(kind: str, name: str, *inputs: str, **config: Any) -> dict[str, Any]:
    return {
        "class_name": kind,
        "name": name,
        "config": {"name": name} | config,
        "inbound_nodes": [[[source, 0, 0, {}] for source in inputs]] if inputs else [],
    }


LAYERS = [
    layer("InputLayer", "input"),
    layer("Conv2D", "conv", "input", padding="same", strides=[1, 1], activation="relu"),
    layer("BatchNormalization", "norm", "conv", epsilon=0.01),
    layer("ZeroPadding2D", "pad", "norm", padding=[[0, 1], [0, 1]]),
    layer("DepthwiseConv2D", "depth", "pad", padding="valid", strides=[2, 2]),
    layer("ReLU", "relu", "depth", max_value=6.0),
    layer("Add", "sum", "relu", "depth"),
    layer("Lambda", "odd", "sum"),
    layer("ReLU", "after", "odd"),
    layer("GlobalAveragePooling2D", "mean", "sum"),
    layer("Dense", "classes", "mean", activation="softmax"),
]


def test_layers_are_kerass(write_model: WriteModel) -> None:
    topology = {"model_config": {"class_name": "Model", "config": {"layers": LAYERS}}}
    graph = LayerGraph(read_tfjs(write_model(topology, WEIGHTS)))
    picture = torch.rand(1, 3, 12, 16)
    found = graph.cut(["norm", "sum", "classes"])(picture)
    w = {name: torch.from_numpy(tensor) for name, tensor in WEIGHTS.items()}
    conv = functional.conv2d(
        picture, w["conv/kernel"].permute(3, 2, 0, 1), w["conv/bias"], padding=1
    )
    norm = functional.batch_norm(
        functional.relu(conv),
        w["norm/moving_mean"],
        w["norm/moving_variance"],
        w["norm/gamma"],
        w["norm/beta"],
        eps=0.01,
    )
    kernel = w["depth/depthwise_kernel"].permute(2, 3, 0, 1)
    depth = functional.conv2d(functional.pad(norm, (0, 1, 0, 1)), kernel, stride=2, groups=4)
    total = functional.relu6(depth) + depth
    classes = torch.einsum("bchw,cd->bdhw", total, w["classes/kernel"])
    torch.testing.assert_close(found["norm"], norm, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(found["sum"], total, rtol=1e-4, atol=1e-4)
    expected = classes + w["classes/bias"].view(1, -1, 1, 1)
    torch.testing.assert_close(found["classes"], expected, rtol=1e-4, atol=1e-4)
    assert graph.find_missing(["odd", "after"]) == ["odd", "after"]


@pytest.mark.parametrize("nested", [False, True])
def test_a_sequence_has_each_layer_read_the_one_before(
    write_model: WriteModel, nested: bool
) -> None:
    chain = [
        layer("Conv2D", "conv", padding="same", strides=[1, 1]),
        layer("MaxPooling2D", "pool", pool_size=[2, 2], strides=None),
        layer("ReLU", "relu"),
    ]
    config: Any = {"layers": chain} if nested else chain
    topology = {"model_config": {"class_name": "Sequential", "config": config}}
    weights = {name: tensor for name, tensor in WEIGHTS.items() if name.startswith("conv")}
    graph = LayerGraph(read_tfjs(write_model(topology, weights)))
    found = graph.cut(["conv", "relu"])(torch.rand(1, 3, 8, 8))
    pooled = functional.max_pool2d(functional.relu(found["conv"]), 2)
    torch.testing.assert_close(found["relu"], pooled)
