"""torchvision's networks, built by its own registry and read from a downloaded state dict."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from torch import Tensor, nn
from torchvision import models

from dream_core.networks.network import IMAGENET_RANGE, DreamNetwork, cut_network
from dream_core.networks.ranges import INPUT_RANGES
from dream_core.networks.registry import TRUNKS, NetworkSpec
from dream_core.networks.unreadable import UnreadableNetworkError

# The published files of these two hold auxiliary classifiers, which only help in training.
_WITH_AUXILIARY_HEADS = ("googlenet", "inception_v3")
_HEADS = ("fc", "classifier", "AuxLogits", "aux1", "aux2")


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


def find_trunk(state: Mapping[str, Tensor]) -> str:
    """Which of TRUNKS the weights are of, whatever classes they were trained for.

    Raises UnreadableNetworkError where they are of none.
    """
    shapes = {name: tensor.shape for name, tensor in state.items()}
    for architecture in TRUNKS:
        needed = dict(_list_weights(_build_trunk(architecture)))
        if all(shapes.get(name) == tensor.shape for name, tensor in needed.items()):
            return architecture
    raise UnreadableNetworkError(f"its weights are of none of: {', '.join(TRUNKS)}")


def read_state(weights: Path) -> Mapping[str, Tensor]:
    """The weights by name, as they are or as a training keeps them.

    Raises UnreadableNetworkError where there is something else in the file.
    """
    stored = torch.load(weights, map_location="cpu", weights_only=True)
    state = stored.get("state_dict", stored) if isinstance(stored, dict) else None
    if not isinstance(state, dict) or not all(isinstance(v, Tensor) for v in state.values()):
        raise UnreadableNetworkError("it holds something else than weights")
    return {str(name).removeprefix("module."): tensor for name, tensor in state.items()}


def read_trunk(spec: NetworkSpec, weights: Path, device: torch.device) -> DreamNetwork:
    """One of TRUNKS without its classifier, from weights of somebody's own."""
    state = read_state(weights)
    module = _build_trunk(spec.architecture).to_empty(device="cpu")
    needed = dict(_list_weights(module))
    if any(name not in state or state[name].shape != own.shape for name, own in needed.items()):
        raise UnreadableNetworkError(f"its weights aren't those of a {spec.architecture}")
    module.load_state_dict({name: state[name] for name in needed}, strict=False)
    pixels = INPUT_RANGES.get(spec.range, IMAGENET_RANGE)
    return DreamNetwork(name=spec.name, module=module, input_range=pixels, device=device)


def list_layers(architecture: str) -> dict[str, int]:
    """The layers of one of TRUNKS that a target may name, with their channels."""
    module = _build_trunk(architecture).eval()
    names = list(_name_layers(module))
    activations = cut_network(module, names)(torch.empty(1, 3, 128, 128, device="meta"))
    return {name: activations[name].shape[1] for name in names}


def _name_layers(module: nn.Module) -> Iterator[str]:
    for name, part in module.named_children():
        if name == "features":
            relus = (index for index, inner in part.named_children() if isinstance(inner, nn.ReLU))
            yield from (f"features.{index}" for index in relus)
        elif any(isinstance(inner, nn.Conv2d) for inner in part.modules()):
            yield name


def _list_weights(module: nn.Module) -> Iterator[tuple[str, Tensor]]:
    """All that dreams depend on; some files leave out how many batches a norm saw."""
    for name, tensor in module.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            yield name, tensor


def _build_trunk(architecture: str) -> nn.Module:
    """Without memory for its weights, and without what only tells classes apart."""
    with torch.device("meta"):
        module = build_torchvision(architecture)
    for name in _HEADS:
        if hasattr(module, name):
            setattr(module, name, None if name.lower().startswith("aux") else nn.Identity())
    return module


def _build(architecture: str, **options: bool) -> nn.Module:
    module: nn.Module = models.get_model(architecture, weights=None, **options)
    return module
