"""Pictures of what single channels look for: gradient ascent on spectra, many at a time.

As in Olah, Mordvintsev and Schubert, Feature Visualization (2017). All pictures of a batch begin
alike and are turned and moved alike, so that a neighbour never changes one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from dream_core.ascent import AscentStep
from dream_core.imagining.spectrum import Spectrum, draw_spectrum
from dream_core.imagining.views import ViewMaker
from dream_core.networks.network import DreamNetwork
from dream_core.recipe import Recipe

OnStep = Callable[[AscentStep], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMethod:
    """The constants, found by trying; see :class:`dream_core.imagining.method.Method`.

    Pictures gain contrast with every step, so ``way`` is the sum of all steps' sizes, however many
    there are.
    """

    spectrum_power: float = 1.3
    spectrum_gain: float = 2.5
    first_deviation: float = 0.01
    way: float = 1.6
    rotation_degrees: float = 8.0
    zoom: tuple[float, float] = (0.85, 1.0)


CHANNEL_METHOD = ChannelMethod()


def imagine_channels(
    network: DreamNetwork,
    recipes: Sequence[Recipe],
    side: int,
    *,
    on_step: OnStep,
    method: ChannelMethod = CHANNEL_METHOD,
) -> Tensor:
    """What each recipe's channels look for; RGB floats of 0 to 1, N x 3 x side x side.

    The recipes have one target each and differ in its channels alone. ``on_step`` is called many
    times in every step; what it raises ends the work.
    """
    painting = _Painting(network, recipes, side, method)
    for step in range(1, recipes[0].steps + 1):
        painting.take_step(step, on_step)
    return painting.finish()


class _Painting:
    """Pictures under way."""

    def __init__(
        self, network: DreamNetwork, recipes: Sequence[Recipe], side: int, method: ChannelMethod
    ) -> None:
        self.network = network
        self.side = side
        self.method = method
        self.steps = recipes[0].steps
        self.layer = recipes[0].targets[0].layer
        self.channels = [list(recipe.targets[0].channels) for recipe in recipes]
        self.random = torch.Generator().manual_seed(recipes[0].seed)
        own = side + side % 2
        values = draw_spectrum(own, deviation=method.first_deviation, random=self.random)
        self.spectra = Spectrum(
            values.to(network.device).repeat(len(recipes), 1, 1, 1, 1),
            power=method.spectrum_power,
            gain=method.spectrum_gain,
        )
        self.views = ViewMaker(self.random, rotation_degrees=method.rotation_degrees, mirrors=False)
        self.optimiser = torch.optim.Adam([self.spectra.values], lr=method.way / self.steps)

    def take_step(self, step: int, on_step: OnStep) -> None:
        pictures = self.spectra.render(self.spectra.side).sigmoid()
        seen = pictures.detach()[:1]

        def report(share: float) -> None:
            on_step(
                AscentStep(
                    fraction=(step - 1 + share) / self.steps,
                    octave=1,
                    octaves=1,
                    step=step,
                    steps=self.steps,
                    rolled=seen,
                    offset=(0, 0),
                )
            )

        with self.network.watch(report):
            self.optimiser.zero_grad()
            torch.autograd.backward(-self._measure(self._look(pictures)).sum())
        self.optimiser.step()
        report(1)

    @torch.no_grad()
    def finish(self) -> Tensor:
        pictures = self.spectra.render(self.spectra.side).sigmoid()
        return pictures[..., : self.side, : self.side]

    def _look(self, pictures: Tensor) -> Tensor:
        own = self.spectra.side
        down, across = torch.randint(0, own, (2,), generator=self.random).tolist()
        moved = pictures.roll((down, across), dims=(2, 3))
        return self.views.look(moved, own, zoom=self.method.zoom)

    def _measure(self, views: Tensor) -> Tensor:
        """How strongly each view's own channels answer, in the mean over all positions."""
        seen = self.network.activations(self.network.prepare(views), [self.layer])[self.layer]
        answers = seen.mean(dim=(2, 3))
        return torch.stack(
            [answer[own].mean() for answer, own in zip(answers, self.channels, strict=True)]
        )
