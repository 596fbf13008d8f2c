"""The figures of large dreams: they find what is soft and where windows met, and nothing else."""

import numpy as np
import pytest
from PIL import Image

from dream_core.images.picture import Pixels
from tests.benchmarks.painting import paint
from tests.benchmarks.sharpness import measure_detail, measure_seam

SIZE = (600, 400)


@pytest.fixture(scope="module")
def picture() -> Pixels:
    return np.array(paint(*SIZE))


@pytest.fixture(scope="module")
def dream(picture: Pixels) -> Pixels:
    """The picture with soft patches on it, as a dream has them."""
    patches = np.random.default_rng(3).integers(-60, 60, (40, 60, 3), dtype=np.int8)
    grown = Image.fromarray((patches.astype(int) + 128).astype(np.uint8)).resize(
        SIZE, Image.Resampling.BICUBIC
    )
    dreamed: Pixels = np.clip(picture + np.asarray(grown, int) - 128, 0, 255).astype(np.uint8)
    return dreamed


def test_a_painting_is_the_same_each_time(picture: Pixels) -> None:
    assert np.array_equal(np.array(paint(*SIZE)), picture)
    assert picture.std() > 20


def test_what_a_dream_adds_is_no_detail_kept_or_lost(picture: Pixels, dream: Pixels) -> None:
    assert measure_detail(picture, picture) == pytest.approx(1)
    assert measure_detail(dream, picture).mean() == pytest.approx(1, abs=0.1)


def test_detail_of_ones_own_does_not_make_up_for_what_is_lost(picture: Pixels) -> None:
    soft = Image.fromarray(picture).reduce(4).resize(SIZE, Image.Resampling.BICUBIC)
    assert measure_detail(np.array(soft), picture).mean() < 0.1
    noise = np.random.default_rng(5).normal(0, 40, picture.shape)
    noisy = np.clip(np.asarray(soft, float) + noise, 0, 255).astype(np.uint8)
    assert measure_detail(noisy, picture).mean() < 0.15


def test_a_soft_place_is_found(picture: Pixels) -> None:
    image = Image.fromarray(picture)
    spot = image.crop((200, 100, 300, 200)).reduce(4).resize((100, 100))
    image.paste(spot, (200, 100))
    detail = measure_detail(np.array(image), picture)
    assert detail.argmin() == np.ravel_multi_index((1, 2), detail.shape)
    assert detail.min() < 0.3


@pytest.mark.parametrize("axis", [0, 1])
def test_a_seam_is_found_whichever_way_it_runs(picture: Pixels, dream: Pixels, axis: int) -> None:
    whole = measure_seam(dream, picture)
    lighter = dream.copy()
    np.moveaxis(lighter, axis, 0)[203:] = np.minimum(np.moveaxis(lighter, axis, 0)[203:], 245) + 10
    assert measure_seam(lighter, picture) > 1.5 * whole
