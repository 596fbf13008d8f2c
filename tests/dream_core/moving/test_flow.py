from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dream_core.images.picture import Pixels
from dream_core.moving.flow import FlowFinder
from tests.dream_core.moving.conftest import MakeClip, to_levels

PHOTOS = Path(__file__).parents[2] / "photos"


@pytest.fixture(scope="module")
def scenes() -> list[Pixels]:
    """The tests' photos, all at 96 x 72."""
    return [
        np.asarray(Image.open(photo).convert("RGB").resize((96, 72)))
        for photo in sorted(PHOTOS.glob("*.jpg"))
    ]


def test_after_a_cut_to_another_photo_it_is_another_scene(scenes: list[Pixels]) -> None:
    finder = FlowFinder()
    assert not any(finder.find(*pair).is_steady for pair in pairwise([*scenes, scenes[0]]))


def test_a_photo_that_moves_is_the_same_scene(scenes: list[Pixels]) -> None:
    finder = FlowFinder()
    assert all(finder.find(scene[:-2, :-3], scene[2:, 3:]).is_steady for scene in scenes)


def test_what_was_added_stays_wholly_on_a_surface_that_is_noisy(make_clip: MakeClip) -> None:
    random = np.random.default_rng(5)
    former, frame = (
        to_levels(frame + random.normal(scale=4, size=frame.shape)) for frame in make_clip(2)
    )
    flow = FlowFinder().find(former, frame)
    inside = np.s_[8:-8, 8:-8]
    assert flow.trust[inside].mean() < 0.9
    assert flow.hold[inside].mean() > 0.99


def test_nothing_stays_where_something_else_was(make_clip: MakeClip, scenes: list[Pixels]) -> None:
    former, frame = (np.array(frame) for frame in make_clip(2))
    former[20:44, 30:60] = scenes[0][20:44, 30:60]
    flow = FlowFinder().find(former, frame)
    assert flow.hold[24:40, 34:54].mean() < 0.1
    assert flow.hold[:16].mean() > 0.9
