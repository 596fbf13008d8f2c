"""Small TensorFlow.js files, made here."""

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

Tensors = Mapping[str, np.ndarray[Any, Any]]
WriteModel = Callable[..., Path]


def encode(text: str) -> dict[str, str]:
    return {"s": base64.b64encode(text.encode()).decode()}


def integers(*values: int) -> dict[str, Any]:
    return {"list": {"i": [str(value) for value in values]}}


def convolution(name: str, source: str, kernel: str, **more: Any) -> dict[str, Any]:
    """A node that moves by 1, padded as "same", unless ``more`` says otherwise."""
    attributes = {"strides": integers(1, 1, 1, 1), "padding": encode("SAME")}
    return {
        "name": name,
        "op": more.pop("op", "Conv2D"),
        "input": [source, kernel],
        "attr": attributes | more,
    }


def node(name: str, op: str, *inputs: str, **attributes: Any) -> dict[str, Any]:
    return {"name": name, "op": op, "input": list(inputs), "attr": attributes}


def save_model(
    folder: Path, topology: Any, tensors: Tensors, stored: Mapping[str, Any] | None = None
) -> Path:
    """Writes a topology and its weights in two shards, and returns the model.json.

    ``stored`` says more of a tensor than what it is in memory.
    """
    weights, body = [], b""
    for name, tensor in tensors.items():
        more = (stored or {}).get(name, {})
        kind = "int32" if tensor.dtype.kind == "i" else "float32"
        weights.append({"name": name, "shape": tensor.shape, "dtype": kind} | more)
        body += tensor.tobytes()
    shards = {"a.bin": body[: len(body) // 2], "b.bin": body[len(body) // 2 :]}
    for name, shard in shards.items():
        (folder / name).write_bytes(shard)
    manifest = [{"paths": list(shards), "weights": weights}]
    file = folder / "model.json"
    file.write_text(json.dumps({"modelTopology": topology, "weightsManifest": manifest}))
    return file
