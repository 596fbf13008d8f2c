"""What is no TensorFlow.js model, or a damaged one, is refused quickly and in words."""

import json
from contextlib import suppress
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dream_core.errors import ErrorCode, UnavailableError
from dream_core.networks.layer_graph import LayerGraph
from dream_core.networks.loader import load_network
from dream_core.networks.registry import NetworkSpec
from dream_core.networks.tfjs.reader import list_parts, read_tfjs
from dream_core.networks.unreadable import UnreadableNetworkError
from tests.dream_core.networks.tfjs.models import (
    WriteModel,
    convolution,
    encode,
    integers,
    node,
)

KERNEL = np.arange(3 * 3 * 3 * 2, dtype="<f4").reshape(3, 3, 3, 2)
SHIFT = np.ones(2, "<f4")
NODES = [
    node("picture", "Placeholder"),
    convolution("conv", "picture", "kernel"),
    node("shifted", "BiasAdd", "conv", "shift"),
    node("top", "Relu", "shifted"),
]


@pytest.fixture
def good(write_model: WriteModel) -> Path:
    return write_model({"node": NODES}, {"kernel": KERNEL, "shift": SHIFT})


@pytest.mark.parametrize(
    ("stored", "kind", "allowed"),
    [
        ({"dtype": "float16"}, "<f2", 0.05),
        ({"dtype": "uint8", "scale": 0.25, "min": -3.0}, "|u1", 0.13),
        ({"dtype": "uint16", "scale": 0.001, "min": -3.0}, "<u2", 0.001),
    ],
)
def test_quantised_weights_are_what_they_were(
    write_model: WriteModel, stored: dict[str, Any], kind: str, allowed: float
) -> None:
    scaled = KERNEL if kind == "<f2" else np.rint((KERNEL + 3) / stored["scale"])
    file = write_model(
        {"node": NODES},
        {"kernel": scaled.astype(kind), "shift": SHIFT},
        {"kernel": {"dtype": "float32", "quantization": stored}},
    )
    (conv,) = [step.layer for step in read_tfjs(file) if step.name == "conv"]
    assert isinstance(conv, torch.nn.Conv2d)
    difference = conv.weight.permute(2, 3, 1, 0) - torch.from_numpy(KERNEL)
    assert difference.abs().max() <= allowed


def test_its_shards_are_named(good: Path) -> None:
    assert list_parts(good) == ["a.bin", "b.bin"]


PATH, TENSOR = "weightsManifest 0 paths 0", "weightsManifest 0 weights 0"
CONV = "modelTopology node 1"
GONE = object()


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (PATH, "../a.bin", "elsewhere"),
        (PATH, "/etc/passwd", "elsewhere"),
        (PATH, "http://x/a", "elsewhere"),
        (PATH, "c.bin", "c.bin isn't beside"),
        ("weightsManifest 0 paths", ["a.bin"], "should hold 224 bytes"),
        (f"{TENSOR} shape", [2**40] * 4, "should hold"),
        (f"{TENSOR} shape", [-3, -3, 3, 2], "a side of -3"),
        (f"{TENSOR} shape", [1, 1, 27, 2], "doesn't fit"),
        (f"{TENSOR} shape", [54], "has the shape"),
        (f"{TENSOR} dtype", "string", "not numbers"),
        (f"{CONV} attr strides", integers(1, 2**30, 1, 1), "can't move"),
        (f"{CONV} attr strides", integers(1, 0, 0, 1), "can't move"),
        (f"{CONV} input", ["top", "kernel"], "nothing in it"),
        (f"{CONV} name", GONE, "name"),
        ("modelTopology node", [], "node"),
        ("modelTopology", GONE, "modelTopology"),
        ("modelTopology", {"model_config": 3}, "model_config"),
    ],
)
def test_what_is_wrong_is_named(good: Path, place: str, value: object, reason: str) -> None:
    model = json.loads(good.read_text())
    *way, last = (int(step) if step.isdigit() else step for step in place.split())
    inner = reduce(getitem, way, model)
    if value is GONE:
        del inner[last]
    else:
        inner[last] = value
    good.write_text(json.dumps(model))
    with pytest.raises(UnreadableNetworkError, match=reason):
        LayerGraph(read_tfjs(good)).try_out()


def test_channels_that_double_without_end_are_refused(write_model: WriteModel) -> None:
    axis = np.array(3, "<i4")
    nodes = [node("0", "Placeholder")]
    nodes += [node(str(n), "ConcatV2", str(n - 1), str(n - 1), "axis") for n in range(1, 60)]
    file = write_model({"node": nodes}, {"axis": axis})
    with pytest.raises(UnreadableNetworkError, match="its layer 12 gives 1x12288x64x64 values"):
        LayerGraph(read_tfjs(file)).try_out()


@pytest.mark.parametrize("depth", [200, 200_000])
def test_json_within_json_without_end_is_refused(tmp_path: Path, depth: int) -> None:
    file = tmp_path / "model.json"
    file.write_text('{"modelTopology": ' + '{"node": [' * depth)
    with pytest.raises(UnreadableNetworkError):
        read_tfjs(file)


def test_a_person_hears_which_file_is_damaged_and_what_to_do(
    good: Path, networks: dict[str, NetworkSpec]
) -> None:
    (good.parent / "b.bin").write_bytes(b"")
    spec = networks["faces"]
    with pytest.raises(UnavailableError, match=r"model\.json can't be read.*b\.bin") as caught:
        load_network(spec, weights=good, device=torch.device("cpu"))
    assert caught.value.code == ErrorCode.NETWORK_CORRUPT
    assert caught.value.hint


DAMAGED = settings(
    max_examples=60, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)


@DAMAGED
@given(data=st.data())
def test_a_damaged_description_is_read_or_refused_quickly(data: st.DataObject, good: Path) -> None:
    model = json.loads(good.read_text())
    place, key = data.draw(st.sampled_from(list(_places(model))))
    kept = place[key]
    place[key] = data.draw(VALUES)
    broken = good.with_name("broken.json")
    broken.write_text(json.dumps(model))
    place[key] = kept
    with suppress(UnreadableNetworkError):
        LayerGraph(read_tfjs(broken)).try_out()


def _places(value: Any) -> Any:
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(entries):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


@DAMAGED
@given(noise=st.binary(max_size=200))
def test_noise_is_no_model(noise: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.json").write_bytes(noise)
    with pytest.raises(UnreadableNetworkError):
        read_tfjs(tmp_path / "model.json")


@DAMAGED
@given(cut=st.integers(0, 215))
def test_a_shard_that_ends_early_is_named(good: Path, cut: int) -> None:
    shard = good.with_name("b.bin")
    whole = shard.read_bytes()
    shard.write_bytes(whole[:cut] if cut < len(whole) else b"")
    try:
        with pytest.raises(UnreadableNetworkError, match=r"b\.bin should hold 224 bytes"):
            read_tfjs(good)
    finally:
        shard.write_bytes(whole)


def test_padding_that_is_neither_same_nor_valid_is_left_out(write_model: WriteModel) -> None:
    nodes = [
        *NODES,
        convolution("odd", "top", "kernel", padding=encode("EXPLICIT")),
    ]
    file = write_model({"node": nodes}, {"kernel": KERNEL, "shift": SHIFT})
    assert LayerGraph(read_tfjs(file)).find_missing(["top", "odd"]) == ["odd"]
