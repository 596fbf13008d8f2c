"""From a network's row and its weights file to a network that can dream."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from pickle import UnpicklingError

import torch

from dream_core.errors import CatalogueError, ErrorCode, UnavailableError
from dream_core.memory import is_out_of_memory
from dream_core.nearest import suggest_nearest
from dream_core.networks.efficientnet_lite import SCALINGS, read_efficientnet_lite
from dream_core.networks.network import DreamNetwork
from dream_core.networks.registry import GRAPH_FORMATS, TRUNKS, NetworkSpec
from dream_core.networks.unreadable import UnreadableNetworkError
from dream_core.networks.vgg import read_vgg19_codebook

Reader = Callable[[Path, torch.device], DreamNetwork]

ARCHITECTURES: dict[str, Reader] = {
    **{name.replace("-", "_"): partial(read_efficientnet_lite, name) for name in SCALINGS},
    "vgg19_codebook": read_vgg19_codebook,
}


def load_network(spec: NetworkSpec, *, weights: Path, device: torch.device) -> DreamNetwork:
    """Reads the checked weights file onto the device.

    Raises UnavailableError (network_corrupt) for a file of something else, CatalogueError for an
    architecture that torchvision doesn't have, and what torch raises where the memory runs out.
    """
    read = _find_reader(spec)
    try:
        return read(weights, device)
    except UnreadableNetworkError as error:
        raise UnavailableError(
            ErrorCode.NETWORK_CORRUPT,
            f"{weights} can't be read as {spec.title}: {error}.",
            "Fetch the file again, or look whether it is the one that is meant.",
        ) from error
    except (KeyError, RuntimeError, UnpicklingError, EOFError) as error:
        if is_out_of_memory(error):
            raise
        raise UnavailableError(
            ErrorCode.NETWORK_CORRUPT,
            f"{weights} doesn't hold the weights of {spec.title}.",
            "Delete the file and dream again, so that it is fetched anew.",
        ) from error


def _find_reader(spec: NetworkSpec) -> Reader:
    if spec.source == "torchvision":
        return _find_torchvision_reader(spec)
    if spec.architecture in GRAPH_FORMATS:
        # Only here, for what reads the formats takes a while to import.
        from dream_core.networks.graph_files import read_graph_network

        return partial(read_graph_network, spec)
    if spec.architecture in TRUNKS:
        from dream_core.networks.torchvision_zoo import read_trunk

        return partial(read_trunk, spec)
    return ARCHITECTURES[spec.architecture]


def _find_torchvision_reader(spec: NetworkSpec) -> Reader:
    # Only here, as torchvision takes as long to import as torch itself.
    from torchvision import models

    from dream_core.networks.torchvision_zoo import read_torchvision

    if spec.architecture not in models.list_models():
        raise CatalogueError(
            ErrorCode.CATALOGUE_INVALID,
            f"torchvision has no architecture {spec.architecture!r}, which {spec.name} names.",
            suggest_nearest(spec.architecture, models.list_models()),
        )
    return partial(read_torchvision, spec)
