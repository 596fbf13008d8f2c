import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dream_core.errors import ErrorCode, PictureError
from dream_core.images import DecodedPicture, resize_picture, result_side
from dream_core.images.picture import build_picture
from dream_core.images.sizes import resize_exactly, scale_size
from dream_core.recipe import Size

SIDES = st.integers(1, 20_000)


def solid(width: int, height: int, alpha: int | None = None) -> DecodedPicture:
    levels = None if alpha is None else np.full((height, width), alpha, np.uint8)
    return build_picture(np.full((height, width, 3), (10, 120, 230), np.uint8), levels)


@pytest.mark.parametrize(
    ("width", "height", "size", "expected"),
    [
        (640, 480, "auto", 640),
        (4000, 3000, "auto", 1024),
        (4000, 3000, "full", 4000),
        (4000, 3000, 512, 512),
        (100, 200, 800, 800),
        (1, 1, 512, 512),
        (16, 16, "full", 16),
    ],
)
def test_the_longest_side_of_a_result(width: int, height: int, size: Size, expected: int) -> None:
    assert result_side(width, height, size) == expected


@pytest.mark.parametrize(
    ("width", "height", "size", "hint"),
    [
        (1, 1, "auto", "16 or more"),
        (15, 15, "full", "16 or more"),
        (10, 1000, 512, "1600 or more"),
        (1, 5000, "auto", "cut out a wider part"),
        (5000, 1, "full", "cut out a wider part"),
    ],
)
def test_a_result_with_a_side_under_16_pixels_is_refused(
    width: int, height: int, size: Size, hint: str
) -> None:
    with pytest.raises(PictureError, match=f"{width} x {height}") as caught:
        result_side(width, height, size)
    assert caught.value.code == ErrorCode.PICTURE_TOO_SMALL
    assert hint in caught.value.hint


def test_a_result_over_the_limit_is_refused() -> None:
    assert result_side(100, 100, 1000, max_pixels=1_000_000) == 1000
    with pytest.raises(PictureError, match="1001 x 1001") as caught:
        result_side(100, 100, 1001, max_pixels=1_000_000)
    assert caught.value.code == ErrorCode.PICTURE_TOO_LARGE


@given(width=SIDES, height=SIDES, size=st.integers(16, 16_384))
def test_the_hint_of_a_refusal_works(width: int, height: int, size: int) -> None:
    try:
        result_side(width, height, size)
    except PictureError as error:
        number = [int(word) for word in error.hint.split() if word.isdigit()]
        if number:
            result_side(width, height, number[0])


@given(width=SIDES, height=SIDES, longest=st.integers(1, 16_384))
def test_scaling_keeps_proportions(width: int, height: int, longest: int) -> None:
    scaled = scale_size(width, height, longest)
    assert max(scaled) == longest
    assert min(scaled) >= 1
    assert abs(scaled[0] * height - scaled[1] * width) <= max(width, height)


@pytest.mark.parametrize("longest", [7, 30, 64, 100])
@pytest.mark.parametrize("alpha", [None, 90])
def test_resizing_keeps_colour_and_alpha(longest: int, alpha: int | None) -> None:
    resized = resize_picture(solid(64, 32, alpha), longest)
    assert (resized.width, resized.height) == scale_size(64, 32, longest)
    assert np.abs(resized.pixels.astype(int) - (10, 120, 230)).max() <= 2
    assert (resized.alpha is None) == (alpha is None)
    assert resized.alpha is None or (resized.alpha == alpha).all()
    assert resized.pixels.flags.writeable


def test_a_picture_of_the_right_size_is_left_alone() -> None:
    picture = solid(64, 32)
    assert resize_picture(picture, 64) is picture


def test_a_size_may_be_given_exactly() -> None:
    resized = resize_exactly(solid(64, 32, 90), (20, 11))
    assert (resized.width, resized.height) == (20, 11)
    assert resized.alpha is not None
    assert resized.alpha.shape == (11, 20)


def test_resizing_is_smooth() -> None:
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = 255
    resized = resize_picture(DecodedPicture(pixels=stripes), 16)
    assert np.abs(resized.pixels[4:-4, 4:-4].astype(int) - 127).max() < 12


@pytest.mark.parametrize("longest", [20, 90])
def test_invisible_colours_do_not_bleed_into_visible_ones(longest: int) -> None:
    pixels = np.full((40, 40, 3), (0, 255, 0), np.uint8)
    alpha = np.zeros((40, 40), np.uint8)
    pixels[:, :20] = (200, 0, 0)
    alpha[:, :20] = 255
    resized = resize_picture(DecodedPicture(pixels=pixels, alpha=alpha), longest)
    assert resized.alpha is not None
    assert resized.pixels[resized.alpha > 20][:, 1].max() <= 8
