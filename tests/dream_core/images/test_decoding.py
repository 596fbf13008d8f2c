import io
import re
import struct
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from dream_core.errors import DreamError, ErrorCode, PictureError
from dream_core.images import DecodedPicture, decode_picture, measure_picture
from dream_core.images.formats import READABLE

Encode = Callable[..., bytes]
Array = npt.NDArray[np.uint8]

PLENTY = 1_000_000
ORIENTATION = 0x0112
# EXIF 2.3, 4.6.4: what has to be done to the stored rows to see the scene upright.
UPRIGHT: dict[int, Callable[[Array], Array]] = {
    1: lambda rows: rows,
    2: lambda rows: rows[:, ::-1],
    3: lambda rows: rows[::-1, ::-1],
    4: lambda rows: rows[::-1],
    5: lambda rows: rows.swapaxes(0, 1),
    6: lambda rows: np.rot90(rows, -1),
    7: lambda rows: rows.swapaxes(0, 1)[::-1, ::-1],
    8: lambda rows: np.rot90(rows, 1),
}


def difference(picture: DecodedPicture, expected: Array) -> float:
    assert picture.pixels.shape == expected.shape
    return float(np.abs(picture.pixels.astype(int) - expected).mean())


def refusal(data: bytes, max_pixels: int = PLENTY) -> PictureError:
    with pytest.raises(PictureError) as caught:
        decode_picture(data, max_pixels=max_pixels)
    assert caught.value.sentence
    assert caught.value.hint
    with pytest.raises(PictureError, match=re.escape(caught.value.sentence)):
        measure_picture(data, max_pixels=max_pixels)
    return caught.value


@pytest.mark.parametrize("name", READABLE)
def test_every_format_is_read(name: str, encode: Encode, scene: Image.Image) -> None:
    data = encode(scene, name)
    picture = decode_picture(data, max_pixels=PLENTY)
    assert (picture.width, picture.height) == scene.size
    assert measure_picture(data, max_pixels=PLENTY) == scene.size
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.flags.writeable
    assert picture.alpha is None
    assert difference(picture, np.asarray(scene)) < 6


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WebP", "TIFF", "HEIC", "AVIF"])
def test_a_turned_picture_is_set_upright(
    name: str, orientation: int, encode: Encode, scene: Image.Image
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    data = encode(scene, name, exif=exif.tobytes() if name != "TIFF" else exif)
    picture = decode_picture(data, max_pixels=PLENTY)
    assert difference(picture, UPRIGHT[orientation](np.asarray(scene))) < 6
    assert measure_picture(data, max_pixels=PLENTY) == (picture.width, picture.height)


def test_alpha_is_turned_with_the_picture(encode: Encode, scene: Image.Image) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    alpha = Image.linear_gradient("L").resize(scene.size)
    turned = scene.copy()
    turned.putalpha(alpha)
    picture = decode_picture(encode(turned, "PNG", exif=exif.tobytes()), max_pixels=PLENTY)
    assert picture.alpha is not None
    assert np.array_equal(picture.alpha, np.rot90(np.asarray(alpha), -1))


@pytest.mark.parametrize("orientation", [0, 9, 77])
def test_an_orientation_that_does_not_exist_is_ignored(
    orientation: int, encode: Encode, scene: Image.Image
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    picture = decode_picture(encode(scene, "PNG", exif=exif.tobytes()), max_pixels=PLENTY)
    assert difference(picture, np.asarray(scene)) == 0


def test_broken_exif_costs_neither_the_picture_nor_a_warning(
    encode: Encode, scene: Image.Image
) -> None:
    broken = b"Exif\0\0II*\0\x08\0\0\0\xff\x7f" + b"\x12\x01\x05\0\xff\xff\xff\x7f" * 3
    picture = decode_picture(encode(scene, "JPEG", exif=broken), max_pixels=PLENTY)
    assert difference(picture, np.asarray(scene)) < 6


@pytest.mark.parametrize(("name", "save_all"), [("GIF", True), ("WebP", True), ("PNG", True)])
def test_an_animation_gives_its_first_frame(
    name: str, save_all: bool, encode: Encode, scene: Image.Image
) -> None:
    others = [Image.new("RGB", scene.size, colour) for colour in ("black", "yellow")]
    data = encode(scene, name, save_all=save_all, append_images=others, duration=50)
    assert difference(decode_picture(data, max_pixels=PLENTY), np.asarray(scene)) < 6


def test_a_gif_frame_smaller_than_its_screen_keeps_the_screen(
    encode: Encode, scene: Image.Image
) -> None:
    data = bytearray(encode(scene.quantize(8), "GIF"))
    struct.pack_into("<HH", data, 6, 64, 64)
    picture = decode_picture(bytes(data), max_pixels=PLENTY)
    assert (picture.width, picture.height) == (64, 64)


def test_several_photos_in_one_jpeg_give_the_first(encode: Encode, scene: Image.Image) -> None:
    data = encode(scene, "MPO", save_all=True, append_images=[Image.new("RGB", scene.size)])
    assert difference(decode_picture(data, max_pixels=PLENTY), np.asarray(scene)) < 6


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1)])
def test_pictures_of_any_size_are_read(size: tuple[int, int], encode: Encode) -> None:
    picture = decode_picture(encode(Image.new("RGB", size, "teal"), "PNG"), max_pixels=PLENTY)
    assert (picture.width, picture.height) == size


@pytest.mark.parametrize("name", READABLE)
def test_the_limit_of_pixels_holds_to_the_pixel(
    name: str, encode: Encode, scene: Image.Image
) -> None:
    # HEIC and AVIF code blocks of 8: a multiple of them makes the coded and the shown size equal.
    scene = scene.resize((128, 64))
    data = encode(scene, name)
    assert decode_picture(data, max_pixels=128 * 64).width == 128
    error = refusal(data, max_pixels=128 * 64 - 1)
    assert error.code == ErrorCode.PICTURE_TOO_LARGE
    assert "128 x 64" in error.sentence


def huge_gif(encode: Encode, scene: Image.Image) -> bytes:
    data = bytearray(encode(scene.quantize(8), "GIF"))
    struct.pack_into("<HH", data, 6, 65535, 65535)
    return bytes(data)


def huge_bitmap(encode: Encode, scene: Image.Image) -> bytes:
    data = bytearray(encode(scene, "BMP"))
    struct.pack_into("<ii", data, 18, 60_000, 60_000)
    return bytes(data)


def huge_webp(encode: Encode, scene: Image.Image) -> bytes:
    data = bytearray(encode(scene, "WebP"))
    struct.pack_into("<HH", data, 26, 16_383, 16_383)
    return bytes(data)


def huge_jpeg(encode: Encode, scene: Image.Image) -> bytes:
    data = bytearray(encode(scene, "JPEG"))
    struct.pack_into(">HH", data, data.index(b"\xff\xc0") + 5, 65_000, 65_000)
    return bytes(data)


def huge_tiff(encode: Encode, scene: Image.Image) -> bytes:
    data = encode(scene, "TIFF")
    width = struct.pack("<HHI", 256, 4, 1)
    height = struct.pack("<HHI", 257, 4, 1)
    for entry in (width, height):
        at = data.index(entry[:2] + entry[2:4])
        data = data[: at + 8] + struct.pack("<I", 60_000) + data[at + 12 :]
    return data


def huge_heic(encode: Encode, scene: Image.Image) -> bytes:
    return _declare_huge(encode(scene, "HEIC"))


def huge_avif(encode: Encode, scene: Image.Image) -> bytes:
    return _declare_huge(encode(scene, "AVIF"))


def _declare_huge(data: bytes) -> bytes:
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", 60_000, 60_000) + data[at + 8 :]


@pytest.mark.parametrize(
    "build", [huge_gif, huge_bitmap, huge_webp, huge_jpeg, huge_tiff, huge_heic, huge_avif]
)
def test_a_small_file_that_declares_a_huge_picture_is_refused_at_once(
    build: Callable[[Encode, Image.Image], bytes], encode: Encode, scene: Image.Image
) -> None:
    began = time.monotonic()
    assert refusal(build(encode, scene), 64_000_000).code == ErrorCode.PICTURE_TOO_LARGE
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("end", [33, 41, 60], ids=["header alone", "chunk begun", "cut off"])
def test_a_png_that_ends_behind_its_header_is_too_large_rather_than_cut_off(
    end: int, png: Callable[..., bytes]
) -> None:
    error = refusal(png((60_000, 60_000), rows=bytes(1000))[:end], 64_000_000)
    assert error.code == ErrorCode.PICTURE_TOO_LARGE
    assert "60000 x 60000" in error.sentence


def test_a_png_header_of_60000_squared_takes_no_memory(png: Callable[..., bytes]) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    error = refusal(png((60_000, 60_000), rows=bytes(1000)), 64_000_000)
    assert error.code == ErrorCode.PICTURE_TOO_LARGE
    assert "60000 x 60000" in error.sentence
    assert "64 megapixels" in error.hint
    assert time.monotonic() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


@pytest.mark.parametrize("name", READABLE)
def test_a_file_cut_in_half_is_called_cut_off(
    name: str, encode: Encode, scene: Image.Image
) -> None:
    data = encode(scene.resize((200, 150)), name)
    assert refusal(data[: len(data) // 2]).code == ErrorCode.PICTURE_TRUNCATED


def test_a_compressed_tiff_without_its_end_is_called_cut_off(
    encode: Encode, scene: Image.Image
) -> None:
    data = encode(scene, "TIFF", compression="tiff_lzw")
    assert refusal(data[:-40]).code == ErrorCode.PICTURE_TRUNCATED


def test_a_whole_file_of_rubbish_is_called_damaged(png: Callable[..., bytes]) -> None:
    good = png((16, 16), rows=bytes(16 * 49))
    at = good.index(b"IDAT") + 4
    error = refusal(good[:at] + b"\xff" * 8 + good[at + 8 :])
    assert error.code == ErrorCode.PICTURE_UNREADABLE


def test_text_with_a_picture_name_is_refused_and_the_next_picture_is_read(
    encode: Encode, scene: Image.Image
) -> None:
    assert refusal(b"Dear diary,\n").code == ErrorCode.PICTURE_FORMAT
    assert refusal(b"").code == ErrorCode.PICTURE_EMPTY
    assert decode_picture(encode(scene, "JPEG"), max_pixels=PLENTY).width == 48


def test_formats_that_pillow_knows_but_we_do_not_want_are_refused(scene: Image.Image) -> None:
    for name in ("PPM", "TGA", "PCX", "ICO", "EPS", "JPEG2000", "DDS"):
        stream = io.BytesIO()
        scene.save(stream, name)
        assert refusal(stream.getvalue()).code == ErrorCode.PICTURE_FORMAT


def test_decoding_leaves_no_trace_in_warnings_or_pillow(encode: Encode, scene: Image.Image) -> None:
    limit, filters = Image.MAX_IMAGE_PIXELS, list(warnings.filters)
    data = encode(scene, "PNG")
    with ThreadPoolExecutor(4) as threads:
        for picture in threads.map(lambda _: decode_picture(data, max_pixels=2000), range(32)):
            assert picture.width == 48
    refusal(data, 10)
    assert limit == Image.MAX_IMAGE_PIXELS
    assert list(warnings.filters) == filters


def test_the_package_needs_no_torch() -> None:
    check = "import sys, dream_core.images; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False, timeout=30).returncode == 0


@given(st.binary(max_size=300))
def test_any_bytes_give_a_picture_or_a_named_error(data: bytes) -> None:
    read_or_refuse(data)


@pytest.mark.parametrize("name", READABLE)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=12),
    length=st.floats(0.02, 1),
)
def test_damaged_files_give_a_picture_or_a_named_error(
    name: str,
    changes: list[tuple[float, int]],
    length: float,
    encode: Encode,
    scene: Image.Image,
) -> None:
    data = bytearray(encode(scene, name))
    for place, value in changes:
        data[int(place**3 * len(data))] = value
    read_or_refuse(bytes(data[: int(length * len(data)) + 1]))


def read_or_refuse(data: bytes) -> None:
    outcome: DecodedPicture | DreamError
    try:
        outcome = decode_picture(data, max_pixels=PLENTY)
    except DreamError as error:
        outcome = error
    check_measured(data, outcome)
    if isinstance(outcome, DreamError):
        assert outcome.sentence
        assert outcome.hint
    else:
        assert 0 < outcome.width * outcome.height <= PLENTY
        assert outcome.pixels.shape == (outcome.height, outcome.width, 3)


def check_measured(data: bytes, outcome: DecodedPicture | DreamError) -> None:
    """To be measured, a picture must be as good as to be decoded."""
    if isinstance(outcome, DecodedPicture):
        size = measure_picture(data, max_pixels=PLENTY)
        assert size == (outcome.width, outcome.height)
        return
    with pytest.raises(DreamError) as refused:
        measure_picture(data, max_pixels=PLENTY)
    assert refused.value.code == outcome.code
