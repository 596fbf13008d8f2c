"""Caffe's files, small ones made here: old and new layers, and what is damaged."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional

from dream_core.networks.caffe.reader import read_caffe
from dream_core.networks.caffe.schema import message_class
from dream_core.networks.layer_graph import LayerGraph
from dream_core.networks.unreadable import UnreadableNetworkError

torch.manual_seed(5)
WEIGHTS: dict[str, list[Tensor]] = {
    "conv1": [torch.randn(4, 3, 3, 3), torch.randn(4)],
    "conv2": [torch.randn(6, 2, 3, 3), torch.randn(6)],
    "fc6": [torch.randn(5, 6 * 4 * 4), torch.randn(5)],
    "fc7": [torch.randn(7, 5)],
}
# Like CaffeNet: ReLU in place, pools that round up, LRN, groups, and an inner product.
LAYERS = """
{layer} {{ name: "conv1" type: {Convolution} bottom: "data" top: "conv1"
  convolution_param {{ num_output: 4 kernel_size: 3 stride: 2 }} }}
{layer} {{ name: "relu1" type: {ReLU} bottom: "conv1" top: "conv1" }}
{layer} {{ name: "pool1" type: {Pooling} bottom: "conv1" top: "pool1"
  pooling_param {{ pool: MAX kernel_size: 3 stride: 2 }} }}
{layer} {{ name: "norm1" type: {LRN} bottom: "pool1" top: "norm1"
  lrn_param {{ local_size: 5 alpha: 0.1 beta: 0.75 }} }}
{layer} {{ name: "conv2" type: {Convolution} bottom: "norm1" top: "conv2"
  convolution_param {{ num_output: 6 pad: 1 kernel_size: 3 group: 2 }} }}
{layer} {{ name: "fc6" type: {InnerProduct} bottom: "conv2" top: "fc6"
  inner_product_param {{ num_output: 5 }} }}
{layer} {{ name: "drop6" type: {Dropout} bottom: "fc6" top: "fc6" }}
{layer} {{ name: "fc7" type: {InnerProduct} bottom: "fc6" top: "fc7"
  inner_product_param {{ num_output: 7 bias_term: false }} }}
{layer} {{ name: "both" type: {Concat} bottom: "fc6" bottom: "fc7" top: "both" }}
{layer} {{ name: "prob" type: {Softmax} bottom: "fc7" top: "prob" }}
"""
KINDS = ("Convolution", "ReLU", "Pooling", "LRN", "InnerProduct", "Dropout", "Concat", "Softmax")
NEW = 'input: "data" input_dim: 1 input_dim: 3 input_dim: 67 input_dim: 67' + LAYERS.format(
    layer="layer", **{kind: f'"{kind}"' for kind in KINDS}
)
OLD = 'layers { name: "data" type: DATA top: "data" top: "label" }' + LAYERS.format(
    layer="layers",
    **{kind: kind.upper() for kind in KINDS} | {"InnerProduct": "INNER_PRODUCT"},
)


def make_model(weights: dict[str, list[Tensor]], *, old: bool = False) -> bytes:
    net: Any = message_class("Net")()
    for name, tensors in weights.items():
        layer = (net.layers if old else net.layer).add(name=name)
        for tensor in tensors:
            blob = layer.blobs.add(data=tensor.numpy().astype("<f4").tobytes())
            if old:
                sides = [1] * (4 - tensor.dim()) + list(tensor.shape)
                blob.num, blob.channels, blob.height, blob.width = sides
            else:
                blob.shape.dim.extend(tensor.shape)
    return net.SerializeToString()  # type: ignore[no-any-return]


def read(folder: Path, model: bytes, description: str | None = NEW) -> LayerGraph:
    (folder / "net.caffemodel").write_bytes(model)
    text = folder / "deploy.prototxt"
    if description is not None:
        text.write_text(description)
    return LayerGraph(
        read_caffe(folder / "net.caffemodel", text if description is not None else None)
    )


@pytest.mark.parametrize(("description", "old"), [(NEW, False), (OLD, True)])
def test_layers_do_what_caffes_do(tmp_path: Path, description: str, old: bool) -> None:
    graph = read(tmp_path, make_model(WEIGHTS, old=old), description)
    picture = torch.rand(1, 3, 67, 67)
    found = graph.cut(["conv1", "norm1", "fc6", "both"])(picture)
    conv1 = functional.relu(
        functional.conv2d(picture, WEIGHTS["conv1"][0], WEIGHTS["conv1"][1], stride=2)
    )
    pool1 = functional.max_pool2d(conv1, 3, 2, ceil_mode=True)
    norm1 = functional.local_response_norm(pool1, 5, alpha=0.1, beta=0.75, k=1.0)
    weight, bias = WEIGHTS["conv2"]
    conv2 = functional.conv2d(norm1, weight, bias, padding=1, groups=2)
    window = WEIGHTS["fc6"][0].view(5, 6, 4, 4)
    fc6 = functional.conv2d(conv2, window, WEIGHTS["fc6"][1], padding=2)
    fc7 = functional.conv2d(fc6, WEIGHTS["fc7"][0][:, :, None, None])
    torch.testing.assert_close(found["conv1"], conv1)
    torch.testing.assert_close(found["norm1"], norm1)
    torch.testing.assert_close(found["fc6"], fc6, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(found["both"], torch.cat([fc6, fc7], 1), rtol=1e-4, atol=1e-4)


def test_an_inner_product_at_the_place_of_its_training_is_the_trained_one(tmp_path: Path) -> None:
    graph = read(tmp_path, make_model(WEIGHTS))
    # 19 pixels give the 4 x 4 features that fc6 was trained on.
    found = graph.cut(["conv2", "fc6"])(torch.rand(1, 3, 19, 19))
    trained = functional.linear(found["conv2"].flatten(1), *WEIGHTS["fc6"])
    torch.testing.assert_close(found["fc6"][:, :, 2, 2], trained, rtol=1e-4, atol=1e-4)


def test_weights_of_old_files_that_hold_doubles_are_read(tmp_path: Path) -> None:
    net: Any = message_class("Net")()
    net.ParseFromString(make_model(WEIGHTS))
    for layer in net.layer:
        for blob in layer.blobs:
            doubles = np.frombuffer(blob.data, "<f4").astype("<f8")
            blob.double_data, blob.data = doubles.tobytes(), b""
    picture = torch.rand(1, 3, 67, 67)
    (tmp_path / "other").mkdir()
    single = read(tmp_path, make_model(WEIGHTS)).cut(["fc7"])(picture)["fc7"]
    double = read(tmp_path / "other", net.SerializeToString()).cut(["fc7"])(picture)["fc7"]
    torch.testing.assert_close(single, double)


def test_layers_for_training_alone_are_left_out(tmp_path: Path) -> None:
    training = LAYERS.format(layer="layer", **{kind: f'"{kind}"' for kind in KINDS}) + (
        'layer { name: "x" type: "ReLU" bottom: "fc7" top: "trained" include { phase: TRAIN } }'
        'layer { name: "y" type: "ReLU" bottom: "fc7" top: "used" include { phase: TEST } }'
        'layer { name: "loss" type: "SoftmaxWithLoss" bottom: "fc7" bottom: "label" top: "loss" }'
    )
    data = 'layer { name: "data" type: "Data" top: "data" top: "label" }'
    graph = read(tmp_path, make_model(WEIGHTS), data + training)
    assert graph.find_missing(["used", "trained", "loss"]) == ["trained", "loss"]


def test_without_a_description_the_weights_own_layers_are_taken(tmp_path: Path) -> None:
    from google.protobuf import text_format

    net: Any = text_format.Parse(NEW, message_class("Net")(), allow_unknown_field=True)
    saved: Any = message_class("Net")()
    saved.ParseFromString(make_model(WEIGHTS))
    for layer in net.layer:
        layer.blobs.extend(
            blob for own in saved.layer if own.name == layer.name for blob in own.blobs
        )
    graph = read(tmp_path, net.SerializeToString(), None)
    assert graph.find_missing(["fc7"]) == []


@pytest.mark.parametrize(
    ("weights", "description", "reason"),
    [
        ({}, NEW, "no weights for conv1"),
        (
            WEIGHTS | {"conv1": [torch.zeros(4, 5, 3, 3)]},
            NEW,
            "reads 3 channels with weights for 5",
        ),
        (WEIGHTS | {"conv1": [torch.zeros(4, 3, 3, 3), torch.zeros(3)]}, NEW, "3 biases"),
        (WEIGHTS | {"fc6": [torch.zeros(5, 97)]}, NEW, "reads 97 values of 6 channels"),
        (WEIGHTS, NEW.replace("group: 2", "group: 0"), "reads 4 channels"),
        (WEIGHTS, NEW.replace("stride: 2", "stride: 100000"), "a stride of"),
        (WEIGHTS, NEW.replace("local_size: 5", "local_size: 99999999"), "neighbours"),
        (WEIGHTS, NEW.replace("pad: 1", "pad: 100000"), "a pad of"),
        (WEIGHTS, NEW.replace('bottom: "data"', 'bottom: "both"'), "nothing in it"),
        (WEIGHTS, "layer {", "deploy.prototxt"),
        (WEIGHTS, "", "nothing in it"),
    ],
)
def test_what_does_not_fit_is_named(
    weights: dict[str, list[Tensor]], description: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableNetworkError, match=reason):
        read(tmp_path, make_model(weights), description).try_out()


def test_a_shape_larger_than_its_numbers_takes_no_memory(tmp_path: Path) -> None:
    net: Any = message_class("Net")()
    blob = net.layer.add(name="conv1").blobs.add(data=b"\0" * 8)
    blob.shape.dim.extend([2**31, 2**31, 2**31])
    with pytest.raises(UnreadableNetworkError, match="8 bytes can't be weights"):
        read(tmp_path, net.SerializeToString())


DAMAGED = settings(
    max_examples=60, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@DAMAGED
@given(data=st.data())
def test_a_damaged_model_is_read_or_refused_quickly(data: st.DataObject, tmp_path: Path) -> None:
    model = bytearray(make_model(WEIGHTS))
    for _ in range(data.draw(st.integers(1, 4))):
        model[data.draw(st.integers(0, len(model) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.sampled_from([len(model), data.draw(st.integers(0, len(model)))]))
    with suppress(UnreadableNetworkError):
        read(tmp_path, bytes(model[:end])).try_out()


@DAMAGED
@given(data=st.data())
def test_a_damaged_description_is_read_or_refused_quickly(
    data: st.DataObject, tmp_path: Path
) -> None:
    words = NEW.split(" ")
    others = [*sorted(set(words)), "-1", "99999999999", "{", '"', "\0"]
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(words) - 1))
        words[place] = data.draw(st.sampled_from(others))
    with suppress(UnreadableNetworkError):
        read(tmp_path, make_model(WEIGHTS), " ".join(words)).try_out()


@DAMAGED
@given(noise=st.binary(max_size=200))
def test_noise_is_no_network(noise: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnreadableNetworkError):
        read(tmp_path, noise, None)
