"""What a network sees in a dream that it didn't see in the photo."""

import torch
from torch import Tensor

from dream_core.ascent import LEVELS, resize
from dream_core.networks.network import DreamNetwork
from dream_core.recipe import LOGITS

MOST_SEEN = 3
LONGEST_SIDE = 224
"""Of the pictures that are looked at, in pixels: what most networks were trained on."""

LEAST_SIDE = 64
"""In pixels: a network's deepest layers need something to look at."""

LEAST_GROWTH = 0.01
"""Of a class's share of all odds, for it to be worth telling."""


def find_strengthened(photo: Tensor, dreamed: Tensor, network: DreamNetwork) -> tuple[int, ...]:
    """The classes whose share grew most, at most MOST_SEEN, the most grown first.

    Takes the photo (uint8 CHW) and its dream (floats of 0 to 1, CHW of the same size), and a
    network with classes. The share is the mean of the softmax over positions.
    """
    # Not inference mode: the network may be cut here for the first time, and dream later.
    with torch.no_grad():
        before = _measure_shares(_thin_out(photo).float() / LEVELS, network)
        grown = _measure_shares(_thin_out(dreamed), network) - before
        most = grown.topk(MOST_SEEN)
    return tuple(
        index
        for growth, index in zip(most.values.tolist(), most.indices.tolist(), strict=True)
        if growth >= LEAST_GROWTH
    )


def _thin_out(picture: Tensor) -> Tensor:
    """Every so many pixels only: a whole copy of a large picture would take too much memory."""
    step = max(1, max(picture.shape[-2:]) // (2 * LONGEST_SIDE))
    return picture[:, ::step, ::step]


def _measure_shares(picture: Tensor, network: DreamNetwork) -> Tensor:
    height, width = picture.shape[-2:]
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    size = (max(LEAST_SIDE, round(height * scale)), max(LEAST_SIDE, round(width * scale)))
    seen = network.prepare(resize(picture[None], size).clamp(0, 1))
    logits = network.activations(seen, [LOGITS])[LOGITS]
    return logits.float().softmax(dim=1).mean(dim=(0, 2, 3))
