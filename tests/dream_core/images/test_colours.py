import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dream_core.images import DecodedPicture, decode_picture

Encode = Callable[..., bytes]
Png = Callable[..., bytes]

RAMP = np.linspace(0, 65535, 64 * 32).astype(np.uint16).reshape(32, 64)
RAMP_8 = np.rint(RAMP / 257).astype(int)


def decode(data: bytes) -> DecodedPicture:
    return decode_picture(data, max_pixels=100_000)


def colour(picture: DecodedPicture) -> tuple[int, ...]:
    """The mean colour, rounded."""
    return tuple(int(value) for value in picture.pixels.mean(axis=(0, 1)).round())


def patch(mode: str, value: Any) -> Image.Image:
    return Image.new(mode, (32, 32), value)


def assert_grey_ramp(picture: DecodedPicture) -> None:
    assert np.abs(picture.pixels.astype(int) - RAMP_8[..., None]).max() <= 1


@pytest.mark.parametrize(
    ("mode", "value", "name", "expected"),
    [
        ("1", 1, "PNG", (255, 255, 255)),
        ("1", 0, "TIFF", (0, 0, 0)),
        ("L", 90, "JPEG", (90, 90, 90)),
        ("L", 90, "BMP", (90, 90, 90)),
        ("L", 90, "GIF", (90, 90, 90)),
        ("LA", (90, 255), "PNG", (90, 90, 90)),
        ("RGB", (10, 200, 60), "TIFF", (10, 200, 60)),
        ("RGBX", (10, 200, 60, 7), "TIFF", (10, 200, 60)),
        ("YCbCr", (128, 128, 128), "TIFF", (128, 128, 128)),
        ("CMYK", (0, 255, 255, 0), "JPEG", (255, 0, 0)),
        ("CMYK", (0, 255, 255, 0), "TIFF", (255, 0, 0)),
        ("CMYK", (0, 0, 0, 128), "JPEG", (127, 127, 127)),
        ("LAB", (255, 128, 128), "TIFF", (255, 255, 255)),
    ],
)
def test_each_mode_keeps_its_colour(
    mode: str, value: Any, name: str, expected: tuple[int, ...], encode: Encode
) -> None:
    picture = decode(encode(patch(mode, value), name))
    assert np.abs(np.subtract(colour(picture), expected)).max() <= 2
    assert picture.alpha is None


def test_a_palette_becomes_its_colours(encode: Encode, scene: Image.Image) -> None:
    palette = scene.quantize(4, dither=Image.Dither.NONE)
    for name in ("PNG", "GIF", "BMP", "TIFF"):
        pixels = decode(encode(palette, name)).pixels
        assert np.abs(pixels.astype(int) - np.asarray(scene)).max() <= 4


@pytest.mark.parametrize("levels", [bytes([0, 128, 255, 255]), 0])
def test_a_palette_with_transparency_keeps_it(levels: bytes | int, encode: Encode) -> None:
    image = patch("P", 0)
    image.putpalette([200, 0, 0, 0, 200, 0, 0, 0, 200, 9, 9, 9])
    image.paste(1, (8, 0, 16, 32))
    image.paste(2, (16, 0, 32, 32))
    picture = decode(encode(image, "PNG", transparency=levels))
    assert picture.alpha is not None
    expected = [0, 128, 255] if isinstance(levels, bytes) else [0, 255, 255]
    assert picture.alpha[5, [0, 8, 16]].tolist() == expected
    assert picture.pixels[5, 8].tolist() == [0, 200, 0]


def test_a_transparent_gif_keeps_its_holes(encode: Encode) -> None:
    image = patch("P", 1)
    image.putpalette([0, 0, 0, 250, 120, 0])
    image.paste(0, (0, 0, 16, 32))
    picture = decode(encode(image, "GIF", transparency=0))
    assert picture.alpha is not None
    assert picture.alpha[3, [3, 20]].tolist() == [0, 255]


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_single_transparent_colour_is_kept(mode: str, encode: Encode) -> None:
    hole: Any = 7 if mode == "L" else (7, 7, 7)
    image = patch(mode, hole)
    image.paste(100 if mode == "L" else (100, 100, 100), (16, 0, 32, 32))
    picture = decode(encode(image, "PNG", transparency=hole))
    assert picture.alpha is not None
    assert picture.alpha[0, [0, 20]].tolist() == [0, 255]
    assert picture.pixels[0, 20].tolist() == [100, 100, 100]


@pytest.mark.parametrize("name", ["PNG", "WebP", "TIFF", "HEIC", "AVIF"])
def test_alpha_is_kept(name: str, encode: Encode, scene: Image.Image) -> None:
    alpha = np.asarray(Image.linear_gradient("L").resize(scene.size)) // 2 + 100
    image = scene.copy()
    image.putalpha(Image.fromarray(alpha))
    picture = decode(encode(image, name))
    assert picture.alpha is not None
    assert np.abs(picture.alpha.astype(int) - alpha).mean() < 2
    assert np.abs(picture.pixels.astype(int) - np.asarray(scene)).mean() < 6


def test_grey_with_alpha_keeps_both(encode: Encode) -> None:
    picture = decode(encode(patch("LA", (80, 40)), "PNG"))
    assert colour(picture) == (80, 80, 80)
    assert picture.alpha is not None
    assert (picture.alpha == 40).all()


def test_premultiplied_colours_are_divided_again() -> None:
    values = np.full((32, 32, 4), (50, 100, 25, 128), np.uint8)
    picture = decode(deep_tiff(values, photometric=2, bits=8, extra=((338, 1),)))
    assert np.abs(np.subtract(colour(picture), (100, 199, 50))).max() <= 1
    assert picture.alpha is not None


def test_alpha_that_hides_nothing_is_dropped(encode: Encode) -> None:
    assert decode(encode(patch("RGBA", (1, 2, 3, 255)), "PNG")).alpha is None


@pytest.mark.parametrize("name", ["PNG", "TIFF"])
def test_grey_of_16_bits_keeps_its_whole_range(name: str, encode: Encode) -> None:
    assert_grey_ramp(decode(encode(Image.fromarray(RAMP), name)))


def test_grey_of_16_bits_may_have_a_transparent_value(png: Png) -> None:
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in RAMP)
    hole = (b"tRNS", struct.pack(">H", int(RAMP[3, 5])))
    picture = decode(png((64, 32), depth=16, colour_type=0, rows=rows, extra=(hole,)))
    assert picture.alpha is not None
    assert np.argwhere(picture.alpha == 0).tolist() == [[3, 5]]


@pytest.mark.parametrize(("colour_type", "channels"), [(2, 3), (6, 4), (4, 2)])
def test_deep_png_of_every_kind_is_read(colour_type: int, channels: int, png: Png) -> None:
    deep = np.repeat(RAMP[..., None], channels, axis=2)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in deep)
    picture = decode(png((64, 32), depth=16, colour_type=colour_type, rows=rows))
    visible = np.s_[1:] if channels in (2, 4) else np.s_[:]
    difference = picture.pixels.astype(int) - RAMP_8[..., None]
    assert np.abs(difference[visible]).max() <= 1
    assert (picture.alpha is None) == (channels == 3)


def deep_tiff(
    values: "np.ndarray[Any, np.dtype[Any]]",
    *,
    photometric: int = 1,
    bits: int = 16,
    kind: int = 1,
    extra: tuple[tuple[int, int], ...] = (),
) -> bytes:
    """A TIFF 6.0 file with one uncompressed strip; ``kind`` is 1 unsigned, 2 signed, 3 floating."""
    height, width = values.shape[:2]
    samples = values.shape[2] if values.ndim == 3 else 1
    body = values.tobytes()
    many = struct.pack("<HHI", 258, 3, samples)
    entries = [(256, width), (257, height), (259, 1), (262, photometric), (273, 0), (277, samples),
               (278, height), (279, len(body)), (339, kind), *extra]  # fmt: skip
    start = 8 + 2 + 12 * (len(entries) + 1) + 4
    depths = struct.pack(f"<{samples}H", *[bits] * samples)
    inline = depths if len(depths) <= 4 else struct.pack("<I", start)
    table: list[bytes] = [many + inline.ljust(4, b"\0")]
    for tag, value in entries:
        table.append(struct.pack("<HHII", tag, 4, 1, start + len(depths) if tag == 273 else value))
    ordered = sorted(table, key=lambda entry: int.from_bytes(entry[:2], "little"))
    directory = struct.pack("<H", len(table)) + b"".join(ordered) + bytes(4)
    return b"II*\0" + struct.pack("<I", 8) + directory + depths + body


def test_a_16_bit_tiff_may_count_from_white() -> None:
    assert_grey_ramp(decode(deep_tiff(65535 - RAMP, photometric=0)))


def test_a_colour_tiff_of_16_bits_is_read() -> None:
    picture = decode(deep_tiff(np.repeat(RAMP[..., None], 3, axis=2), photometric=2))
    assert_grey_ramp(picture)


def test_grey_of_32_bits_is_brought_into_range() -> None:
    assert_grey_ramp(decode(deep_tiff(RAMP.astype("<i4"), bits=32, kind=2)))


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0, 1e6])
def test_floating_grey_is_brought_into_range(white: float) -> None:
    values = (RAMP / 65535 * white).astype("<f4")
    assert_grey_ramp(decode(deep_tiff(values, bits=32, kind=3)))


def test_numbers_that_are_none_become_black_or_white() -> None:
    values = np.full((32, 32), 0.5, "<f4")
    values[0, :3] = np.nan, np.inf, -np.inf
    pixels = decode(deep_tiff(values, bits=32, kind=3)).pixels
    assert pixels[0, :3, 0].tolist() == [0, 255, 0]
    assert pixels[1, 1, 0] == 128


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WebP", "TIFF", "HEIC", "AVIF"])
def test_colours_go_through_their_profile(
    name: str, encode: Encode, swapping_profile: bytes
) -> None:
    data = encode(patch("RGB", (250, 10, 10)), name, icc_profile=swapping_profile)
    red, green, blue = colour(decode(data))
    assert green > 235
    assert red < 40
    assert blue < 40


def test_a_profile_leaves_alpha_alone(encode: Encode, swapping_profile: bytes) -> None:
    picture = decode(encode(patch("RGBA", (250, 0, 0, 77)), "PNG", icc_profile=swapping_profile))
    assert picture.alpha is not None
    assert (picture.alpha == 77).all()
    assert colour(picture)[1] > 235


def test_a_palette_goes_through_its_profile(encode: Encode, swapping_profile: bytes) -> None:
    data = encode(patch("RGB", (250, 0, 0)).quantize(2), "PNG", icc_profile=swapping_profile)
    assert colour(decode(data))[1] > 235


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_grey_goes_through_its_profile(
    mode: str, encode: Encode, linear_grey_profile: bytes
) -> None:
    value: Any = 128 if mode == "L" else (128, 60)
    data = encode(patch(mode, value), "PNG", icc_profile=linear_grey_profile)
    assert 185 <= colour(decode(data))[0] <= 191


def test_grey_may_have_a_colour_profile(encode: Encode, swapping_profile: bytes) -> None:
    picture = decode(encode(patch("L", 90), "PNG", icc_profile=swapping_profile))
    assert np.ptp(colour(picture)) <= 2


@pytest.mark.parametrize("name", ["JPEG", "TIFF"])
def test_printing_inks_go_through_their_profile(
    name: str, encode: Encode, red_cyan_profile: bytes
) -> None:
    data = encode(patch("CMYK", (255, 0, 0, 0)), name, icc_profile=red_cyan_profile)
    red, green, blue = colour(decode(data))
    assert red > 200
    assert green < 60
    assert blue < 60


def test_a_profile_of_another_kind_is_ignored(encode: Encode, red_cyan_profile: bytes) -> None:
    data = encode(patch("RGB", (10, 200, 60)), "PNG", icc_profile=red_cyan_profile)
    assert colour(decode(data)) == (10, 200, 60)


@pytest.mark.parametrize("broken", [b"rubbish", b"\0" * 200, "cut"])
def test_a_broken_profile_is_ignored(
    broken: bytes | str, encode: Encode, swapping_profile: bytes
) -> None:
    profile = broken if isinstance(broken, bytes) else swapping_profile[:300]
    data = encode(patch("RGB", (10, 200, 60)), "PNG", icc_profile=profile)
    assert colour(decode(data)) == (10, 200, 60)
