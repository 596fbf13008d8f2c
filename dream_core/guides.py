"""Dreams made of what the network sees in another picture: the guide.

The objective is google/deepdream's ``objective_guide`` (2015): every position of the dream climbs
towards the guide's position that it is most like by dot product. Dividing by lengths (cosine) or
taking means away was tried too: more of the guide's backgrounds grew then, and fewer of its things.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import torch
from torch import Tensor

from dream_core.networks.network import DreamNetwork
from dream_core.objectives import Objective
from dream_core.recipe import LOGITS, Target

MOST_POSITIONS = 2048
"""Of a shallow layer's many positions in the guide only so many are offered, evenly chosen."""

MOST_SCORES = 2**22
"""How many dot products are held at once, 16 MB of them."""


def guided_targets(targets: Sequence[Target], network: DreamNetwork) -> tuple[Target, ...]:
    """The targets with a layer of features in the place of classes.

    A class says by itself what to dream of, and in a guided dream that is the guide's to say.
    Logits themselves make poor features: what grew towards a guide's was faint and shapeless.
    """
    features = tuple(target for target in targets if target.layer != LOGITS)
    instead = network.guide_layer or LOGITS
    if any(target.layer == instead for target in features):
        return features
    return tuple(
        replace(target, layer=instead, channels=()) if target.layer == LOGITS else target
        for target in targets
    )


def read_guide(guide: Tensor, network: DreamNetwork, targets: Sequence[Target]) -> list[Objective]:
    """Each target's objective, from a guide of uint8 CHW RGB on the network's device.

    A target with channels compares these alone and strengthens these alone.
    """
    with torch.no_grad():
        prepared = network.prepare(guide[None].float().div_(255))
        activations = network.activations(prepared, [target.layer for target in targets])
    return [_follow_guide(activations[target.layer], target) for target in targets]


def likeness(activation: Tensor, *, features: Tensor, channels: Tensor | None = None) -> Tensor:
    """How strongly each position resembles the guide's nearest, summed per picture (NCHW to N).

    ``features`` is positions x channels, of the chosen channels where there are some.
    """
    chosen = activation if channels is None else activation.index_select(1, channels)
    batch, depth, height, width = chosen.shape
    positions = chosen.detach().permute(0, 2, 3, 1).reshape(-1, depth)
    nearest = features[find_nearest(positions, features)]
    nearest = nearest.view(batch, height, width, depth).permute(0, 3, 1, 2)
    return (chosen * nearest).sum(dim=(1, 2, 3))


def find_nearest(positions: Tensor, features: Tensor) -> Tensor:
    """For each row of positions the index of the row of features with the largest dot product.

    A large picture has more pairs than memory has room for, so it takes them some at a time.
    """
    rows = max(1, MOST_SCORES // len(features))
    parts = (positions[start : start + rows] for start in range(0, len(positions), rows))
    return torch.cat([(part @ features.T).argmax(dim=1) for part in parts])


def _follow_guide(activation: Tensor, target: Target) -> Objective:
    channels = None
    if target.channels:
        channels = torch.tensor(target.channels, device=activation.device)
        activation = activation.index_select(1, channels)
    features = activation[0].flatten(1).T
    if len(features) > MOST_POSITIONS:
        counted = torch.arange(MOST_POSITIONS, device=features.device)
        features = features[counted * len(features) // MOST_POSITIONS]
    return partial(likeness, features=features.contiguous(), channels=channels)
