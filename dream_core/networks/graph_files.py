"""From a file that describes its own layers to a network that can dream."""

from collections.abc import Callable, Mapping
from pathlib import Path

import torch

from dream_core.networks.folding import Step
from dream_core.networks.googlenet_2015 import read_googlenet_2015
from dream_core.networks.layer_graph import LayerGraph
from dream_core.networks.network import DreamNetwork
from dream_core.networks.ranges import INPUT_RANGES
from dream_core.networks.registry import NetworkSpec
from dream_core.networks.tfjs.reader import read_tfjs
from dream_core.recipe import LOGITS

GraphReader = Callable[[NetworkSpec, Path], list[Step]]

GRAPH_READERS: Mapping[str, GraphReader] = {
    "googlenet_2015": lambda _spec, file: read_googlenet_2015(file),
    "tfjs": lambda spec, file: read_tfjs(file, picture_at=spec.picture_at),
}


def read_graph(spec: NetworkSpec, file: Path) -> LayerGraph:
    """The graph in the file, under the names that the row's layers have.

    Raises UnreadableNetworkError for what isn't such a file.
    """
    steps = GRAPH_READERS[spec.architecture](spec, file)
    names = {step.name for step in steps}
    aliases = {
        name.removeprefix(spec.prefix): name for name in names if name.startswith(spec.prefix)
    }
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
