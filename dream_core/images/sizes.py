"""How large a result is, and bringing pictures to that size."""

import math

import numpy as np
from PIL import Image

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.picture import DecodedPicture, build_picture
from dream_core.recipe import AUTO_SIZE, LIMITS, Size

SMALLEST_SIDE = 16


def result_side(width: int, height: int, size: Size, *, max_pixels: int | None = None) -> int:
    """The longest side of the result of a width x height photo, in pixels.

    Raises PictureError picture_too_small if the result's shorter side is under SMALLEST_SIDE, and
    picture_too_large if it has more than ``max_pixels``.
    """
    own = max(width, height)
    longest = own if size == "full" else min(own, AUTO_SIZE) if size == "auto" else size
    result_width, result_height = scale_size(width, height, longest)
    if min(result_width, result_height) < SMALLEST_SIDE:
        raise _too_small(width, height, (result_width, result_height))
    if max_pixels is not None and result_width * result_height > max_pixels:
        raise PictureError(
            ErrorCode.PICTURE_TOO_LARGE,
            f"The result would have {result_width} x {result_height} pixels.",
            f"At most {max_pixels / 1e6:g} megapixels can be dreamed; ask for a smaller size.",
        )
    return longest


def scale_size(width: int, height: int, longest_side: int) -> tuple[int, int]:
    """Width and height in the same proportion with the given longest side; at least 1."""
    factor = longest_side / max(width, height)
    return max(1, round(width * factor)), max(1, round(height * factor))


def resize_picture(picture: DecodedPicture, longest_side: int) -> DecodedPicture:
    """The picture at another size in the same proportion, see :func:`resize_exactly`."""
    return resize_exactly(picture, scale_size(picture.width, picture.height, longest_side))


def resize_exactly(picture: DecodedPicture, size: tuple[int, int]) -> DecodedPicture:
    """The picture at this width and height, by Lanczos; invisible pixels don't bleed in."""
    if size == (picture.width, picture.height):
        return picture
    if picture.alpha is None:
        resized = Image.fromarray(picture.pixels).resize(size, Image.Resampling.LANCZOS)
        return DecodedPicture(pixels=np.array(resized))
    # Pillow multiplies the colours of RGBA by alpha before it resizes, and divides afterwards.
    whole = Image.fromarray(np.dstack((picture.pixels, picture.alpha)))
    values = np.array(whole.resize(size, Image.Resampling.LANCZOS))
    return build_picture(values[..., :3].copy(), values[..., 3].copy())


def _too_small(width: int, height: int, result: tuple[int, int]) -> PictureError:
    largest = int(LIMITS["size"][1])
    needed = math.ceil(SMALLEST_SIDE * max(width, height) / min(width, height))
    return PictureError(
        ErrorCode.PICTURE_TOO_SMALL,
        f"The picture has {width} x {height} pixels, and its result would have "
        f"{result[0]} x {result[1]}: a side needs {SMALLEST_SIDE} or more.",
        f"Ask for a size of {needed} or more."
        if needed <= largest
        else "It is too narrow to dream: cut out a wider part.",
    )
