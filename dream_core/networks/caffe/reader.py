"""From a .caffemodel, and the .prototxt that describes it, to layers of ours."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from google.protobuf import text_format
from google.protobuf.message import DecodeError
from torch import Tensor

from dream_core.networks.caffe.conversion import NetMessage, convert_net
from dream_core.networks.caffe.schema import message_class
from dream_core.networks.folding import Step
from dream_core.networks.unreadable import UnreadableNetworkError

_MOST_BYTES = 2**31 - 1
_MOST_TEXT_BYTES = 2**23


def read_caffe(file: Path, description: Path | None = None) -> list[Step]:
    """The layers that can be computed from the picture, named as their blobs.

    Without a ``description`` (a .prototxt) the layers are those that the weights were saved with.
    Inner products are asked at each position. Raises UnreadableNetworkError for what is damaged,
    doesn't fit together, or has no layer to dream of.
    """
    saved = _parse_model(file)
    weights = {
        layer.name: [_read_blob(blob) for blob in layer.blobs]
        for layer in (*saved.layer, *saved.layers)
        if layer.blobs
    }
    net = _parse_description(description) if description else saved
    steps = convert_net(net, weights)
    if not steps:
        raise UnreadableNetworkError("nothing in it can be computed from a picture")
    return steps


def _parse_model(file: Path) -> NetMessage:
    if file.stat().st_size > _MOST_BYTES:
        raise UnreadableNetworkError(f"{file.name} is larger than any such file")
    net = message_class("Net")()
    try:
        net.ParseFromString(file.read_bytes())
    except DecodeError as error:
        raise UnreadableNetworkError(f"{file.name} is no network that Caffe saved") from error
    return net


def _parse_description(file: Path) -> NetMessage:
    if not file.is_file():
        raise UnreadableNetworkError(f"{file.name} isn't beside it")
    if file.stat().st_size > _MOST_TEXT_BYTES:
        raise UnreadableNetworkError(f"{file.name} is larger than any such file")
    try:
        text = file.read_text(encoding="utf-8")
        return text_format.Parse(text, message_class("Net")(), allow_unknown_field=True)
    except (text_format.ParseError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableNetworkError(f"{file.name}: {str(error)[:120]}") from error


def _read_blob(blob: Any) -> Tensor:  # noqa: ANN401 (its class is made at run time)
    """Its numbers in the shape that it says."""
    shape = list(blob.shape.dim) or [blob.num, blob.channels, blob.height, blob.width]
    stored, kind = (blob.data, "<f4") if blob.data else (blob.double_data, "<f8")
    needed = math.prod(shape) * np.dtype(kind).itemsize
    if min(shape) < 1 or len(shape) > 8 or needed != len(stored):
        shown = "x".join(map(str, shape))[:60]
        raise UnreadableNetworkError(f"{len(stored)} bytes can't be weights of the shape {shown}")
    return torch.from_numpy(np.frombuffer(stored, dtype=kind).astype(np.float32).reshape(shape))
