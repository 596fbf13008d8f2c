"""Opens the picture that says where a photo is dreamed; what is wrong with it is said of it."""

import numpy as np
from PIL import Image

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.decoding import decode_picture
from dream_core.images.finishing import LUMA
from dream_core.images.picture import Pixels

LEAST_LEVEL = 8
"""Of 255: what is darker everywhere asks for nothing that anybody would see."""


def open_mask(data: bytes, size: tuple[int, int], *, max_pixels: int) -> Pixels:
    """Reads a mask's file at a photo's width and height; returns height x width, 0 to 255.

    White is dreamed, black is left alone, grey is dreamed in part; what is transparent is left
    alone too. Raises PictureError as :func:`decode_picture` does, and mask_empty, each in words
    that tell the mask from the photo.
    """
    try:
        picture = decode_picture(data, max_pixels=max_pixels)
    except PictureError as error:
        sentence = f"{error.sentence[:1].lower()}{error.sentence[1:]}"
        raise PictureError(error.code, f"The mask can't be used: {sentence}", error.hint) from error
    light = np.matmul(picture.pixels, LUMA, dtype=np.float32)
    if picture.alpha is not None:
        light *= picture.alpha / np.float32(255)
    # Lanczos, as for photos, would leave faint rings beside the edges.
    drawn = Image.fromarray(np.rint(light).astype(np.uint8))
    mask = np.array(drawn.resize(size, Image.Resampling.BILINEAR))
    check_mask(mask)
    return mask


def check_mask(mask: Pixels) -> None:
    """Raises PictureError mask_empty where it leaves nothing to dream."""
    if mask.max() < LEAST_LEVEL:
        raise PictureError(
            ErrorCode.MASK_EMPTY,
            "The mask leaves nothing of the picture to dream.",
            "Paint white where the dream should grow.",
        )
