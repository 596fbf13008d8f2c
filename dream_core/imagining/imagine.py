"""Makes a picture from noise: gradient descent on a spectrum, as seen by one network or two."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from dream_core.ascent import AscentStep, resize
from dream_core.imagining.method import METHOD, Method, Phase
from dream_core.imagining.smoothing import smooth_picture
from dream_core.imagining.spectrum import Spectrum, draw_spectrum
from dream_core.imagining.teacher import Teacher
from dream_core.imagining.views import ViewMaker
from dream_core.networks.network import DreamNetwork
from dream_core.recipe import Recipe

REFERENCE_SIDE = 256
SMALLEST_SIDE = 64
"""The networks see nothing in less."""
WARM_UP_STEPS = 10

_DARKEST = 1e-3
"""Darker or lighter than this nothing is before it gets its contrast."""

OnStep = Callable[[AscentStep], None]


def imagine(
    networks: Sequence[DreamNetwork],
    recipe: Recipe,
    side: int,
    *,
    on_step: OnStep,
    method: Method = METHOD,
) -> Tensor:
    """Imagines the recipe's targets (classes); returns RGB floats of 0 to 1, CHW, side x side.

    The networks, at least one, teach by turns; they are all on one device. ``on_step`` is called
    many times in every step; what it raises ends the work.
    """
    imagining = _Imagining(networks, recipe, side, method)
    imagining.work(on_step)
    return imagining.finish(side)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """Where the work is: a step of a phase, and the share (0 to 1) of all steps before it."""

    phase: int
    side: int
    step: int
    steps: int
    before: int
    share: float


class _Imagining:
    """One picture under way."""

    def __init__(
        self, networks: Sequence[DreamNetwork], recipe: Recipe, side: int, method: Method
    ) -> None:
        self.method = method
        self.random = torch.Generator().manual_seed(recipe.seed)
        self.phases = plan_phases(method.phases, side=side, steps=recipe.steps)
        self.steps = sum(steps for _, steps in self.phases)
        largest = max(side for side, _ in self.phases)
        values = draw_spectrum(largest, deviation=method.first_deviation, random=self.random)
        self.spectrum = Spectrum(
            values.to(networks[0].device), power=method.spectrum_power, gain=method.spectrum_gain
        )
        self.views = ViewMaker(self.random, rotation_degrees=method.rotation_degrees)
        self.teachers = [
            Teacher.of_targets(network, recipe.targets, rivalry=method.rivalry)
            for network in networks
        ]
        self.optimiser = torch.optim.AdamW(
            [self.spectrum.values], betas=method.momenta, weight_decay=method.fading
        )

    def work(self, on_step: OnStep) -> None:
        """Takes one step after the other."""
        for moment in self._moments():
            self._take_step(moment, on_step)

    @torch.no_grad()
    def finish(self, side: int) -> Tensor:
        """The picture without its grain, with more contrast, at the side asked for."""
        own = self.spectrum.side
        strength = self.method.smoothing * own / REFERENCE_SIDE
        smooth = smooth_picture(self.spectrum.render(own).sigmoid(), strength)
        picture = (self.method.brilliance * smooth.logit(_DARKEST)).sigmoid()
        return resize(picture[None], (side, side)).clamp_(0, 1)[0]

    def _moments(self) -> Iterator[_Moment]:
        before = 0
        for number, (side, steps) in enumerate(self.phases, 1):
            for step in range(1, steps + 1):
                yield _Moment(
                    phase=number,
                    side=side,
                    step=step,
                    steps=steps,
                    before=before,
                    share=before / self.steps,
                )
                before += 1

    def _take_step(self, moment: _Moment, on_step: OnStep) -> None:
        """Moves the spectrum; what is told of is the picture before."""
        for group in self.optimiser.param_groups:
            group["lr"] = self._step_size(moment)
        latent = self.spectrum.render(moment.side)
        picture = latent.sigmoid()[None]
        seen = picture.detach()
        teacher = self.teachers[moment.before % len(self.teachers)]
        with teacher.watch(lambda share: on_step(self._describe(moment, seen, share))):
            loss = self._ugliness(latent, picture) + self._teach(teacher, picture, moment)
            self.optimiser.zero_grad()
            torch.autograd.backward(loss)
        self.optimiser.step()
        on_step(self._describe(moment, seen, 1))

    def _describe(self, moment: _Moment, seen: Tensor, share: float) -> AscentStep:
        """Where the work is once this share of a step is done."""
        return AscentStep(
            fraction=(moment.before + share) / self.steps,
            octave=moment.phase,
            octaves=len(self.phases),
            step=moment.step,
            steps=moment.steps,
            rolled=seen,
            offset=(0, 0),
        )

    def _step_size(self, moment: _Moment) -> float:
        """Quick at first, then ever slower along a cosine."""
        slow = self.method.last_step_share
        cosine = (1 + math.cos(math.pi * moment.share)) / 2
        warmth = min(1.0, (moment.before + 1) / WARM_UP_STEPS)
        return self.method.step_size * warmth * (slow + (1 - slow) * cosine)

    def _teach(self, teacher: Teacher, picture: Tensor, moment: _Moment) -> Tensor:
        method = self.method
        seen, weights = self._look(picture)
        noise = method.first_noise * (method.last_noise / method.first_noise) ** moment.share
        lesson = teacher.teach(self.views.add_noise(seen, noise))
        return method.likeness * lesson.unlikeness - lesson.odds @ weights

    def _look(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """Views of the whole and, where it has more than a network sees, of parts of it."""
        method = self.method
        side = min(method.view_side, picture.shape[-1])
        views = [self.views.look(picture, side, zoom=method.whole_zoom, shift=method.shift)]
        weights = [1.0]
        for _ in range(method.views - 1):
            if picture.shape[-1] > side:
                views.append(self.views.look(picture, side, zoom=method.part_zoom))
                weights.append(method.part_weight)
            else:
                views.append(
                    self.views.look(picture, side, zoom=method.whole_zoom, shift=method.shift)
                )
                weights.append(1.0)
        shares = picture.new_tensor(weights)
        return torch.cat(views), shares / shares.sum()

    def _ugliness(self, latent: Tensor, picture: Tensor) -> Tensor:
        """Total variation, contrast, and glare: how far colours go towards black and white."""
        method = self.method
        down = (picture[..., 1:, :] - picture[..., :-1, :]).abs().mean()
        across = (picture[..., 1:] - picture[..., :-1]).abs().mean()
        variation = (down + across) * picture.shape[-1] / REFERENCE_SIDE
        glare = functional.relu(latent.abs() - method.glare_from).square().mean()
        return (
            method.variation * variation
            + method.contrast * latent.square().mean()
            + method.glare * glare
        )


def plan_phases(phases: Sequence[Phase], *, side: int, steps: int) -> list[tuple[int, int]]:
    """(side, steps) of each phase for a picture of ``side``: even sides, each larger than before.

    Phases that would paint larger than the picture lend their steps to its own size; but nothing
    is painted smaller than SMALLEST_SIDE.
    """
    largest = max(SMALLEST_SIDE, side) // 2 * 2
    planned: dict[int, int] = {}
    done, share = 0, 0.0
    for phase in phases:
        share += phase.share
        until = max(done, round(steps * share))
        own = min(phase.side, largest)
        planned[own] = planned.get(own, 0) + until - done
        done = until
    return [(side, steps) for side, steps in planned.items() if steps]
