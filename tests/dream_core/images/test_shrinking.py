"""Files that fit: as good as they can be, with their transparency, never a byte too large."""

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dream_core.errors import ErrorCode, PictureError
from dream_core.images import shrinking
from dream_core.images.shrinking import shrink_picture

MAX_PIXELS = 4_000_000


def paint(mode: str = "RGB", size: tuple[int, int] = (400, 300), **options: Any) -> bytes:
    """Shapes with some noise: neither flat nor hopeless, as dreams are."""
    across, down = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    waves = [np.sin(across / period) * np.cos(down / (period + 2)) for period in (3, 7, 19)]
    noise = np.random.default_rng(5).normal(0, 0.2, (size[1], size[0], 3))
    pixels = np.clip((np.dstack(waves) + noise) * 90 + 128, 0, 255).astype(np.uint8)
    image = Image.fromarray(pixels)
    if mode == "RGBA":
        image.putalpha(Image.fromarray((across * 255 // size[0]).astype(np.uint8)))
    stream = io.BytesIO()
    image.save(stream, **options)
    return stream.getvalue()


PNG = paint(format="PNG")
CLEAR_PNG = paint("RGBA", format="PNG")


def open_picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WebP"])
def test_what_fits_is_returned_as_it_is(format_name: str) -> None:
    data = paint(format=format_name)
    shrunk = shrink_picture(data, max_bytes=len(data), max_pixels=MAX_PIXELS)
    assert shrunk.picture == data
    assert (shrunk.picture_format, shrunk.width, shrunk.height) == (format_name.lower(), 400, 300)


def test_what_few_can_show_is_encoded_anew_though_it_fits() -> None:
    shrunk = shrink_picture(paint(format="TIFF"), max_bytes=10**7, max_pixels=MAX_PIXELS)
    assert shrunk.picture_format == "jpeg"
    assert open_picture(shrunk.picture).format == "JPEG"


def test_quality_goes_before_size() -> None:
    data = paint(format="JPEG", quality=95, subsampling=0)
    shrunk = shrink_picture(data, max_bytes=len(data) * 3 // 5, max_pixels=MAX_PIXELS)
    assert (shrunk.width, shrunk.height) == (400, 300)
    assert len(data) * 2 // 5 < len(shrunk.picture) <= len(data) * 3 // 5


def test_colours_and_quality_go_before_pixels_do() -> None:
    fine = min(len(_encode(75, 0)), len(_encode(75, 2)))
    shrunk = shrink_picture(PNG, max_bytes=fine - 1, max_pixels=MAX_PIXELS)
    assert (shrunk.width, shrunk.height) == (400, 300)
    assert len(_encode(60, 2)) <= len(shrunk.picture) < fine
    leanest = shrink_picture(PNG, max_bytes=len(_encode(60, 2)), max_pixels=MAX_PIXELS)
    assert (leanest.width, leanest.height) == (400, 300)
    smaller = shrink_picture(PNG, max_bytes=len(_encode(60, 2)) - 1, max_pixels=MAX_PIXELS)
    assert smaller.width < 400


def _encode(quality: int, subsampling: int) -> bytes:
    stream = io.BytesIO()
    open_picture(PNG).save(stream, "JPEG", quality=quality, subsampling=subsampling)
    return stream.getvalue()


def test_a_smaller_picture_keeps_its_shape_and_nearly_fills_its_room() -> None:
    shrunk = shrink_picture(PNG, max_bytes=15_000, max_pixels=MAX_PIXELS)
    assert 400 > shrunk.width > 64
    assert shrunk.width / shrunk.height == pytest.approx(4 / 3, rel=0.02)
    assert 10_000 < len(shrunk.picture) <= 15_000
    assert open_picture(shrunk.picture).size == (shrunk.width, shrunk.height)


@pytest.mark.parametrize("max_bytes", [60_000, 12_000])
def test_transparency_is_kept(max_bytes: int) -> None:
    shrunk = shrink_picture(CLEAR_PNG, max_bytes=max_bytes, max_pixels=MAX_PIXELS)
    assert len(shrunk.picture) <= max_bytes
    assert shrunk.picture_format == "webp"
    alpha = np.asarray(open_picture(shrunk.picture).getchannel("A"), int)
    before = open_picture(CLEAR_PNG).getchannel("A").resize((shrunk.width, shrunk.height))
    assert np.abs(alpha - np.asarray(before, int)).max() <= 2


def test_no_metadata_comes_along() -> None:
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    data = paint(format="JPEG", quality=98, exif=exif)
    assert b"where I live" in data
    shrunk = shrink_picture(data, max_bytes=len(data) // 2, max_pixels=MAX_PIXELS)
    assert b"where I live" not in shrunk.picture
    assert not open_picture(shrunk.picture).getexif()


@pytest.mark.parametrize("max_bytes", [-1, 0, 100])
@pytest.mark.parametrize(
    "data", [PNG, CLEAR_PNG, paint(size=(20, 18), format="PNG")], ids=["opaque", "clear", "tiny"]
)
def test_too_little_room_for_anything_is_said(data: bytes, max_bytes: int) -> None:
    with pytest.raises(PictureError) as failure:
        shrink_picture(data, max_bytes=max_bytes, max_pixels=MAX_PIXELS)
    assert failure.value.code == ErrorCode.PICTURE_TOO_LARGE
    assert failure.value.hint


def test_what_is_no_picture_is_said() -> None:
    with pytest.raises(PictureError) as failure:
        shrink_picture(b"Dear bot", max_bytes=100, max_pixels=MAX_PIXELS)
    assert failure.value.code == ErrorCode.PICTURE_FORMAT


@given(max_bytes=st.integers(5_000, 120_000), is_clear=st.booleans())
@settings(max_examples=15, deadline=None)
def test_it_fits_whatever_the_room_in_few_encodings(max_bytes: int, is_clear: bool) -> None:
    encodings = 0
    encode = shrinking._encode

    def count(*arguments: Any) -> bytes:
        nonlocal encodings
        encodings += 1
        return encode(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shrinking, "_encode", count)
        data = CLEAR_PNG if is_clear else PNG
        shrunk = shrink_picture(data, max_bytes=max_bytes, max_pixels=MAX_PIXELS)
    assert len(shrunk.picture) <= max_bytes
    assert encodings <= 8
