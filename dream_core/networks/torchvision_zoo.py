"""torchvision's networks, built by its own registry and read from a downloaded state dict."""

from pathlib import Path

import torch
from torch import nn
from torchvision import models

from dream_core.networks.network import IMAGENET_RANGE, DreamNetwork
from dream_core.networks.registry import NetworkSpec

# The published files of these two hold auxiliary classifiers, which only help in training.
_WITH_AUXILIARY_HEADS = ("googlenet", "inception_v3")


def build_torchvision(architecture: str) -> nn.Module:
    """The module that torchvision's published weights fit, not yet filled."""
    if architecture in _WITH_AUXILIARY_HEADS:
        return _build(architecture, aux_logits=True, init_weights=False)
    return _build(architecture)


def read_torchvision(spec: NetworkSpec, weights: Path, device: torch.device) -> DreamNetwork:
    """Builds ``spec.architecture`` and fills it; layers are named as torchvision names them."""
    module = build_torchvision(spec.architecture)
    module.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    return DreamNetwork(name=spec.name, module=module, input_range=IMAGENET_RANGE, device=device)


def _build(architecture: str, **options: bool) -> nn.Module:
    module: nn.Module = models.get_model(architecture, weights=None, **options)
    return module
