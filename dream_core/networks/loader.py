"""From a network's row and its weights file to a network that can dream."""

from collections.abc import Callable
from pathlib import Path
from pickle import UnpicklingError

import torch

from dream_core.errors import ErrorCode, UnavailableError
from dream_core.networks.efficientnet_lite import read_efficientnet_lite0
from dream_core.networks.network import DreamNetwork
from dream_core.networks.registry import NetworkSpec
from dream_core.networks.torchvision_zoo import read_torchvision
from dream_core.networks.vgg import read_vgg19_codebook

Reader = Callable[[Path, torch.device], DreamNetwork]

ARCHITECTURES: dict[str, Reader] = {
    "efficientnet_lite0": read_efficientnet_lite0,
    "vgg19_codebook": read_vgg19_codebook,
}


def load_network(spec: NetworkSpec, *, weights: Path, device: torch.device) -> DreamNetwork:
    """Reads the checked weights file onto the device; raises UnavailableError (network_corrupt)."""
    try:
        if spec.source == "torchvision":
            return read_torchvision(spec, weights, device)
        return ARCHITECTURES[spec.architecture](weights, device)
    except (KeyError, RuntimeError, UnpicklingError, EOFError) as error:
        raise UnavailableError(
            ErrorCode.NETWORK_CORRUPT,
            f"{weights} doesn't hold the weights of {spec.title}.",
            "Delete the file and dream again, so that it is fetched anew.",
        ) from error
