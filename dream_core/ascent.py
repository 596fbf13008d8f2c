"""Gradient ascent over octaves: the loop of google/deepdream (2015), kept sharp and kept small.

Every octave starts from the photo at its size plus the detail that smaller octaves added, so that
the photo never blurs. All pictures here are float RGB of 0 to 1.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from dream_core.gradients import normalise_bands, normalise_mean, soften_colours
from dream_core.guides import guided_targets, read_guide
from dream_core.networks.network import DreamNetwork
from dream_core.objectives import Objective, choose_objective
from dream_core.octaves import octave_sizes
from dream_core.recipe import Recipe
from dream_core.tiles import OnShare, gradient_by_windows

ACTIVATION_BYTES = {"cpu": 680 * 2**20, "cuda": 4 * 2**30}
"""What a network's activations may take, by kind of device; larger pictures go in windows."""

LEVELS = 255
_MOVE_SHARE = 0.05
_GRADIENT_SHARE = 0.9
_COLOUR_SHARE = 0.92
_BAND_SHARE = 0.97
"""How far a step is once the picture is in its place, and after each thing done to its gradient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AscentStep:
    """Where the ascent is. ``fraction`` (0 to 1) is the share of all work that is done."""

    fraction: float
    octave: int
    octaves: int
    step: int
    steps: int
    rolled: Tensor
    offset: tuple[int, int]

    @property
    def picture(self) -> Tensor:
        """A copy of the picture as it is now, CHW at the octave's size."""
        down, across = self.offset
        return self.rolled[0].roll((-down, -across), dims=(1, 2))


OnStep = Callable[[AscentStep], None]


def dream(
    photo: Tensor,
    network: DreamNetwork,
    recipe: Recipe,
    *,
    on_step: OnStep,
    guide: Tensor | None = None,
) -> Tensor:
    """Dreams a photo (uint8 CHW RGB on the network's device); returns floats of 0 to 1, as CHW.

    The recipe is resolved (see :func:`dream_core.octaves.resolve_recipe`). ``on_step`` is called
    some times in every step: often enough to show progress each second of a large picture. What
    it raises ends the dream. With a ``guide`` (a picture like ``photo``, of any size) the dream
    takes its features at the recipe's layers, see :mod:`dream_core.guides`. What the recipe says
    of finishing is left to :mod:`dream_core.images.finishing`.
    """
    if guide is None:
        objectives = [choose_objective(target, network.device) for target in recipe.targets]
    else:
        recipe = replace(recipe, targets=guided_targets(recipe.targets, network))
        objectives = read_guide(guide, network, recipe.targets)
    return _Ascent(network, recipe, objectives, photo, on_step=on_step).climb()[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A step of an octave, and how far the picture is rolled for it."""

    octave: int
    step: int
    offset: tuple[int, int]


class _Ascent:
    """One dream under way."""

    def __init__(
        self,
        network: DreamNetwork,
        recipe: Recipe,
        objectives: Sequence[Objective],
        photo: Tensor,
        *,
        on_step: OnStep,
    ) -> None:
        self.photo = photo
        self.network = network
        self.recipe = recipe
        self.on_step = on_step
        self.most_pixels = ACTIVATION_BYTES[network.device.type] // network.bytes_per_pixel
        self.random = torch.Generator().manual_seed(recipe.seed)
        self.objectives = objectives
        self.weights: list[float] = []
        height, width = photo.shape[-2:]
        self.sizes = octave_sizes(width, height, octaves=recipe.octaves, scale=recipe.scale)
        self.total_work = recipe.steps * sum(high * wide for high, wide in self.sizes)
        self.work_done = 0.0
        self.furthest = 0.0
        self.base = photo.new_empty(0)

    def climb(self) -> Tensor:
        """Climbs every octave; returns the dream as NCHW."""
        self.base = self._resize_photo(self.sizes[0])
        dreamed = self._climb_octave(self.base, 1)
        for octave in range(2, len(self.sizes) + 1):
            # Nothing here holds on to the start of the last octave, the largest by far.
            dreamed = self._climb_octave(self._start_octave(octave, dreamed), octave)
        return dreamed

    def _start_octave(self, octave: int, dreamed: Tensor) -> Tensor:
        """The photo at this octave's size, with what the one before (used up here) added to it."""
        size = self.sizes[octave - 1]
        larger_base = self._resize_photo(size)
        # At full size this has taken a while, and from here on there is no dream to show.
        before = _Place(octave=octave - 1, step=self.recipe.steps, offset=(0, 0))
        self._report(dreamed, before, share=0)
        detail = dreamed.sub_(self.base)
        # The last octave's is never taken away again, and is as large as the picture itself.
        self.base = larger_base if octave < len(self.sizes) else larger_base.new_empty(0)
        return resize(detail, size).add_(larger_base).clamp_(0, 1)

    def _resize_photo(self, size: tuple[int, int]) -> Tensor:
        return resize(self.photo[None].float().div_(LEVELS), size).clamp_(0, 1)

    def _climb_octave(self, picture: Tensor, octave: int) -> Tensor:
        offset = (0, 0)
        for step in range(1, self.recipe.steps + 1):
            move = self._draw_jitter(picture)
            picture = picture.roll(move, dims=(2, 3))
            offset = (offset[0] + move[0], offset[1] + move[1])
            self._take_step(picture, _Place(octave=octave, step=step, offset=offset))
        return picture.roll((-offset[0], -offset[1]), dims=(2, 3))

    def _take_step(self, picture: Tensor, place: _Place) -> None:
        def report(share: float) -> None:
            self._report(picture, place, share=share)

        report(_MOVE_SHARE)
        gradient = gradient_by_windows(
            picture,
            self._gradient,
            most_pixels=self.most_pixels,
            on_share=lambda share: report(_MOVE_SHARE + (_GRADIENT_SHARE - _MOVE_SHARE) * share),
        )
        report(_GRADIENT_SHARE)
        soften_colours(gradient, self.recipe.vividness)
        report(_COLOUR_SHARE)
        normalise_bands(gradient, smoothing=self.recipe.smoothing)
        report(_BAND_SHARE)
        normalise_mean(gradient)
        picture.add_(gradient, alpha=self.recipe.step_size / LEVELS).clamp_(0, 1)
        report(1.0)
        self.work_done += picture.shape[-2] * picture.shape[-1]

    def _report(self, rolled: Tensor, place: _Place, *, share: float) -> None:
        """Tells that this share of a step is done, of the work after all steps before it."""
        work = self.work_done + share * rolled.shape[-2] * rolled.shape[-1]
        # Balancing several targets goes back through the layers once for each.
        self.furthest = max(self.furthest, min(1.0, work / self.total_work))
        self.on_step(
            AscentStep(
                fraction=self.furthest,
                octave=place.octave,
                octaves=len(self.sizes),
                step=place.step,
                steps=self.recipe.steps,
                rolled=rolled,
                offset=place.offset,
            )
        )

    def _draw_jitter(self, picture: Tensor) -> tuple[int, int]:
        """A random move; wherever windows would meet, one so far that seams never meet twice."""
        height, width = picture.shape[-2:]
        reach = self.recipe.jitter
        if height * width > self.most_pixels:
            reach = max(reach, math.isqrt(self.most_pixels) // 2)
        down, across = torch.randint(-reach, reach + 1, (2,), generator=self.random).tolist()
        return down, across

    def _gradient(self, picture: Tensor, on_share: OnShare) -> Tensor:
        """The gradient of all targets, each made equally strong before it is weighted."""
        picture = picture.detach().requires_grad_()
        targets = self.recipe.targets
        with torch.enable_grad(), self.network.watch(on_share):
            prepared = self.network.prepare(picture)
            activations = self.network.activations(prepared, [target.layer for target in targets])
            heights = [
                objective(activations[target.layer]).sum()
                for target, objective in zip(targets, self.objectives, strict=True)
            ]
            if not self.weights:
                self.weights = self._balance(heights, picture)
            height = torch.stack(heights) @ picture.new_tensor(self.weights)
            (gradient,) = torch.autograd.grad(height, picture)
        return gradient.contiguous()

    def _balance(self, heights: list[Tensor], picture: Tensor) -> list[float]:
        """Weights that make each target count as the recipe says, as in crowsonkb/deep_dream.

        Measured once, in the smallest octave: the ratios change little from there on, and a
        backward pass per target at every step would cost as much again.
        """
        if len(heights) == 1:
            return [1.0]
        strengths = [
            torch.autograd.grad(height, picture, retain_graph=True)[0].abs().mean().item()
            for height in heights
        ]
        return [
            target.weight / max(strength, 1e-12)
            for target, strength in zip(self.recipe.targets, strengths, strict=True)
        ]


def resize(picture: Tensor, size: tuple[int, int]) -> Tensor:
    """Resizes NCHW to (height, width), without aliasing when it shrinks."""
    if tuple(picture.shape[-2:]) == size:
        return picture
    return functional.interpolate(
        picture, size=size, mode="bicubic", align_corners=False, antialias=True
    )
