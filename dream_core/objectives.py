"""What a dream climbs: the strength of layers and channels, or the odds of classes.

Each objective is summed over positions, not averaged: so it stays the same when a large picture
is dreamed tile by tile.
"""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from dream_core.recipe import LOGITS, Target

Objective = Callable[[Tensor], Tensor]

RIVALRY = 0.5
"""How much all other classes count against the chosen ones."""


def layer_strength(activation: Tensor) -> Tensor:
    """Half the sum of squares per picture (NCHW to N): the L2 objective of google/deepdream."""
    return activation.square().sum(dim=(1, 2, 3)) / 2


def channel_strength(activation: Tensor, *, channels: Tensor) -> Tensor:
    """The same for some channels only."""
    return layer_strength(activation.index_select(1, channels))


def class_odds(logits: Tensor, *, channels: Tensor) -> Tensor:
    """How strongly each position speaks for the chosen classes against all (NCHW to N)."""
    chosen = logits.index_select(1, channels).logsumexp(dim=1)
    return (chosen - RIVALRY * logits.logsumexp(dim=1)).sum(dim=(1, 2))


def choose_objective(target: Target, device: torch.device) -> Objective:
    """The objective that a target stands for, its channels on the device."""
    if not target.channels:
        return layer_strength
    channels = torch.tensor(target.channels, device=device)
    objective = class_odds if target.layer == LOGITS else channel_strength
    return partial(objective, channels=channels)
