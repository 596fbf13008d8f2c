from itertools import pairwise

import cv2
import numpy as np
import pytest

from dream_core import Recipe, Zoom
from dream_core.images.picture import Pixels
from dream_core.moving.bounds import count_frames
from dream_core.moving.zooming import dream_zoom, key_size
from tests.dream_core.moving.conftest import StripeDreamer

SIZE = (96, 64)


def film(photo: Pixels, recipe: Recipe, zoom: Zoom, dreamer: StripeDreamer) -> list[Pixels]:
    larger = np.asarray(cv2.resize(photo, key_size(SIZE)), np.uint8)
    return list(dream_zoom(larger, recipe, zoom, frame_size=SIZE, dreamer=dreamer))


def differ(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one.astype(int) - other).mean())


@pytest.mark.parametrize("turn", [0.0, 25.0, -170.0])
def test_the_last_frame_leads_to_the_first(turn: float, texture: Pixels, recipe: Recipe) -> None:
    zoom = Zoom(seconds=2, speed=2.2, turn=turn, fps=16)
    frames = film(texture, recipe, zoom, StripeDreamer())
    assert len(frames) == 32
    steps = [differ(one, other) for one, other in pairwise(frames)]
    join = differ(frames[-1], frames[0])
    assert min(steps) > 0.5
    assert join < 1.25 * max(steps)
    assert max(steps) < 2.5 * min(steps)


@pytest.mark.parametrize("turn", [0.0, 30.0])
def test_it_goes_as_far_in_a_second_at_any_frame_rate(
    turn: float, texture: Pixels, recipe: Recipe
) -> None:
    slow = film(texture, recipe, Zoom(seconds=3, speed=1.5, turn=turn, fps=4), StripeDreamer())
    fast = film(texture, recipe, Zoom(seconds=3, speed=1.5, turn=turn, fps=12), StripeDreamer())
    assert len(fast) == 3 * len(slow) == 36
    for frame, same in zip(slow, fast[::3], strict=True):
        assert differ(frame, same) == 0


@pytest.mark.parametrize(("speed", "turn"), [(1.5, 0.0), (2.0, 20.0)])
def test_a_second_later_the_middle_is_as_much_larger_and_turned_as_asked(
    speed: float, turn: float, texture: Pixels, recipe: Recipe
) -> None:
    zoom = Zoom(seconds=4, speed=speed, turn=turn, fps=4)
    frames = film(texture, recipe, zoom, StripeDreamer())
    width, height = SIZE
    centre = ((width - 1) / 2, (height - 1) / 2)
    # OpenCV's angles go counter-clockwise.
    matrix = cv2.getRotationMatrix2D(centre, -turn, speed)
    warped = cv2.warpAffine(frames[1], matrix, SIZE, flags=cv2.INTER_CUBIC)
    expected = np.asarray(warped, np.uint8)
    middle = np.s_[20:44, 30:66]
    assert differ(frames[5][middle], expected[middle]) < 0.5 * differ(
        frames[1][middle], frames[5][middle]
    )


def test_far_fewer_pictures_are_dreamed_than_shown(texture: Pixels, recipe: Recipe) -> None:
    dreamer = StripeDreamer()
    zoom = Zoom(fps=12)
    frames = film(texture, recipe, zoom, dreamer)
    assert len(frames) == count_frames(zoom) == 72
    assert len(dreamer.places) == 6
    assert dreamer.steps[0] == recipe.steps
    assert max(dreamer.steps[1:]) < recipe.steps


def test_an_eager_dreamer_neither_brightens_nor_burns_it(texture: Pixels, recipe: Recipe) -> None:
    dreamer = StripeDreamer(brightening=15)
    frames = film(texture, recipe, Zoom(seconds=8, fps=3), dreamer)
    means = [float(frame.mean()) for frame in frames]
    assert max(means) - min(means) < 25
    assert max(float(frame.std()) for frame in frames) < 2 * texture.std()


def test_the_progress_never_goes_back_and_starts_at_nothing(
    texture: Pixels, recipe: Recipe
) -> None:
    dreamer = StripeDreamer()
    frames = film(texture, recipe, Zoom(fps=2), dreamer)
    assert all(map(np.array_equal, dreamer.shown, frames))
    assert dreamer.places[0].start == 0
    for before, after in pairwise(dreamer.places):
        assert before.start < before.stop == after.start
    shares = [dreamer.places[-1].stop, *dreamer.fractions]
    assert shares == sorted(shares)
    assert shares[-1] < 1


def test_the_smallest_photo_can_be_zoomed_into(texture: Pixels, recipe: Recipe) -> None:
    photo = np.ascontiguousarray(texture[:20, :25])
    zoom = Zoom(seconds=1, speed=3, turn=90, fps=3)
    frames = list(dream_zoom(photo, recipe, zoom, frame_size=(20, 16), dreamer=StripeDreamer()))
    assert [frame.shape for frame in frames] == [(16, 20, 3)] * 3
