from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from dream_core import Recipe
from dream_core.dreamer import DREAMED_SHARE, Place
from dream_core.images.picture import Pixels
from dream_core.moving import batching
from dream_core.moving.animating import dream_frames
from dream_core.moving.flow import FlowFinder
from tests.dream_core.moving.conftest import MakeClip, StripeDreamer, to_levels


class FirstDreamer(StripeDreamer):
    """Dreams the first frame alone: what is there later was carried."""

    def dream_batch(
        self, pictures: Sequence[Pixels], recipe: Recipe, place: Place
    ) -> Sequence[Pixels]:
        return super().dream_batch(pictures, recipe, place) if place.number == 1 else pictures


def animate(frames: list[Pixels], recipe: Recipe, dreamer: StripeDreamer) -> list[Pixels]:
    return list(dream_frames(iter(frames), recipe, total=len(frames), dreamer=dreamer))


def measure_boiling(dreams: list[Pixels], frames: list[Pixels]) -> float:
    """The mean change of a dream against the one before, carried along with the film."""
    finder = FlowFinder()
    changes = []
    for (former, frame), (before, after) in zip(pairwise(frames), pairwise(dreams), strict=True):
        flow = finder.find(former, frame)
        change = np.abs(flow.carry(before.astype(np.float32)) - after).mean(axis=2)
        changes.append(float(change[flow.trust > 0.5].mean()))
    return float(np.mean(changes))


def test_a_dream_boils_less_than_half_as_much_as_frames_dreamed_alone(
    make_clip: MakeClip, recipe: Recipe
) -> None:
    frames = make_clip(8)
    alone = [
        animate([frame], replace(recipe, seed=number), StripeDreamer())[0]
        for number, frame in enumerate(frames)
    ]
    moving = animate(frames, recipe, StripeDreamer())
    assert measure_boiling(moving, frames) < 0.5 * measure_boiling(alone, frames)


@pytest.mark.parametrize("brightening", [4.0, -4.0])
def test_a_dreamer_that_brightens_leaves_the_film_as_bright_as_it_was(
    brightening: float, make_clip: MakeClip, recipe: Recipe
) -> None:
    frames = make_clip(20)
    dreams = animate(frames, recipe, StripeDreamer(brightening=brightening, stubborn=True))
    added = [dream.astype(float) - frame for dream, frame in zip(dreams, frames, strict=True)]
    shifts = [float(change.mean()) for change in added]
    assert max(np.abs(shifts)) < 0.5
    strengths = [float(change.std()) for change in added]
    assert max(strengths) < 1.3 * strengths[0]
    assert min(strengths) > 0.6 * strengths[0]


def test_a_films_whites_do_not_darken_nor_its_blacks_brighten(
    make_clip: MakeClip, recipe: Recipe
) -> None:
    contrasty = [np.where(frame > 128, 254, 1).astype(np.uint8) for frame in make_clip(5)]
    frames = [np.ascontiguousarray(np.maximum(frame, 90)) for frame in contrasty]
    for frame, dream in zip(frames, animate(frames, recipe, StripeDreamer()), strict=True):
        assert abs(float(dream.mean() - frame.mean())) < 0.5


def test_after_a_cut_the_dream_begins_anew(
    make_clip: MakeClip, texture: Pixels, recipe: Recipe
) -> None:
    frames = make_clip(3)
    other = [np.ascontiguousarray(255 - frame[::-1, ::-1]) for frame in make_clip(3)]
    dreamer = StripeDreamer()
    dreams = animate(frames + other, recipe, dreamer)
    assert [steps == recipe.steps for steps in dreamer.steps] == [True, False, False] * 2
    # The last one's dream would lead back to the first one's, were the other scene alone.
    alone = animate(other, replace(recipe, seed=recipe.seed + 3), StripeDreamer())
    assert all(np.array_equal(*pair) for pair in zip(dreams[3:5], alone[:2], strict=True))


def test_a_dream_does_not_fade_where_a_film_is_noisy(make_clip: MakeClip, recipe: Recipe) -> None:
    random = np.random.default_rng(5)
    still = make_clip(1)[0]
    frames = [to_levels(still + random.normal(scale=4, size=still.shape)) for _ in range(12)]
    dreams = animate(frames, recipe, FirstDreamer())
    strengths = [
        np.subtract(dream, frame, dtype=float).std()
        for dream, frame in zip(dreams, frames, strict=True)
    ]
    assert min(strengths) > 0.95 * strengths[0]


def test_a_loops_dream_is_a_loop_too(make_clip: MakeClip, recipe: Recipe) -> None:
    there = make_clip(7)
    frames = [*there, *there[-2:0:-1]]
    dreams = animate(frames, recipe, StripeDreamer())
    around = measure_boiling([*dreams[-1:], *dreams[:1]], [*frames[-1:], *frames[:1]])
    assert around < 1.3 * measure_boiling(dreams, frames)


def test_what_is_no_loop_ends_as_it_would(make_clip: MakeClip, recipe: Recipe) -> None:
    frames = make_clip(9, width=40)
    whole = animate(frames, recipe, StripeDreamer())
    longer = animate([*frames, *[255 - frame for frame in frames]], recipe, StripeDreamer())
    assert all(np.array_equal(*pair) for pair in zip(whole, longer[:9], strict=True))


def test_small_frames_and_the_progress_too(make_clip: MakeClip, recipe: Recipe) -> None:
    dreamer = StripeDreamer()
    frames = make_clip(4, width=20, height=16)
    assert [dream.shape for dream in animate(frames, recipe, dreamer)] == [(16, 20, 3)] * 4
    assert dreamer.places[0].start == 0
    for before, after in pairwise(dreamer.places):
        assert before.start < before.stop == pytest.approx(after.start)
    assert [place.number for place in dreamer.places] == [1, 4]
    assert dreamer.places[-1].stop == pytest.approx(DREAMED_SHARE)


@pytest.mark.parametrize("cut_off", [False, True])
def test_frames_dreamed_together_grow_as_they_would_one_by_one(
    cut_off: bool, make_clip: MakeClip, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = make_clip(9)
    if cut_off:
        frames = [np.where(frame > 128, 255, frame).astype(np.uint8) for frame in frames]
    together, singly = StripeDreamer(stubborn=True), StripeDreamer(stubborn=True)
    dreams = animate(frames, recipe, together)
    monkeypatch.setattr(batching, "MOST_FRAMES", 1)
    alone = animate(frames, recipe, singly)
    assert len(together.places) < len(singly.places) == 9
    for frame, dream, other in zip(frames, dreams, alone, strict=True):
        added = np.subtract(other, frame, dtype=float).std()
        assert np.subtract(dream, other, dtype=float).std() < 0.1 * added
