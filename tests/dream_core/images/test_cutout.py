import numpy as np
import pytest

from dream_core.images.cutout import WORKING_SIDE, Floats, cut_out, shrink_to_cut
from dream_core.images.picture import Pixels


def draw_disc() -> tuple[Pixels, Floats]:
    """A red disc on green, and how far from it each pixel is: 1 inside, less outside."""
    down, across = np.mgrid[0:160, 0:256].astype(np.float32)
    distance = np.hypot(down - 80, across - 128)
    random = np.random.default_rng(4)
    pixels = np.where((distance < 40)[..., None], (200, 40, 40), (40, 160, 60))
    noisy = np.clip(pixels + random.normal(0, 12, pixels.shape), 0, 255).astype(np.uint8)
    return noisy, np.clip(1.2 - distance / 40, 0, 1).astype(np.float32)


def test_the_cut_follows_the_edges_and_not_the_rough_idea() -> None:
    pixels, likelihood = draw_disc()
    mask = cut_out(pixels, likelihood) > 127
    disc = np.hypot(*(np.mgrid[0:160, 0:256] - np.array([80, 128])[:, None, None])) < 40
    rough = likelihood > 0.5
    assert (mask & disc).sum() / (mask | disc).sum() > 0.9
    assert (rough & disc).sum() / (rough | disc).sum() < 0.75


def test_nothing_likely_is_nothing_cut() -> None:
    pixels, likelihood = draw_disc()
    assert cut_out(pixels, np.zeros_like(likelihood)).max() == 0


@pytest.mark.parametrize("size", [(2000, 1000), (40, 60), (4000, 17)])
def test_pictures_are_cut_at_one_size(size: tuple[int, int]) -> None:
    height, width = size
    shrunk = shrink_to_cut(np.zeros((height, width, 3), np.uint8))
    assert max(shrunk.shape) == WORKING_SIDE
    assert min(shrunk.shape[:2]) >= 16
