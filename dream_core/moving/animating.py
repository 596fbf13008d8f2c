"""Dreams frames in their order so that the dream moves with them: it neither boils nor brightens.

Not the dreamed frame is carried on to the next, but only what the dream has added to it, and laid
on the next frame itself; a light dream then mends it, of a few frames at a time. So the film under
it stays sharp and as bright as it was, whatever adds up, and a light dream costs a fraction of a
whole one. What is added is held to the strength that it had in the first frame, and to a mean of
nothing. Where something comes into sight the dream grows; after a cut it begins anew. Where the
last frames lead back to the first, as in a loop, so does their dream.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from dream_core.dreamer import DREAMED_SHARE, PictureDreamer, Place
from dream_core.images.finishing import finish_dream
from dream_core.images.picture import Pixels
from dream_core.moving.batching import Batch, batch_frames
from dream_core.moving.flow import CUT, Floats, Flow, FlowFinder
from dream_core.octaves import resolve_recipe
from dream_core.recipe import Recipe

MEND_SHARE = 0.2
"""Of the recipe's steps, for each frame after the first of a scene."""

_NEWEST = 0.35
"""How much of the mended dream is taken, against what was carried, where all of that stays."""

_MOST_CLOSING = 8
"""How many frames at the end lead back to the beginning."""

_GAINS = (0.85, 1.1)
_FAINTEST = 1e-3
_BRIGHTNESS_ROUNDS = 3
_WHITE = 255


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Scene:
    """A frame, what its dream has added to it, and what holds for the frames to come.

    ``strength`` is the root mean square of what was added to the first, whose mean is nothing.
    """

    frame: Pixels
    added: Floats
    strength: float


def dream_frames(
    frames: Iterable[Pixels], recipe: Recipe, *, total: int, dreamer: PictureDreamer
) -> Iterator[Pixels]:
    """Yields each frame's dream, finished; all are height x width x 3, sRGB, of one size."""
    finder = FlowFinder()
    scenes = _dream_scenes(frames, recipe, total, finder, dreamer)
    for scene in _close_loop(scenes, total, finder):
        dream = _lay(scene.frame, scene.added)
        finish_dream(dream, scene.frame, recipe)
        yield dream


def _dream_scenes(
    frames: Iterable[Pixels],
    recipe: Recipe,
    total: int,
    finder: FlowFinder,
    dreamer: PictureDreamer,
) -> Iterator[_Scene]:
    scene: _Scene | None = None
    number = 0
    for batch in batch_frames(frames, finder):
        height, width = batch.frames[0].shape[:2]
        seeded = replace(recipe, seed=(recipe.seed + number) % 2**63)
        whole = resolve_recipe(seeded, width, height)
        place = _place(number, len(batch.frames), total)
        if scene is None or not batch.flows:
            (frame,) = batch.frames
            scenes = [_begin(frame, dreamer.dream(frame, whole, place))]
        else:
            scenes = _mend(scene, batch, whole, dreamer, place)
        yield from scenes
        scene = scenes[-1]
        number += len(batch.frames)


def _close_loop(scenes: Iterable[_Scene], total: int, finder: FlowFinder) -> Iterator[_Scene]:
    """The scenes, of which the last few wait until it is known how they lead to the first."""
    waiting = min(_MOST_CLOSING, total // 3)
    first: _Scene | None = None
    tail: list[_Scene] = []
    for number, scene in enumerate(scenes):
        first = first or scene
        if number < total - waiting:
            yield scene
        else:
            tail.append(scene)
    if first is not None:
        _lead_back(tail, first, finder)
    yield from tail


def _lead_back(tail: list[_Scene], first: _Scene, finder: FlowFinder) -> None:
    """Fades what was added to the last frames into what the first one's dream was before it.

    That is carried back from frame to frame, and not at all if the first frame is another scene.
    """
    frame, added, hold = first.frame, first.added, np.ones((*first.frame.shape[:2], 1), np.float32)
    for number in reversed(range(len(tail))):
        scene = tail[number]
        flow = finder.find(frame, scene.frame)
        hold = np.clip(flow.carry(hold), 0, 1)[..., None] * flow.hold
        if not flow.is_steady or hold.mean() < CUT:
            return
        frame, added = scene.frame, flow.carry(added)
        share = hold * np.float32((number + 1) / (len(tail) + 1))
        tail[number] = replace(
            scene, added=_hold(scene.added + (added - scene.added) * share, scene)
        )


def _place(number: int, count: int, total: int) -> Place:
    """Of so many frames from a number, counted from 0, that are dreamed together.

    The first frame's dream is a whole one, as long as several others.
    """
    first = 1 / MEND_SHARE
    whole = first + total - 1
    start = 0.0 if number == 0 else (first + number - 1) / whole
    return Place(
        number=number + count,
        total=total,
        start=DREAMED_SHARE * start,
        stop=DREAMED_SHARE * (first + number + count - 1) / whole,
    )


def _mend(
    scene: _Scene, batch: Batch, recipe: Recipe, dreamer: PictureDreamer, place: Place
) -> list[_Scene]:
    """The scene as it goes on, frame by frame.

    All frames are dreamed on what is carried to them from the scene, and what one's dream grows is
    carried along to the next, so that it adds up as if each had begun with the one before.
    """
    laid = []
    carried = scene.added
    for frame, flow in zip(batch.frames, batch.flows, strict=True):
        carried = flow.carry(carried) * flow.hold
        laid.append(_lay(frame, carried))
    light = replace(recipe, steps=max(1, round(recipe.steps * MEND_SHARE)))
    dreams = dreamer.dream_batch(laid, light, place)
    grown = map(_difference, dreams, laid)
    scenes = []
    for frame, flow, growth in zip(batch.frames, batch.flows, grown, strict=True):
        scene = _grow(scene, frame, flow, growth)
        scenes.append(scene)
    return scenes


def _grow(scene: _Scene, frame: Pixels, flow: Flow, growth: Floats) -> _Scene:
    hold = flow.hold
    carried = flow.carry(scene.added) * hold
    # What black and white have cut off must not add up.
    mended = _difference(_lay(frame, carried), frame) + growth
    added = mended + (carried - mended) * (hold * (1 - _NEWEST))
    return replace(scene, frame=frame, added=_hold(added, scene))


def _begin(frame: Pixels, dream: Pixels) -> _Scene:
    added = _difference(dream, frame)
    added -= added.mean(axis=(0, 1))
    return _Scene(frame=frame, added=added, strength=_measure(added))


def _hold(added: Floats, scene: _Scene) -> Floats:
    """As strong as it was at first, and with no light or colour of its own."""
    added = added - added.mean(axis=(0, 1))
    gain = np.clip(scene.strength / max(_measure(added), _FAINTEST), *_GAINS)
    return added * np.float32(gain)


def _measure(added: Floats) -> float:
    return float(cv2.norm(added, cv2.NORM_L2) / np.sqrt(added.size))


def _difference(dream: Pixels, frame: Pixels) -> Floats:
    return np.subtract(dream, frame, dtype=np.float32)


def _lay(frame: Pixels, added: Floats) -> Pixels:
    """Both in one, as bright as the frame although what is beyond black or white is cut off."""
    wanted = frame.mean(axis=(0, 1), dtype=np.float32)
    levels = frame + added
    for _ in range(_BRIGHTNESS_ROUNDS):
        levels += wanted - np.clip(levels, 0, _WHITE).mean(axis=(0, 1), dtype=np.float32)
    dream: Pixels = np.clip(np.rint(levels), 0, _WHITE).astype(np.uint8)
    return dream
