"""The weights of a TensorFlow.js model: groups of shards that hold one tensor after the other."""

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from pydantic import BaseModel, Field
from torch import Tensor

from dream_core.networks.unreadable import UnreadableNetworkError

_MOST_BYTES = 2**31
_SHARD = re.compile(r"\w[\w.-]*")
_KINDS = {"float32": "<f4", "float16": "<f2", "int32": "<i4", "uint8": "|u1", "uint16": "<u2"}
_KINDS |= {"bool": "|u1"}


class Quantization(BaseModel):
    """How a tensor is stored: as ``dtype``, times ``scale`` plus ``min`` where it is integers."""

    dtype: str
    scale: float = 1.0
    min: float = 0.0


class StoredTensor(BaseModel):
    """One tensor of a group; ``shape`` is in TensorFlow's order."""

    name: str
    shape: list[int] = Field(max_length=8)
    dtype: str
    quantization: Quantization | None = None

    @property
    def stored_as(self) -> np.dtype[np.generic]:
        kind = self.quantization.dtype if self.quantization else self.dtype
        if kind not in _KINDS:
            raise UnreadableNetworkError(f"{self.name[:80]} holds {kind[:20]}, not numbers")
        return np.dtype(_KINDS[kind])

    def count_bytes(self) -> int:
        if any(side < 0 for side in self.shape):
            raise UnreadableNetworkError(f"{self.name[:80]} has a side of {min(self.shape)}")
        return math.prod(self.shape) * self.stored_as.itemsize

    def decode(self, stored: bytes) -> Tensor:
        """From little-endian bytes to float32, or int64 where the tensor is of integers."""
        values = np.frombuffer(stored, dtype=self.stored_as).reshape(self.shape)
        numbers = values.astype(np.float64)
        if self.quantization and values.dtype.kind == "u":
            numbers = numbers * self.quantization.scale + self.quantization.min
        if self.dtype == "int32":
            return torch.as_tensor(np.rint(numbers), dtype=torch.int64)
        return torch.as_tensor(numbers, dtype=torch.float32)


class WeightGroup(BaseModel):
    """Shards that are one row of bytes, and what lies in it."""

    paths: list[str]
    weights: list[StoredTensor]


def list_shards(groups: Sequence[WeightGroup]) -> list[str]:
    """The names of all shards, in order. Raises UnreadableNetworkError for one elsewhere."""
    names = [name for group in groups for name in group.paths]
    for name in names:
        if not _SHARD.fullmatch(name):
            raise UnreadableNetworkError(f"its weights lie elsewhere, at {name[:80]!r}")
    return names


def read_weights(folder: Path, groups: Sequence[WeightGroup]) -> Mapping[str, Tensor]:
    """All tensors by name; raises UnreadableNetworkError unless the shards hold exactly them."""
    list_shards(groups)
    tensors: dict[str, Tensor] = {}
    for group in groups:
        _read_group(folder, group, tensors)
    return tensors


def _read_group(folder: Path, group: WeightGroup, tensors: dict[str, Tensor]) -> None:
    needed = sum(tensor.count_bytes() for tensor in group.weights)
    shards = [folder / name for name in group.paths]
    found = _count_bytes(shards)
    if found != needed or needed > _MOST_BYTES:
        names = ", ".join(group.paths)[:80]
        raise UnreadableNetworkError(f"{names} should hold {needed} bytes, and there are {found}")
    stored = b"".join(shard.read_bytes() for shard in shards)
    start = 0
    for tensor in group.weights:
        end = start + tensor.count_bytes()
        tensors[tensor.name] = tensor.decode(stored[start:end])
        start = end


def _count_bytes(shards: Sequence[Path]) -> int:
    missing = [shard.name for shard in shards if not shard.is_file()]
    if missing:
        raise UnreadableNetworkError(f"{missing[0]} isn't beside it")
    return sum(shard.stat().st_size for shard in shards)
