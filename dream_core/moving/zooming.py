"""An endless zoom, from a few dreams: a picture that has itself in its middle.

Key pictures are dreamed one inside the other, each a fixed zoom of the one before, and in the
middle of the last one the first is seen again (as in Escher's Print Gallery). Together they are
one picture that is sharp at every scale and repeats when it is enlarged by the whole growth, so
the loop has no seam, at any speed and turn. Frames are views of it: nothing boils, as nothing is
dreamed between keys, and a second of film costs a dream or two instead of one for each frame.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from dream_core.dreamer import DREAMED_SHARE, PictureDreamer, Place
from dream_core.images.finishing import finish_dream
from dream_core.images.picture import Pixels
from dream_core.motion import Zoom
from dream_core.moving.bounds import count_frames
from dream_core.octaves import resolve_recipe
from dream_core.recipe import Recipe

KEY_DETAIL = 1.25
"""How much larger a key's sides are than a frame's, as frames look closely at its edges."""

MOST_KEYS = 32
_LIKELY_STEP = 1.5
"""About how many times larger one key is than the next."""

_FEATHER = 0.36
"""The share of a key's half side over which it fades into the one around it."""
_ROUNDNESS = 3.0
_AHEAD = 2
"""How many of the last keys are dreamed around the first one in their middle."""

_LATER_SHARE = 0.45
"""Of the recipe's steps: a key begins with what the one before it has dreamed."""
_CONTRAST_PULL = 0.8
_KEYS_SHARE = 0.85

_Layer = npt.NDArray[np.uint8]
"""Height x width x 4: a key and how much of it covers what is around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """``zoom`` and ``turn`` (degrees) from one of ``keys`` to the next."""

    keys: int
    zoom: float
    turn: float
    frame_size: tuple[int, int]


def key_size(frame_size: tuple[int, int]) -> tuple[int, int]:
    """Width and height that the photo of a zoom with such frames has to have."""
    return round(frame_size[0] * KEY_DETAIL), round(frame_size[1] * KEY_DETAIL)


def dream_zoom(
    photo: Pixels,
    recipe: Recipe,
    zoom: Zoom,
    *,
    frame_size: tuple[int, int],
    dreamer: PictureDreamer,
) -> Iterator[Pixels]:
    """Yields the frames of one round, height x width x 3, sRGB.

    ``photo`` has the size of :func:`key_size`; the recipe is as it was asked for.
    """
    plan = _make_plan(zoom, frame_size)
    layers = _nest(_dream_keys(photo, recipe, plan, dreamer), plan)
    frames = count_frames(zoom)
    for number in range(frames):
        view = _view(layers, plan, plan.keys * number / frames)
        yield view
        dreamer.report(_KEYS_SHARE + (DREAMED_SHARE - _KEYS_SHARE) * (number + 1) / frames, view)


def _make_plan(zoom: Zoom, frame_size: tuple[int, int]) -> _Plan:
    keys = round(math.log(zoom.growth) / math.log(_LIKELY_STEP))
    keys = min(MOST_KEYS, max(2, keys))
    return _Plan(
        keys=keys,
        zoom=zoom.growth ** (1 / keys),
        turn=zoom.turn * zoom.seconds / keys,
        frame_size=frame_size,
    )


def _dream_keys(
    photo: Pixels, recipe: Recipe, plan: _Plan, dreamer: PictureDreamer
) -> list[_Layer]:
    height, width = photo.shape[:2]
    whole = resolve_recipe(recipe, width, height)
    later = replace(whole, steps=max(1, round(whole.steps * _LATER_SHARE)))
    works = np.cumsum([0.0, whole.steps, *[later.steps] * (plan.keys - 1)])
    works *= _KEYS_SHARE / works[-1]
    keys: list[_Layer] = []
    for number in range(plan.keys):
        start = photo if not keys else _start_key(keys, plan, photo)
        place = Place(
            number=number + 1,
            total=plan.keys,
            start=float(works[number]),
            stop=float(works[number + 1]),
        )
        own = replace(later if keys else whole, seed=(recipe.seed + number) % 2**63)
        dream = dreamer.dream(start, own, place)
        finish_dream(dream, start, recipe)
        keys.append(_feather(dream))
    return keys


def _start_key(keys: list[_Layer], plan: _Plan, photo: Pixels) -> Pixels:
    """The middle of the last key, enlarged, with the first one in it where it soon appears.

    Its colours and contrast are pulled towards the photo's: each dream adds to them, and after
    some they would burn.
    """
    height, width = photo.shape[:2]
    border = cv2.BORDER_REFLECT_101
    enlarged = _place(keys[-1], plan, 1.0, (width, height), border=border)[..., :3]
    pulled = _pull_contrast(enlarged, photo)
    left = plan.keys - len(keys)
    if left > _AHEAD:
        return pulled
    first = _place(keys[0], plan, -float(left), (width, height))
    return _cover(pulled, first)


def _pull_contrast(picture: Pixels, photo: Pixels) -> Pixels:
    mean, deviation = (part.reshape(3) for part in cv2.meanStdDev(picture))
    wanted_mean, wanted_deviation = (part.reshape(3) for part in cv2.meanStdDev(photo))
    gain = 1 + _CONTRAST_PULL * (wanted_deviation / np.maximum(deviation, 1) - 1)
    pulled = (picture - mean) * gain + mean + _CONTRAST_PULL * (wanted_mean - mean)
    return np.clip(np.rint(pulled), 0, 255).astype(np.uint8)


def _feather(key: Pixels) -> _Layer:
    """The key, covering wholly in its middle and nothing at its edges."""
    height, width = key.shape[:2]
    down = np.abs(np.linspace(-1, 1, height))[:, None] ** _ROUNDNESS
    across = np.abs(np.linspace(-1, 1, width))[None] ** _ROUNDNESS
    inwards = np.clip((1 - (down + across) ** (1 / _ROUNDNESS)) / _FEATHER, 0, 1)
    cover = inwards * inwards * (3 - 2 * inwards)
    return np.dstack((key, np.rint(cover * 255).astype(np.uint8)))


def _nest(keys: list[_Layer], plan: _Plan) -> list[_Layer]:
    """The keys, each with all that come after it in its middle, the first after the last."""
    nested = list(keys)
    height, width = keys[0].shape[:2]
    for _ in range(2):
        for number in reversed(range(len(keys))):
            inner = _place(nested[(number + 1) % len(keys)], plan, -1.0, (width, height))
            nested[number] = np.dstack((_cover(keys[number], inner), keys[number][..., 3]))
    return nested


def _view(layers: list[_Layer], plan: _Plan, depth: float) -> Pixels:
    """What is seen at a depth, counted in keys: layers from one that fills it inwards."""
    innermost = math.floor(depth) + 1
    width, height = plan.frame_size
    # Turned by any angle, what is so much larger than the frame still fills it.
    filling = math.hypot(1, max(width / height, height / width)) / (1 - _FEATHER)
    around = math.ceil(math.log(filling) / math.log(plan.zoom))
    view: Pixels | None = None
    for number in range(innermost - 1 - around, innermost + 1):
        layer = layers[number % len(layers)]
        seen = _place(layer, plan, depth - number, plan.frame_size)
        view = _cover(view, seen) if view is not None else np.ascontiguousarray(seen[..., :3])
    return view if view is not None else layers[0][..., :3]


def _place(
    layer: _Layer,
    plan: _Plan,
    keys_in: float,
    size: tuple[int, int],
    *,
    border: int = cv2.BORDER_CONSTANT,
) -> _Layer:
    """The layer as it is seen ``keys_in`` keys behind it (before it, if negative), at a size."""
    height, width = layer.shape[:2]
    scale = plan.zoom**keys_in * size[0] / width
    if scale < 0.5:
        half = _resize_half(layer)
        return _place(half, plan, keys_in, size, border=border)
    # OpenCV's angles go counter-clockwise, and pixels' centres are at whole numbers.
    centre = ((width - 1) / 2, (height - 1) / 2)
    matrix = cv2.getRotationMatrix2D(centre, -plan.turn * keys_in, scale)
    matrix[:, 2] += ((size[0] - width) / 2, (size[1] - height) / 2)
    smooth = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_LINEAR
    return np.asarray(
        cv2.warpAffine(layer, matrix, size, flags=smooth, borderMode=border), np.uint8
    )


def _resize_half(layer: _Layer) -> _Layer:
    height, width = layer.shape[:2]
    half = cv2.resize(layer, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(half, np.uint8)


def _cover(below: Pixels, above: _Layer) -> Pixels:
    """Both in one; ``above`` is seen as much as it covers."""
    cover = above[..., 3:].astype(np.float32) / 255
    under = below[..., :3].astype(np.float32)
    under += (above[..., :3] - under) * cover
    return np.rint(under).astype(np.uint8)
