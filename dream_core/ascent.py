"""Gradient ascent over octaves: the loop of google/deepdream (2015), kept sharp and kept small.

Every octave starts from the photo at its size plus the detail that smaller octaves added, so that
the photo never blurs. All pictures here are float RGB of 0 to 1.

Photos of one size climb together: what moves one moves all, so that those that are alike dream
alike, and each one's gradient is its own.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from dream_core.networks.network import DreamNetwork
from dream_core.octaves import REFERENCE_SIDE, octave_sizes
from dream_core.recipe import Recipe
from dream_core.restraint import find_freedom
from dream_core.voices import MOVE_SHARE, VoiceGradient, find_direction

ACTIVATION_BYTES = {"cpu": 680 * 2**20, "cuda": 4 * 2**30}
"""What a network's activations may take, by kind of device; larger pictures go in windows."""

LEVELS = 255
_CLEAR_SHARE = 0.125
"""From this share of the mask on, all that was dreamed is seen; it fades out below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AscentStep:
    """Where the ascent is. ``fraction`` (0 to 1) is the share of all work that is done.

    ``rolled`` are its pictures, NCHW, each moved by ``offset``.
    """

    fraction: float
    octave: int
    octaves: int
    step: int
    steps: int
    rolled: Tensor
    offset: tuple[int, int]

    @property
    def picture(self) -> Tensor:
        """A copy of the first picture as it is now, CHW at the octave's size."""
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

    Where ``mask`` (HW floats of 0 to 1, as large as the photo) is 0 the photo stays exactly as it
    is, and where it is less than 1 each step is smaller. All else is as for :func:`dream_batch`.
    """
    masks = None if mask is None else mask[None]
    return dream_batch(
        photo[None], network, recipe, on_step=on_step, others=others, guide=guide, masks=masks
    )[0]


def dream_batch(
    photos: Tensor,
    network: DreamNetwork,
    recipe: Recipe,
    *,
    on_step: OnStep,
    others: Sequence[DreamNetwork] = (),
    guide: Tensor | None = None,
    masks: Tensor | None = None,
) -> Tensor:
    """Dreams photos of one size together (uint8 NCHW RGB); returns floats of 0 to 1, as NCHW.

    The recipe is resolved (see :func:`dream_core.octaves.resolve_recipe`). ``on_step`` is called
    some times in every step: often enough to show progress each second of a large picture. What
    it raises ends the dream. ``others`` are the networks of the recipe's further voices, in their
    order. With a ``guide`` (a picture like ``photo``, of any size) the dream takes its features at
    the recipe's layers, see :mod:`dream_core.guides`. ``masks`` are each photo's, NHW, or one for
    all. What the recipe says of finishing is left to :mod:`dream_core.images.finishing`.
    """
    voices = [
        VoiceGradient(voice, dreaming, guide=guide, most_pixels=_count_most_pixels(dreaming))
        for voice, dreaming in zip(recipe.voices, (network, *others), strict=True)
    ]
    masks = None if masks is None else masks[:, None]
    dreamed = _Ascent(voices, recipe, photos, masks, on_step=on_step).climb()
    return dreamed if masks is None else _keep_outside(dreamed, photos, masks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A step of an octave, and how far the pictures are rolled for it."""

    octave: int
    step: int
    offset: tuple[int, int]


class _Ascent:
    """Dreams of one size under way together; photos and masks are NCHW."""

    def __init__(
        self,
        voices: Sequence[VoiceGradient],
        recipe: Recipe,
        photos: Tensor,
        masks: Tensor | None,
        *,
        on_step: OnStep,
    ) -> None:
        self.photos = photos
        self.masks = masks
        self.voices = voices
        self.recipe = recipe
        self.on_step = on_step
        self.most_pixels = min(voice.most_pixels for voice in voices)
        self.random = torch.Generator().manual_seed(recipe.seed)
        height, width = photos.shape[-2:]
        self.sizes = octave_sizes(width, height, octaves=recipe.octaves, scale=recipe.scale)
        self.total_work = recipe.steps * sum(high * wide for high, wide in self.sizes)
        self.work_done = 0.0
        self.furthest = 0.0
        self.base = photos.new_empty(0)
        self.freedom = self._find_freedom() if recipe.restraint else None

    def climb(self) -> Tensor:
        """Climbs every octave; returns the dreams as NCHW."""
        self.base = self._resize_photos(self.sizes[0])
        dreamed = self._climb_octave(self.base, 1)
        for octave in range(2, len(self.sizes) + 1):
            # Nothing here holds on to the start of the last octave, the largest by far.
            dreamed = self._climb_octave(self._start_octave(octave, dreamed), octave)
        return dreamed

    def _start_octave(self, octave: int, dreamed: Tensor) -> Tensor:
        """The photos at this octave's size, with what the one before (used up here) added."""
        size = self.sizes[octave - 1]
        larger_base = self._resize_photos(size)
        # At full size this has taken a while, and from here on there is no dream to show.
        before = _Place(octave=octave - 1, step=self.recipe.steps, offset=(0, 0))
        self._report(dreamed, before, share=0)
        detail = dreamed.sub_(self.base)
        # The last octave's is never taken away again, and is as large as the picture itself.
        self.base = larger_base if octave < len(self.sizes) else larger_base.new_empty(0)
        return resize(detail, size).add_(larger_base).clamp_(0, 1)

    def _resize_photos(self, size: tuple[int, int]) -> Tensor:
        return resize(self.photos.float().div_(LEVELS), size).clamp_(0, 1)

    def _find_freedom(self) -> Tensor:
        """Where steps go how far; at no size of its own, so that a preview is like the dream."""
        height, width = self.photos.shape[-2:]
        scale = min(1.0, REFERENCE_SIDE / max(height, width))
        small = self._resize_photos((math.ceil(height * scale), math.ceil(width * scale)))
        return find_freedom(small, self.recipe.restraint)

    def _find_shares(self, pictures: Tensor) -> Tensor | None:
        """How much of each step is taken where, N1HW of the pictures' size; None for all of it."""
        shares = None
        for given in (self.masks, self.freedom):
            if given is not None:
                resized = _resize_masks(given, pictures)
                shares = resized if shares is None else shares * resized
        return shares

    def _climb_octave(self, pictures: Tensor, octave: int) -> Tensor:
        shares = self._find_shares(pictures)
        offset = (0, 0)
        for step in range(1, self.recipe.steps + 1):
            move = self._draw_jitter(pictures)
            pictures = pictures.roll(move, dims=(2, 3))
            offset = (offset[0] + move[0], offset[1] + move[1])
            place = _Place(octave=octave, step=step, offset=offset)
            rolled = None if shares is None else shares.roll(offset, (2, 3))
            self._take_step(pictures, place, rolled)
        return pictures.roll((-offset[0], -offset[1]), dims=(2, 3))

    def _take_step(self, pictures: Tensor, place: _Place, shares: Tensor | None) -> None:
        def report(share: float) -> None:
            self._report(pictures, place, share=share)

        report(MOVE_SHARE)
        gradient = find_direction(self.voices, pictures, report)
        if shares is not None:
            gradient.mul_(shares)
        pictures.add_(gradient, alpha=self.recipe.step_size / LEVELS).clamp_(0, 1)
        report(1.0)
        self.work_done += pictures.shape[-2] * pictures.shape[-1]

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

    def _draw_jitter(self, pictures: Tensor) -> tuple[int, int]:
        """A random move; wherever windows would meet, one so far that seams never meet twice."""
        height, width = pictures.shape[-2:]
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


def _resize_masks(masks: Tensor, pictures: Tensor) -> Tensor:
    return resize(masks, (pictures.shape[-2], pictures.shape[-1])).clamp_(0, 1)


def _keep_outside(dreamed: Tensor, photos: Tensor, masks: Tensor) -> Tensor:
    """The dreams, used up, with the photos themselves wherever the masks have nothing."""
    # What smaller octaves added reaches a little beyond the mask once it is enlarged.
    seen = (masks / _CLEAR_SHARE).clamp_(max=1)
    base = photos.float().div_(LEVELS)
    return dreamed.sub_(base).mul_(seen).add_(base)
