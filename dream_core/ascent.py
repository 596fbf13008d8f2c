"""Gradient ascent over octaves: the loop of google/deepdream (2015), kept sharp and kept small.

Every octave starts from the photo at its size plus the detail that smaller octaves added, so that
the photo never blurs. All pictures here are float RGB of 0 to 1.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from dream_core.colours import keep_photo_colours
from dream_core.gradients import normalise_bands, normalise_mean, soften_colours
from dream_core.networks.network import DreamNetwork
from dream_core.objectives import choose_objective
from dream_core.octaves import octave_sizes
from dream_core.recipe import Recipe
from dream_core.tiles import gradient_by_windows

ACTIVATION_BYTES = {"cpu": 680 * 2**20, "cuda": 4 * 2**30}
"""What a network's activations may take, by kind of device; larger pictures go in windows."""

LEVELS = 255
_MOVE_SHARE = 0.05
_GRADIENT_SHARE = 0.9
"""How far a step is when the picture is in its place, and when its gradient is there."""


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


def dream(photo: Tensor, network: DreamNetwork, recipe: Recipe, *, on_step: OnStep) -> Tensor:
    """Dreams a photo (uint8 CHW RGB on the network's device); returns floats of 0 to 1, as CHW.

    The recipe is resolved (see :func:`dream_core.octaves.resolve_recipe`). ``on_step`` is called
    some times in every step: often enough to show progress each second of a large picture. What
    it raises ends the dream.
    """
    dreamed = _Ascent(network, recipe, photo, on_step).climb()[0]
    return keep_photo_colours(dreamed, photo) if recipe.keep_colours else dreamed


class _Ascent:
    """One dream under way."""

    def __init__(
        self, network: DreamNetwork, recipe: Recipe, photo: Tensor, on_step: OnStep
    ) -> None:
        self.photo = photo
        self.network = network
        self.recipe = recipe
        self.on_step = on_step
        self.most_pixels = ACTIVATION_BYTES[network.device.type] // network.bytes_per_pixel
        self.random = torch.Generator().manual_seed(recipe.seed)
        self.objectives = [choose_objective(target, network.device) for target in recipe.targets]
        self.weights: list[float] = []
        height, width = photo.shape[-2:]
        self.sizes = octave_sizes(width, height, octaves=recipe.octaves, scale=recipe.scale)
        self.total_work = recipe.steps * sum(high * wide for high, wide in self.sizes)
        self.work_done = 0.0

    def climb(self) -> Tensor:
        """Climbs every octave; returns the dream as NCHW."""
        *smaller, full = self.sizes
        detail: Tensor | None = None
        for octave, size in enumerate(smaller, 1):
            picture = self._climb_octave(self._start_octave(size, detail), octave)
            detail = picture.sub_(self._base(size))
        # Nothing here holds on to the start of the last octave, the largest by far.
        return self._climb_octave(self._start_octave(full, detail), len(self.sizes))

    def _start_octave(self, size: tuple[int, int], detail: Tensor | None) -> Tensor:
        """The photo at this size with what the smaller octaves added to it."""
        base = self._base(size)
        return base if detail is None else base.add_(resize(detail, size)).clamp_(0, 1)

    def _base(self, size: tuple[int, int]) -> Tensor:
        return resize(self.photo[None].float().div_(LEVELS), size).clamp_(0, 1)

    def _climb_octave(self, picture: Tensor, octave: int) -> Tensor:
        offset = (0, 0)
        for step in range(1, self.recipe.steps + 1):
            move = self._draw_jitter(picture)
            picture = picture.roll(move, dims=(2, 3))
            offset = (offset[0] + move[0], offset[1] + move[1])
            self._take_step(picture, octave=octave, step=step, offset=offset)
        return picture.roll((-offset[0], -offset[1]), dims=(2, 3))

    def _take_step(
        self, picture: Tensor, *, octave: int, step: int, offset: tuple[int, int]
    ) -> None:
        pixels = picture.shape[-2] * picture.shape[-1]

        def report(share: float) -> None:
            self.on_step(
                AscentStep(
                    fraction=min(1.0, (self.work_done + share * pixels) / self.total_work),
                    octave=octave,
                    octaves=len(self.sizes),
                    step=step,
                    steps=self.recipe.steps,
                    rolled=picture,
                    offset=offset,
                )
            )

        report(_MOVE_SHARE)
        gradient = gradient_by_windows(
            picture,
            self._gradient,
            most_pixels=self.most_pixels,
            on_window=lambda share: report(_MOVE_SHARE + (_GRADIENT_SHARE - _MOVE_SHARE) * share),
        )
        soften_colours(gradient, self.recipe.vividness)
        normalise_bands(gradient, smoothing=self.recipe.smoothing)
        report(_GRADIENT_SHARE)
        normalise_mean(gradient)
        picture.add_(gradient, alpha=self.recipe.step_size / LEVELS).clamp_(0, 1)
        report(1.0)
        self.work_done += pixels

    def _draw_jitter(self, picture: Tensor) -> tuple[int, int]:
        """A random move; wherever windows would meet, one so far that seams never meet twice."""
        height, width = picture.shape[-2:]
        reach = self.recipe.jitter
        if height * width > self.most_pixels:
            reach = max(reach, math.isqrt(self.most_pixels) // 2)
        down, across = torch.randint(-reach, reach + 1, (2,), generator=self.random).tolist()
        return down, across

    def _gradient(self, picture: Tensor) -> Tensor:
        """The gradient of all targets, each made equally strong before it is weighted."""
        picture = picture.detach().requires_grad_()
        targets = self.recipe.targets
        with torch.enable_grad():
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
