"""From a model.json and its shards to a graph of named layers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from torch import Tensor

from dream_core.networks.folding import Step
from dream_core.networks.tfjs.graph_model import GraphTopology, convert_graph
from dream_core.networks.tfjs.layers_model import LayersTopology, convert_layers
from dream_core.networks.tfjs.weights import WeightGroup, list_shards, read_weights
from dream_core.networks.unreadable import UnreadableNetworkError

_MOST_JSON_BYTES = 2**26


class _ModelFile(BaseModel):
    topology: dict[str, Any] = Field(alias="modelTopology")
    groups: list[WeightGroup] = Field(alias="weightsManifest", max_length=10_000)


def list_parts(file: Path) -> list[str]:
    """The names of the files that belong to a model.json, all beside it."""
    return list_shards(_read_file(file).groups)


def read_tfjs(file: Path, *, picture_at: str = "") -> list[Step]:
    """The layers of a graph model or a layers model, in an order in which they can be computed.

    ``picture_at`` is the node that the picture stands for, where that isn't the input. Raises
    UnreadableNetworkError for what is damaged, doesn't fit together, or has no layer to dream of.
    """
    model = _read_file(file)
    weights = read_weights(file.parent, model.groups)
    try:
        steps = _convert(model.topology, weights, picture_at)
    except ValidationError as error:
        raise _explain(error) from error
    if not steps:
        raise UnreadableNetworkError("nothing in it can be computed from a picture")
    return steps


def _convert(
    topology: Mapping[str, Any], weights: Mapping[str, Tensor], picture_at: str
) -> list[Step]:
    if "node" in topology:
        return convert_graph(GraphTopology.model_validate(topology), weights, picture_at)
    return convert_layers(LayersTopology.model_validate(topology), weights)


def _read_file(file: Path) -> _ModelFile:
    if file.stat().st_size > _MOST_JSON_BYTES:
        raise UnreadableNetworkError(f"{file.name} is larger than any such file")
    try:
        return _ModelFile.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise _explain(error) from error


def _explain(error: ValidationError) -> UnreadableNetworkError:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))[:80]
    return UnreadableNetworkError(f"{where or 'its JSON'}: {first['msg'][:120]}")
