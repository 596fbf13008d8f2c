"""What a recipe shows of a dream: how much, how it lies on the photo, in whose colours."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dream_core import BLENDS, Recipe, Target
from dream_core.images import finishing
from dream_core.images.finishing import LUMA, finish_dream
from dream_core.images.picture import Pixels

DREAM_LEVEL_ERROR = 1
"""Rounding to whole levels happens once."""

RANDOM = np.random.default_rng(3)
PHOTO = RANDOM.integers(0, 256, (40, 30, 3), dtype=np.uint8)
DREAM = RANDOM.integers(0, 256, (40, 30, 3), dtype=np.uint8)


def finish(dream: Pixels = DREAM, photo: Pixels = PHOTO, **values: Any) -> npt.NDArray[np.int64]:
    recipe = Recipe(network="any", targets=(Target(layer="layer"),), **values)
    finished, before = dream.copy(), photo.copy()
    finish_dream(finished, photo, recipe)
    assert np.array_equal(photo, before)
    return finished.astype(int)


def grey(level: int) -> Pixels:
    return np.full((1, 1, 3), level, np.uint8)


def test_nothing_to_finish_leaves_the_dream_alone() -> None:
    assert np.array_equal(finish(), DREAM)


@pytest.mark.parametrize(("amount", "expected"), [(10, 105), (50, 125), (150, 175), (200, 200)])
def test_the_amount_is_how_much_of_the_change_is_shown(amount: int, expected: int) -> None:
    assert finish(grey(150), grey(100), amount=amount)[0, 0, 0] == expected


def test_what_would_be_lighter_than_white_or_darker_than_black_is_that() -> None:
    assert finish(grey(230), grey(150), amount=200)[0, 0, 0] == 255
    assert finish(grey(20), grey(100), amount=200)[0, 0, 0] == 0


@pytest.mark.parametrize("blend", BLENDS)
@pytest.mark.parametrize("amount", [10, 60, 200])
@pytest.mark.parametrize("keep", [False, True])
def test_what_was_not_dreamed_stays_as_it_was(blend: str, amount: int, keep: bool) -> None:
    finished = finish(PHOTO, PHOTO, blend=blend, amount=amount, keep_colours=keep)
    assert np.array_equal(finished, PHOTO)


def test_kept_colours_have_the_dreams_light() -> None:
    photo = RANDOM.integers(80, 170, (8, 8, 3), dtype=np.uint8)
    dream = RANDOM.integers(100, 150, (8, 8, 3), dtype=np.uint8)
    finished = finish(dream, photo, keep_colours=True)
    assert np.abs(finished @ LUMA - dream.astype(int) @ LUMA).max() <= DREAM_LEVEL_ERROR
    tints = finished - finished[..., :1], photo.astype(int) - photo[..., :1]
    assert np.abs(tints[0] - tints[1]).max() <= DREAM_LEVEL_ERROR


@pytest.mark.parametrize("blend", BLENDS)
def test_a_grey_photo_stays_grey_where_it_keeps_its_colours(blend: str) -> None:
    photo = PHOTO[..., :1].repeat(3, axis=2)
    finished = finish(DREAM, photo, keep_colours=True, blend=blend, amount=130)
    assert (finished == finished[..., :1]).all()
    assert not np.array_equal(finished, photo)


def test_soft_light_changes_mid_tones_wholly_and_black_and_white_not_at_all() -> None:
    assert finish(grey(160), grey(128), blend="soft-light")[0, 0, 0] == 160
    assert finish(grey(90), grey(0), blend="soft-light")[0, 0, 0] == 0
    assert finish(grey(90), grey(255), blend="soft-light")[0, 0, 0] == 255


def test_multiply_takes_the_dreams_shadows_alone_and_most_of_those_in_the_light() -> None:
    assert finish(grey(200), grey(100), blend="multiply")[0, 0, 0] == 100
    assert finish(grey(155), grey(255), blend="multiply")[0, 0, 0] == 155
    assert finish(grey(0), grey(51), blend="multiply")[0, 0, 0] == 51 - 10


def test_screen_takes_the_dreams_lights_alone_and_most_of_those_in_the_dark() -> None:
    assert finish(grey(100), grey(200), blend="screen")[0, 0, 0] == 200
    assert finish(grey(100), grey(0), blend="screen")[0, 0, 0] == 100
    assert finish(grey(255), grey(204), blend="screen")[0, 0, 0] == 204 + 10


@given(st.sampled_from(BLENDS), st.integers(10, 200), st.booleans(), st.integers(1, 50))
@settings(deadline=None)
def test_a_picture_in_many_bands_is_the_same(
    blend: str, amount: int, keep: bool, rows: int
) -> None:
    values: dict[str, Any] = {"blend": blend, "amount": amount, "keep_colours": keep}
    whole = finish(**values)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finishing, "_BAND_PIXELS", rows * PHOTO.shape[1])
        assert np.array_equal(finish(**values), whole)


def test_every_blend_is_one_of_its_own() -> None:
    finished = [finish(blend=blend).tobytes() for blend in BLENDS]
    assert len(set(finished)) == len(BLENDS)
