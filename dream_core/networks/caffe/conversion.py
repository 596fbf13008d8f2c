"""The layers of a Caffe network as a graph of ours."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor, nn

from dream_core.networks.caffe.builders import LAYER_BUILDERS, LayerMessage, UnknownLayerError
from dream_core.networks.folding import Step
from dream_core.networks.layer_graph import PICTURE
from dream_core.networks.layers import Concatenate

NetMessage = Any
"""A Net of the schema, whose class is made when the program runs."""

# Whatever gives the picture in training and in use.
_SOURCES = frozenset({"input", "data", "imagedata", "memorydata", "hdf5data", "dummydata"})


def convert_net(net: NetMessage, weights: Mapping[str, list[Tensor]]) -> list[Step]:
    """The layers that can be computed from the picture; what follows unknown ones is left out."""
    return _Conversion(weights).convert(net)


class _Conversion:
    """Layer by layer; a blob that a layer works on in place has several values, one at a time."""

    def __init__(self, weights: Mapping[str, list[Tensor]]) -> None:
        self._weights = weights
        self._steps: list[Step] = []
        self._values: dict[str, str] = {}
        self._channels: dict[str, int] = {PICTURE: 3}
        self._counts: Counter[str] = Counter()

    def convert(self, net: NetMessage) -> list[Step]:
        if net.input:
            self._values[net.input[0]] = PICTURE
        for layer in (*net.layer, *net.layers):
            if _is_for_use(layer):
                self._add(layer)
        # Each blob's last value has the blob's name, as it has in Caffe.
        names = {step: blob for blob, step in self._values.items()}
        return [
            Step(
                names.get(step.name, step.name),
                tuple(names.get(name, name) if name else PICTURE for name in step.inputs),
                step.layer,
            )
            for step in self._steps
        ]

    def _add(self, layer: LayerMessage) -> None:
        kind = _kind_of(layer)
        if kind in _SOURCES and layer.top:
            # What comes second is labels.
            self._values.setdefault(layer.top[0], PICTURE)
            return
        if not layer.top or not layer.bottom or not all(b in self._values for b in layer.bottom):
            self._forget(layer)
            return
        inputs = tuple(self._values[blob] for blob in layer.bottom)
        channels = [self._channels[name] for name in inputs]
        try:
            made = LAYER_BUILDERS[kind](layer, self._weights.get(layer.name, []), channels)
        except (KeyError, UnknownLayerError):
            self._forget(layer)
            return
        for top in layer.top:
            self._counts[top] += 1
            name = f"{top}:{self._counts[top]}"
            self._steps.append(Step(name, inputs, made.requires_grad_(requires_grad=False)))
            self._values[top] = name
            self._channels[name] = _count_channels(made, channels)

    def _forget(self, layer: LayerMessage) -> None:
        for top in layer.top:
            self._values.pop(top, None)


def _kind_of(layer: LayerMessage) -> str:
    """Without what differs between the versions, such as InnerProduct and INNER_PRODUCT."""
    kind = layer.type
    if isinstance(kind, int):
        kind = layer.DESCRIPTOR.fields_by_name["type"].enum_type.values_by_number[kind].name
    return str(kind).replace("_", "").lower()


def _is_for_use(layer: LayerMessage) -> bool:
    """Whether the layer isn't for training alone."""
    test = layer.DESCRIPTOR.fields_by_name["include"].message_type.fields_by_name["phase"]
    number = test.enum_type.values_by_name["TEST"].number
    included = [rule.phase == number for rule in layer.include if rule.HasField("phase")]
    excluded = [rule.phase == number for rule in layer.exclude if rule.HasField("phase")]
    return (not included or any(included)) and not any(excluded)


def _count_channels(layer: nn.Module, channels: Sequence[int]) -> int:
    if isinstance(layer, nn.Conv2d):
        return layer.out_channels
    return sum(channels) if isinstance(layer, Concatenate) else channels[0]
