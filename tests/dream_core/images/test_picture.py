import numpy as np

from dream_core.images.picture import build_picture


def test_a_picture_knows_its_size() -> None:
    picture = build_picture(np.zeros((3, 5, 3), np.uint8), None)
    assert (picture.width, picture.height) == (5, 3)


def test_what_nobody_can_see_gets_the_mean_of_what_they_can() -> None:
    pixels = np.array([[[200, 0, 0], [100, 50, 0], [9, 9, 9]]], np.uint8)
    picture = build_picture(pixels, np.array([[255, 1, 0]], np.uint8))
    assert picture.pixels[0].tolist() == [[200, 0, 0], [100, 50, 0], [150, 25, 0]]


def test_a_wholly_invisible_picture_is_grey() -> None:
    picture = build_picture(np.full((2, 2, 3), 255, np.uint8), np.zeros((2, 2), np.uint8))
    assert (picture.pixels == 128).all()
    assert picture.alpha is not None


def test_opaque_alpha_is_none() -> None:
    assert (
        build_picture(np.zeros((2, 2, 3), np.uint8), np.full((2, 2), 255, np.uint8)).alpha is None
    )
