"""A network that says how much a picture shows what is wanted, and how unlike photos it is."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from dream_core.networks.network import Activations, DreamNetwork, OnLayer
from dream_core.recipe import LOGITS, Target

_LEAST_DEVIATION = 1e-3


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a teacher says of views: their odds (N), and how unlike photos they all are (0-d)."""

    odds: Tensor
    unlikeness: Tensor


class Teacher:
    """Teaches several things at once: the odds of views are those of what they show least."""

    def __init__(
        self, network: DreamNetwork, things: Sequence[tuple[Tensor, float]], *, rivalry: float
    ) -> None:
        self._network = network
        self._things = things
        self._rivalry = rivalry

    @classmethod
    def of_targets(
        cls, network: DreamNetwork, targets: Sequence[Target], *, rivalry: float
    ) -> Self:
        """For targets on classes; ``rivalry`` is how much all classes count against them."""
        things = [
            (torch.tensor(target.channels, device=network.device), target.weight)
            for target in targets
        ]
        return cls(network, things, rivalry=rivalry)

    def watch(self, on_layer: OnLayer) -> AbstractContextManager[None]:
        """See :meth:`DreamNetwork.watch`."""
        return self._network.watch(on_layer)

    def teach(self, views: Tensor) -> Lesson:
        """Looks at views (N3HW, RGB of 0 to 1); differentiable."""
        network = self._network
        seen = network.activations(network.prepare(views), [LOGITS, *network.statistics])
        return Lesson(odds=self._weigh(seen[LOGITS]), unlikeness=self._compare(seen))

    def _weigh(self, logits: Tensor) -> Tensor:
        """NCHW to N: the odds of the thing that is shown least, softly."""
        classes = logits.mean(dim=(2, 3))
        odds = []
        for number, (channels, weight) in enumerate(self._things):
            others = [own for index, (own, _) in enumerate(self._things) if index != number]
            # Things that are wanted together are no rivals.
            rivals = classes.index_fill(1, torch.cat([channels[:0], *others]), -torch.inf)
            shown = classes.index_select(1, channels).logsumexp(dim=1)
            odds.append(weight * (shown - self._rivalry * rivals.logsumexp(dim=1)))
        return -torch.stack(odds).neg().logsumexp(dim=0)

    def _compare(self, seen: Activations) -> Tensor:
        """How far means and deviations are from those of photos, each on the photos' scale.

        As in Yin et al., Dreaming to Distill (2020), at the layers whose statistics are known.
        """
        distances = []
        for layer, photos in self._network.statistics.items():
            deviation, mean = torch.std_mean(seen[layer], dim=(0, 2, 3))
            scale = photos.deviation.clamp_min(_LEAST_DEVIATION)
            distances.append(((mean - photos.mean) / scale).square().mean())
            distances.append((deviation / scale - 1).square().mean())
        return torch.stack(distances).mean() * 2 if distances else seen[LOGITS].new_zeros(())
