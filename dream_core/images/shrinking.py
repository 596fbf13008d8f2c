"""Encodes a picture anew so that its file fits where only small ones may go."""

import math
from dataclasses import dataclass

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

SMALLEST_SIDE = 64
"""Longest side in pixels of what still is a picture to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Economy:
    """Qualities from the lowest to the best. ``halves_colours`` leaves a JPEG half as many pixels
    of colour as of light; a WebP has no others.
    """

    lowest: int
    best: int
    halves_colours: bool = False


LOWEST_QUALITY = 75
"""Below it a dream's fine detail begins to turn to blocks."""

LEANEST_QUALITY = 60
"""Still better than a smaller picture to whoever looks closely."""

_FINE: dict[StillFormat, _Economy] = {
    "jpeg": _Economy(lowest=LOWEST_QUALITY, best=JPEG_QUALITY),
    "webp": _Economy(lowest=LOWEST_QUALITY, best=WEBP_QUALITY),
}
_LEAN = _Economy(lowest=LEANEST_QUALITY, best=LOWEST_QUALITY, halves_colours=True)
_QUALITY_GAP = 4
"""A finer choice between qualities isn't worth another encoding."""

_AMPLE = 2
_CAUTION = 0.97
_SLOWEST_STEP = 0.9


def shrink_picture(data: bytes, *, max_bytes: int, max_pixels: int) -> EncodedPicture:
    """Lowers a file's quality until it has at most ``max_bytes``, and its size in pixels only where
    no quality worth looking at would do.

    The result is JPEG, or WebP where the picture has transparency. A JPEG, PNG or WebP that fits
    is returned as it is. Raises PictureError as decoding does, and picture_too_large where no
    picture worth looking at would fit.
    """
    picture = decode_picture(data, max_pixels=max_pixels)
    own = OWN_FORMATS.get(sniff_format(data))
    if own is not None and len(data) <= max_bytes:
        return _describe(picture, own, data)
    chosen: StillFormat = "jpeg" if picture.alpha is None else "webp"
    if max(picture.width, picture.height) <= LARGEST_SIDES[chosen]:
        for economy in (_FINE[chosen], _LEAN):
            encoded = _encode(picture, chosen, economy, economy.lowest)
            if len(encoded) <= max_bytes:
                best = _raise_quality(picture, chosen, economy, encoded, max_bytes=max_bytes)
                return _describe(picture, chosen, best)
    return _lower_size(picture, chosen, max_bytes)


def _lower_size(picture: DecodedPicture, chosen: StillFormat, max_bytes: int) -> EncodedPicture:
    """The largest picture of decent quality that fits; raises PictureError where none does."""
    economy = _FINE[chosen]
    side = min(max(picture.width, picture.height), LARGEST_SIDES[chosen])
    smallest = min(side, SMALLEST_SIDE)
    while True:
        smaller = resize_picture(picture, side)
        encoded = _encode(smaller, chosen, economy, economy.lowest)
        if len(encoded) <= max_bytes:
            best = _raise_quality(smaller, chosen, economy, encoded, max_bytes=max_bytes)
            return _describe(smaller, chosen, best)
        if side == smallest:
            raise PictureError(
                ErrorCode.PICTURE_TOO_LARGE,
                f"The picture can't be made to fit into {max_bytes} bytes.",
                "Ask for a smaller size.",
            )
        # A file's bytes are nearly in proportion to its pixels.
        share = _CAUTION * math.sqrt(max(0, max_bytes) / len(encoded))
        side = max(smallest, math.floor(side * min(_SLOWEST_STEP, share)))


def _raise_quality(
    picture: DecodedPicture,
    chosen: StillFormat,
    economy: _Economy,
    encoded: bytes,
    *,
    max_bytes: int,
) -> bytes:
    """The file of nearly the best quality that fits; ``encoded`` is that of the lowest."""
    fits, exceeds = economy.lowest, economy.best + 1
    # Where there is ample room the best will do, and no other has to be tried.
    quality = exceeds - 1 if _AMPLE * len(encoded) <= max_bytes else (fits + exceeds) // 2
    while exceeds - fits > _QUALITY_GAP:
        better = _encode(picture, chosen, economy, quality)
        if len(better) <= max_bytes:
            fits, encoded = quality, better
        else:
            exceeds = quality
        quality = (fits + exceeds) // 2
    return encoded


def _encode(picture: DecodedPicture, chosen: StillFormat, economy: _Economy, quality: int) -> bytes:
    if chosen == "webp":
        return encode_webp(picture, quality)
    pixels = flatten_picture(picture)
    return encode_jpeg(pixels, quality, halves_colours=economy.halves_colours)


def _describe(picture: DecodedPicture, chosen: StillFormat, data: bytes) -> EncodedPicture:
    return EncodedPicture(
        picture=data, picture_format=chosen, width=picture.width, height=picture.height
    )
