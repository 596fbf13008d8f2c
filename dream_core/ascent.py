"""Gradient ascent over octaves: the loop of google/deepdream (2015), kept sharp and kept small.

Every octave starts from the photo at its size plus the detail that smaller octaves added, so that
the photo never blurs. All pictures here are float RGB of 0 to 1.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from dream_core.networks.network import DreamNetwork
from dream_core.octaves import octave_sizes
from dream_core.recipe import Recipe
from dream_core.voices import MOVE_SHARE, VoiceGradient, find_direction

ACTIVATION_BYTES = {"cpu": 680 * 2**20, "cuda": 4 * 2**30}
"""What a network's activations may take, by kind of device; larger pictures go in windows."""

LEVELS = 255
_CLEAR_SHARE = 0.125
"""From this share of the mask on, all that was dreamed is seen; it fades out below."""


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
    others: Sequence[DreamNetwork] = (),
    guide: Tensor | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """Dreams a photo (uint8 CHW RGB on the network's device); returns floats of 0 to 1, as CHW.

    The recipe is resolved (see :func:`dream_core.octaves.resolve_recipe`). ``on_step`` is called
    some times in every step: often enough to show progress each second of a large picture. What
    it raises ends the dream. ``others`` are the networks of the recipe's further voices, in their
    order. With a ``guide`` (a picture like ``photo``, of any size) the dream takes its features at
    the recipe's layers, see :mod:`dream_core.guides`. Where ``mask`` (HW floats of 0 to 1, as large
    as the photo) is 0 the photo stays exactly as it is, and where it is less than 1 each step is
    smaller. What the recipe says of finishing is left to :mod:`dream_core.images.finishing`.
    """
    voices = [
        VoiceGradient(voice, dreaming, guide=guide, most_pixels=_count_most_pixels(dreaming))
        for voice, dreaming in zip(recipe.voices, (network, *others), strict=True)
    ]
    dreamed = _Ascent(voices, recipe, photo, mask, on_step=on_step).climb()[0]
    return dreamed if mask is None else _keep_outside(dreamed, photo, mask)


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
        voices: Sequence[VoiceGradient],
        recipe: Recipe,
        photo: Tensor,
        mask: Tensor | None,
        *,
        on_step: OnStep,
    ) -> None:
        self.photo = photo
        self.mask = mask
        self.voices = voices
        self.recipe = recipe
        self.on_step = on_step
        self.most_pixels = min(voice.most_pixels for voice in voices)
        self.random = torch.Generator().manual_seed(recipe.seed)
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
        mask = None if self.mask is None else _resize_mask(self.mask, picture)
        offset = (0, 0)
        for step in range(1, self.recipe.steps + 1):
            move = self._draw_jitter(picture)
            picture = picture.roll(move, dims=(2, 3))
            offset = (offset[0] + move[0], offset[1] + move[1])
            place = _Place(octave=octave, step=step, offset=offset)
            self._take_step(picture, place, mask if mask is None else mask.roll(offset, (2, 3)))
        return picture.roll((-offset[0], -offset[1]), dims=(2, 3))

    def _take_step(self, picture: Tensor, place: _Place, mask: Tensor | None) -> None:
        def report(share: float) -> None:
            self._report(picture, place, share=share)

        report(MOVE_SHARE)
        gradient = find_direction(self.voices, picture, report)
        if mask is not None:
            gradient.mul_(mask)
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


def resize(picture: Tensor, size: tuple[int, int]) -> Tensor:
    """Resizes NCHW to (height, width), without aliasing when it shrinks."""
    if tuple(picture.shape[-2:]) == size:
        return picture
    return functional.interpolate(
        picture, size=size, mode="bicubic", align_corners=False, antialias=True
    )


def _count_most_pixels(network: DreamNetwork) -> int:
    """How many pixels may go through a network at once."""
    return ACTIVATION_BYTES[network.device.type] // network.bytes_per_pixel


def _resize_mask(mask: Tensor, picture: Tensor) -> Tensor:
    """The mask at a picture's size, NCHW."""
    return resize(mask[None, None], (picture.shape[-2], picture.shape[-1])).clamp_(0, 1)


def _keep_outside(dreamed: Tensor, photo: Tensor, mask: Tensor) -> Tensor:
    """The dream, used up, with the photo itself wherever the mask has nothing."""
    # What smaller octaves added reaches a little beyond the mask once it is enlarged.
    seen = (mask / _CLEAR_SHARE).clamp_(max=1)
    base = photo.float().div_(LEVELS)
    return dreamed.sub_(base).mul_(seen).add_(base)
