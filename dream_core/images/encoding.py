"""Pixels to bytes: sRGB, and no metadata, as nothing but pixels gets here."""

import io

import numpy as np
from PIL import Image, ImageOps

from dream_core.images.picture import DecodedPicture, Pixels
from dream_core.request import StillFormat

JPEG_QUALITY = 92
WEBP_QUALITY = 94
PREVIEW_QUALITY = 80
# Dreams are full of fine detail: more effort (0 to 9) takes eight times as long and saves nothing.
PNG_EFFORT = 2
_NARROWEST = 16
"""How many times longer than wide a preview may be; Telegram refuses photos above 20."""

_BACKDROP = 224
"""The light grey behind transparency where a format has none; white drawings still show on it."""

OWN_FORMATS: dict[str, StillFormat] = {"JPEG": "jpeg", "PNG": "png", "WebP": "webp"}
"""What is written here, by the names of what is read."""

LARGEST_SIDES: dict[StillFormat, int] = {"jpeg": 65_500, "webp": 16_383, "png": 2**31 - 1}


def encode_picture(
    picture: DecodedPicture, picture_format: StillFormat | None
) -> tuple[bytes, StillFormat]:
    """The file's bytes and its format, see :func:`choose_format`.

    JPEG has no transparency: the picture is laid on light grey.
    """
    chosen = choose_format(picture, picture_format)
    match chosen:
        case "jpeg":
            return encode_jpeg(flatten_picture(picture), JPEG_QUALITY), chosen
        case "webp":
            return encode_webp(picture, WEBP_QUALITY), chosen
        case "png":
            return _save(_merge(picture), "PNG", compress_level=PNG_EFFORT), chosen


def choose_format(picture: DecodedPicture, wanted: StillFormat | None) -> StillFormat:
    """The format that the picture gets: None means PNG where it has transparency, else JPEG.

    A picture too long for the format becomes PNG instead.
    """
    chosen = wanted or ("jpeg" if picture.alpha is None else "png")
    is_too_long = max(picture.width, picture.height) > LARGEST_SIDES[chosen]
    return "png" if is_too_long else chosen


def make_preview(pixels: Pixels, side: int) -> bytes:
    """A small JPEG of height x width x 3 sRGB pixels whose longest side is at most ``side``.

    One that is too narrow to be shown everywhere lies on light grey.
    """
    image = Image.fromarray(np.ascontiguousarray(pixels))
    image.thumbnail((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    least = -(-max(image.size) // _NARROWEST)
    if min(image.size) < least:
        room = (max(image.width, least), max(image.height, least))
        image = ImageOps.pad(image, room, color=(_BACKDROP,) * 3)
    return _save(image, "JPEG", quality=PREVIEW_QUALITY)


def encode_jpeg(pixels: Pixels, quality: int, *, halves_colours: bool = False) -> bytes:
    """A JPEG with colours as sharp as its light (4:4:4), for dreams are made of fine colour edges;
    or, where it has to be small, half as sharp (4:2:0).
    """
    subsampling = 2 if halves_colours else 0
    return _save(Image.fromarray(pixels), "JPEG", quality=quality, subsampling=subsampling)


def encode_webp(picture: DecodedPicture, quality: int) -> bytes:
    """A WebP of 0 to 100; the alpha, where there is one, is kept as it is."""
    return _save(_merge(picture), "WEBP", quality=quality, method=4)


def flatten_picture(picture: DecodedPicture) -> Pixels:
    """The pixels, height x width x 3, on light grey where the picture is transparent."""
    if picture.alpha is None:
        return picture.pixels
    backdrop = Image.new("RGB", (picture.width, picture.height), (_BACKDROP,) * 3)
    backdrop.paste(Image.fromarray(picture.pixels), mask=Image.fromarray(picture.alpha))
    return np.asarray(backdrop)


def _merge(picture: DecodedPicture) -> Image.Image:
    if picture.alpha is None:
        return Image.fromarray(picture.pixels)
    return Image.fromarray(np.dstack((picture.pixels, picture.alpha)))


def _save(image: Image.Image, format_name: str, **options: int) -> bytes:
    stream = io.BytesIO()
    image.save(stream, format_name, **options)
    return stream.getvalue()
