"""Networks that say what a picture shows and never help to make one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from config import NETWORKS_FILE
from dream_core.ascent import resize
from dream_core.networks.loader import load_network
from dream_core.networks.network import DreamNetwork
from dream_core.networks.registry import load_networks
from dream_core.networks.weights import find_weights
from dream_core.recipe import LOGITS

CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A classifier of ImageNet's 1000 classes, and the side of the square it was trained on."""

    network: DreamNetwork
    side: int

    def rank(self, picture: Tensor) -> list[int]:
        """The classes by odds, likeliest first, of a square picture (CHW, floats of 0 to 1)."""
        with torch.inference_mode():
            seen = resize(picture[None], (self.side, self.side)).clamp(0, 1)
            logits = self.network.activations(self.network.prepare(seen), [LOGITS])[LOGITS]
        return logits.mean(dim=(2, 3))[0].argsort(descending=True).tolist()

    def share(self, picture: Tensor, classes: Sequence[int]) -> float:
        """What these classes have of all odds, 0 to 1, a mean over positions of any picture."""
        scale = self.side / max(picture.shape[-2:])
        size = (round(picture.shape[-2] * scale), round(picture.shape[-1] * scale))
        with torch.inference_mode():
            seen = resize(picture[None], size).clamp(0, 1)
            logits = self.network.activations(self.network.prepare(seen), [LOGITS])[LOGITS]
        return logits.softmax(dim=1)[0, list(classes)].sum(dim=0).mean().item()


def open_judge(name: str, *, side: int) -> Judge:
    """A network of the network file; raises UnavailableError where its weights aren't there."""
    spec = load_networks(NETWORKS_FILE)[name]
    weights = find_weights(spec, cache_dir=Path())
    return Judge(network=load_network(spec, weights=weights, device=CPU), side=side)
