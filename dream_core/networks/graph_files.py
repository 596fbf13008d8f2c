"""From a file that describes its own layers to a network that can dream."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import torch

from dream_core.networks.caffe.reader import read_caffe
from dream_core.networks.folding import Step
from dream_core.networks.googlenet_2015 import read_googlenet_2015
from dream_core.networks.layer_graph import LayerGraph
from dream_core.networks.network import DreamNetwork
from dream_core.networks.ranges import INPUT_RANGES
from dream_core.networks.registry import NetworkSpec
from dream_core.networks.tfjs.reader import read_tfjs
from dream_core.recipe import LOGITS

_UNFIT = re.compile(r"[^\w./]|^(?=[\d./])", re.ASCII)

GraphReader = Callable[[NetworkSpec, Path], list[Step]]

GRAPH_READERS: Mapping[str, GraphReader] = {
    "caffe": lambda spec, file: read_caffe(file, _find_description(spec, file)),
    "googlenet_2015": lambda _spec, file: read_googlenet_2015(file),
    "tfjs": lambda spec, file: read_tfjs(file, picture_at=spec.picture_at),
}


def _write_as_target(name: str) -> str:
    """The name as a target can have it: with _ for what it can't have."""
    return _UNFIT.sub("_", name)


def _find_description(spec: NetworkSpec, file: Path) -> Path | None:
    found = [part for part in spec.parts if part.endswith(".prototxt")]
    return file.with_name(found[0]) if found else None


def read_graph(spec: NetworkSpec, file: Path) -> LayerGraph:
    """The graph in the file, under the names that the row's layers have.

    Raises UnreadableNetworkError for what isn't such a file.
    """
    steps = GRAPH_READERS[spec.architecture](spec, file)
    names = {step.name for step in steps}
    aliases = {_write_as_target(name.removeprefix(spec.prefix)): name for name in names}
    if spec.classes in names:
        aliases[LOGITS] = spec.classes
    return LayerGraph(steps, aliases)


def read_graph_network(spec: NetworkSpec, file: Path, device: torch.device) -> DreamNetwork:
    """The network of a row whose architecture is a graph format; raises as :func:`read_graph`."""
    graph = read_graph(spec, file)
    features = [layer for layer in spec.layers if layer != LOGITS]
    return DreamNetwork(
        name=spec.name,
        module=graph,
        input_range=INPUT_RANGES[spec.range],
        device=device,
        bytes_per_pixel=graph.try_out().bytes_per_pixel,
        guide_layer=features[-1] if LOGITS in spec.layers and features else "",
    )
