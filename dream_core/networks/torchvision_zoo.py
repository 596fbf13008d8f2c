"""torchvision's networks, built by its own registry and read from a downloaded state dict."""

from pathlib import Path

import torch
from torch import nn
from torchvision import models

from dream_core.networks.network import IMAGENET_RANGE, DreamNetwork
from dream_core.networks.registry import NetworkSpec

# Auxiliary classifiers of these two are in the file, but only help in training.
_WITH_AUXILIARY_HEADS = ("googlenet", "inception_v3")


def read_torchvision(spec: NetworkSpec, weights: Path, device: torch.device) -> DreamNetwork:
    """Builds ``spec.architecture`` and fills it with the state dict.

    Layers are named as in torchvision's own modules.
    """
    state = torch.load(weights, map_location="cpu", weights_only=True)
    options: dict[str, object] = {"weights": None}
    if spec.architecture in _WITH_AUXILIARY_HEADS:
        options |= {"init_weights": False, "aux_logits": True, "transform_input": False}
    module: nn.Module = models.get_model(spec.architecture, **options)
    module.load_state_dict(state)
    return DreamNetwork(name=spec.name, module=module, input_range=IMAGENET_RANGE, device=device)
