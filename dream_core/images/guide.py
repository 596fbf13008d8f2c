"""Opens the picture that guides a dream; what is wrong with it is said of it."""

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.decoding import decode_picture
from dream_core.images.picture import DecodedPicture
from dream_core.images.sizes import SMALLEST_SIDE, resize_picture, scale_size

GUIDE_SIDE = 256
"""Longest side in pixels: networks learned from pictures of about 224, and see whole things so."""

NARROWEST = 32
"""A picture with a shorter side shows a network nothing."""


def open_guide(data: bytes, *, max_pixels: int) -> DecodedPicture:
    """Decodes a file's bytes at the size of a guide.

    Raises PictureError as :func:`decode_picture` does, and picture_too_small, each in words that
    tell the guide from the photo.
    """
    try:
        picture = decode_picture(data, max_pixels=max_pixels)
        _check_size(picture)
    except PictureError as error:
        sentence = f"{error.sentence[:1].lower()}{error.sentence[1:]}"
        raise PictureError(
            error.code, f"The guide picture can't be used: {sentence}", error.hint
        ) from error
    return resize_picture(picture, GUIDE_SIDE)


def _check_size(picture: DecodedPicture) -> None:
    width, height = picture.width, picture.height
    if min(width, height) < SMALLEST_SIDE or min(scale_size(width, height, GUIDE_SIDE)) < NARROWEST:
        raise PictureError(
            ErrorCode.PICTURE_TOO_SMALL,
            f"It has {width} x {height} pixels, too few across to show anything.",
            "Choose a larger one, or cut out a wider part.",
        )
