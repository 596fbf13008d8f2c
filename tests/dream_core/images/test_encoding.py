import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image, JpegImagePlugin

from dream_core.images import DecodedPicture, decode_picture, encode_picture, make_preview
from dream_core.images.encoding import flatten_picture
from dream_core.images.picture import Pixels, build_picture
from dream_core.request import StillFormat

SHAPES = hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=24)


def smooth(width: int, height: int) -> Pixels:
    down, across = np.mgrid[0:height, 0:width]
    return np.stack(
        (across * 255 // width, down * 255 // height, np.full_like(down, 90)), axis=-1
    ).astype(np.uint8)


def half_transparent() -> DecodedPicture:
    alpha = np.full((32, 48), 255, np.uint8)
    alpha[:, :24] = 0
    return build_picture(smooth(48, 32), alpha)


def reopen(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("asked", "given_opaque", "given_transparent"),
    [(None, "jpeg", "png"), ("jpeg", "jpeg", "jpeg"), ("png", "png", "png"), ("webp",) * 3],
)
def test_the_format_is_the_one_asked_for_or_fits_the_picture(
    asked: StillFormat | None, given_opaque: str, given_transparent: str
) -> None:
    opaque = DecodedPicture(pixels=smooth(48, 32))
    for picture, expected in ((opaque, given_opaque), (half_transparent(), given_transparent)):
        data, name = encode_picture(picture, asked)
        assert name == expected
        assert str(reopen(data).format).lower() == expected


@given(pixels=hnp.arrays(np.uint8, SHAPES.map(lambda shape: (*shape, 3))), data=st.data())
def test_png_gives_back_every_visible_pixel(pixels: Pixels, data: st.DataObject) -> None:
    alpha = data.draw(st.none() | hnp.arrays(np.uint8, pixels.shape[:2]))
    picture = build_picture(pixels, alpha)
    again = decode_picture(encode_picture(picture, "png")[0], max_pixels=10_000)
    assert np.array_equal(again.pixels, picture.pixels)
    assert (again.alpha is None) == (picture.alpha is None)
    if again.alpha is not None and picture.alpha is not None:
        assert np.array_equal(again.alpha, picture.alpha)


@pytest.mark.parametrize("picture_format", ["jpeg", "webp"])
def test_lossy_formats_stay_close(picture_format: StillFormat) -> None:
    pixels = smooth(128, 96)
    data, _ = encode_picture(DecodedPicture(pixels=pixels), picture_format)
    again = decode_picture(data, max_pixels=100_000)
    assert np.abs(again.pixels.astype(int) - pixels).mean() < 1.5


def test_jpeg_keeps_colours_as_sharp_as_light() -> None:
    data, _ = encode_picture(DecodedPicture(pixels=smooth(64, 64)), "jpeg")
    assert JpegImagePlugin.get_sampling(reopen(data)) == 0


def test_webp_keeps_transparency() -> None:
    picture = half_transparent()
    again = decode_picture(encode_picture(picture, "webp")[0], max_pixels=10_000)
    assert again.alpha is not None
    assert picture.alpha is not None
    assert np.array_equal(again.alpha, picture.alpha)


def test_jpeg_shows_transparency_as_light_grey() -> None:
    data, _ = encode_picture(half_transparent(), "jpeg")
    pixels = decode_picture(data, max_pixels=10_000).pixels.astype(int)
    assert np.abs(pixels[:, :14] - 224).max() <= 3
    assert np.abs(pixels[:, 34:] - smooth(48, 32)[:, 34:]).mean() < 3


def test_flattening_an_opaque_picture_changes_nothing() -> None:
    picture = DecodedPicture(pixels=smooth(8, 8))
    assert flatten_picture(picture) is picture.pixels


@pytest.mark.parametrize(("picture_format", "side"), [("webp", 16_384), ("jpeg", 65_501)])
def test_a_picture_too_long_for_its_format_becomes_png(
    picture_format: StillFormat, side: int
) -> None:
    data, name = encode_picture(DecodedPicture(pixels=smooth(side, 1)), picture_format)
    assert name == "png"
    assert reopen(data).size == (side, 1)


@pytest.mark.parametrize(("size", "expected"), [((300, 100), (96, 32)), ((20, 10), (20, 10))])
def test_a_preview_fits_and_is_never_enlarged(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    preview = reopen(make_preview(smooth(*size), 96))
    assert preview.size == expected
    assert preview.format == "JPEG"


def test_a_preview_may_come_from_a_view_of_other_memory() -> None:
    planes = np.ascontiguousarray(smooth(60, 40).transpose(2, 0, 1))
    preview = reopen(make_preview(planes.transpose(1, 2, 0), 60))
    assert np.abs(np.asarray(preview).astype(int) - smooth(60, 40)).mean() < 4


@pytest.mark.parametrize(("size", "shown"), [((384, 10), (384, 24)), ((4, 300), (19, 300))])
def test_a_preview_of_a_narrow_picture_can_be_shown_everywhere(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    pixels = np.zeros((size[1], size[0], 3), np.uint8)
    with Image.open(io.BytesIO(make_preview(pixels, 384))) as preview:
        assert preview.size == shown
        levels = np.asarray(preview.convert("L"))
    assert levels.min() < 20
    assert levels.max() > 180
