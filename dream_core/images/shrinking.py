"""Encodes a picture anew so that its file fits where only small ones may go."""

import math

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.decoding import decode_picture
from dream_core.images.encoding import (
    JPEG_QUALITY,
    LARGEST_SIDES,
    OWN_FORMATS,
    WEBP_QUALITY,
    encode_jpeg,
    encode_webp,
    flatten_picture,
)
from dream_core.images.formats import sniff_format
from dream_core.images.picture import DecodedPicture
from dream_core.images.sizes import resize_picture
from dream_core.request import EncodedPicture, StillFormat

LOWEST_QUALITY = 75
"""Below it a dream's fine detail turns to blocks; a smaller picture looks better."""

SMALLEST_SIDE = 64
"""Longest side in pixels of what still is a picture to look at."""

_BEST_QUALITY: dict[StillFormat, int] = {"jpeg": JPEG_QUALITY, "webp": WEBP_QUALITY}
_QUALITY_GAP = 4
"""A finer choice between qualities isn't worth another encoding."""

_AMPLE = 2
_CAUTION = 0.97
_SLOWEST_STEP = 0.9


def shrink_picture(data: bytes, *, max_bytes: int, max_pixels: int) -> EncodedPicture:
    """Lowers a file's quality, then its size in pixels, until it has at most ``max_bytes``.

    The result is JPEG, or WebP where the picture has transparency. A JPEG, PNG or WebP that fits
    is returned as it is. Raises PictureError as decoding does, and picture_too_large where no
    picture worth looking at would fit.
    """
    picture = decode_picture(data, max_pixels=max_pixels)
    own = OWN_FORMATS.get(sniff_format(data))
    if own is not None and len(data) <= max_bytes:
        return EncodedPicture(
            picture=data, picture_format=own, width=picture.width, height=picture.height
        )
    chosen: StillFormat = "jpeg" if picture.alpha is None else "webp"
    side = min(max(picture.width, picture.height), LARGEST_SIDES[chosen])
    smallest = min(side, SMALLEST_SIDE)
    while True:
        smaller = resize_picture(picture, side)
        encoded = _encode(smaller, chosen, LOWEST_QUALITY)
        if len(encoded) <= max_bytes:
            break
        if side == smallest:
            raise PictureError(
                ErrorCode.PICTURE_TOO_LARGE,
                f"The picture can't be made to fit into {max_bytes} bytes.",
                "Ask for a smaller size.",
            )
        # A file's bytes are nearly in proportion to its pixels.
        share = _CAUTION * math.sqrt(max(0, max_bytes) / len(encoded))
        side = max(smallest, math.floor(side * min(_SLOWEST_STEP, share)))
    return EncodedPicture(
        picture=_raise_quality(smaller, chosen, encoded, max_bytes=max_bytes),
        picture_format=chosen,
        width=smaller.width,
        height=smaller.height,
    )


def _raise_quality(
    picture: DecodedPicture, chosen: StillFormat, encoded: bytes, *, max_bytes: int
) -> bytes:
    """The file of nearly the best quality that fits; ``encoded`` is that of the lowest."""
    fits, exceeds = LOWEST_QUALITY, _BEST_QUALITY[chosen] + 1
    # Where there is ample room the best will do, and no other has to be tried.
    quality = exceeds - 1 if _AMPLE * len(encoded) <= max_bytes else (fits + exceeds) // 2
    while exceeds - fits > _QUALITY_GAP:
        better = _encode(picture, chosen, quality)
        if len(better) <= max_bytes:
            fits, encoded = quality, better
        else:
            exceeds = quality
        quality = (fits + exceeds) // 2
    return encoded


def _encode(picture: DecodedPicture, chosen: StillFormat, quality: int) -> bytes:
    if chosen == "webp":
        return encode_webp(picture, quality)
    return encode_jpeg(flatten_picture(picture), quality)
