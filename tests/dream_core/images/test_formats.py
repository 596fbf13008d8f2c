from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.formats import READABLE, declared_size, is_cut_off, sniff_format

Encode = Callable[..., bytes]

STRANGERS = {
    "a PDF": b"%PDF-1.7\n",
    "an SVG drawing": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    "a web page": b"<!DOCTYPE html><title>x</title>",
    "a video or sound": b"\0\0\0\x1cftypM4A \0\0\2\0M4A mp42isom",
    "a Photoshop file": b"8BPS\0\1",
    "a JPEG XL picture": b"\xff\x0a\xfa\x1f",
    "a JPEG 2000 picture": b"\0\0\0\x0cjP  \r\n\x87\n",
    "an icon": b"\0\0\1\0\1\0",
    "an archive": b"PK\3\4\x14\0",
    "text": "Ein Märchen, kein Bild.\n".encode(),
}


@pytest.mark.parametrize("name", READABLE)
def test_a_format_is_known_by_its_bytes(name: str, encode: Encode, scene: Image.Image) -> None:
    assert sniff_format(encode(scene, name)) == name


@pytest.mark.parametrize(("what", "data"), STRANGERS.items())
def test_other_files_are_named_and_refused(what: str, data: bytes) -> None:
    with pytest.raises(PictureError, match=f"This is {what}") as caught:
        sniff_format(data)
    assert caught.value.code == ErrorCode.PICTURE_FORMAT
    assert all(name in caught.value.hint for name in READABLE)


def test_no_bytes_are_an_empty_file() -> None:
    with pytest.raises(PictureError) as caught:
        sniff_format(b"")
    assert caught.value.code == ErrorCode.PICTURE_EMPTY


def test_words_that_begin_like_a_bitmap_are_text() -> None:
    with pytest.raises(PictureError, match="text"):
        sniff_format(b"BMW is a maker of motorcycles, and of cars.")


@pytest.mark.parametrize("name", ["HEIC", "AVIF"])
def test_general_container_brands_are_told_apart(
    name: str, encode: Encode, scene: Image.Image
) -> None:
    data = bytearray(encode(scene, name))
    length = int.from_bytes(data[:4], "big")
    for at in (8, *range(16, length, 4)):
        data[at : at + 4] = b"mif1"
    assert sniff_format(bytes(data)) == name


@pytest.mark.parametrize(
    "brand", ["isom", "iso2", "iso6", "mp41", "mp42", "avc1", "M4V ", "qt  ", "3gp5", "MSNV"]
)
def test_videos_are_known_by_their_brand(brand: str) -> None:
    assert sniff_format(b"\0\0\0\x14ftyp" + brand.encode() + b"\0\0\2\0none") == "MP4"
    assert sniff_format(b"\0\0\0\x14ftypnone\0\0\2\0" + brand.encode()) == "MP4"


@pytest.mark.parametrize("brand", ["M4A ", "M4B ", "M4P ", "F4A ", "crx ", "jp2 ", "none"])
def test_other_boxed_files_are_no_videos(brand: str) -> None:
    compatible = b"none" if brand == "none" else b"isom"
    with pytest.raises(PictureError, match="a video or sound"):
        sniff_format(b"\0\0\0\x14ftyp" + brand.encode() + b"\0\0\2\0" + compatible)


@pytest.mark.parametrize(
    "header",
    [
        b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x84webmB\x87\x81\x02",
        b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x23B\x86\x81\x01B\x82\x88matroskaB\x87\x81\x04",
        b"\x1aE\xdf\xa3\x9fB\x82\x40\x04webm",
    ],
)
def test_webm_is_known_by_its_document_type(header: bytes) -> None:
    assert sniff_format(header) == "WebM"


def test_other_documents_of_the_kind_are_no_videos() -> None:
    with pytest.raises(PictureError, match="a video or sound"):
        sniff_format(b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84mine and webm behind it")


def test_a_live_recording_that_never_says_its_length_is_not_cut_off(
    encode: Encode, scene: Image.Image
) -> None:
    data = bytearray(encode(scene, "WebM"))
    at = data.index(b"\x18S\x80g") + 4
    data[at : at + 8] = b"\x01" + b"\xff" * 7
    assert not is_cut_off("WebM", bytes(data[:-20]))


@given(st.binary(max_size=200) | st.binary(max_size=80).map(lambda tail: b"\0\0\0\x20ftyp" + tail))
def test_any_bytes_have_a_known_format_or_are_refused(data: bytes) -> None:
    try:
        found = sniff_format(data)
    except PictureError as error:
        found = error.code
    assert found in (*READABLE, ErrorCode.PICTURE_EMPTY, ErrorCode.PICTURE_FORMAT)


@pytest.mark.parametrize("name", READABLE)
def test_the_beginning_of_a_file_is_cut_off_and_a_whole_one_is_not(
    name: str, encode: Encode, scene: Image.Image
) -> None:
    data = encode(scene, name)
    assert not is_cut_off(name, data)
    assert is_cut_off(name, data[:60])


@pytest.mark.parametrize("name", ["HEIC", "AVIF"])
def test_phone_pictures_declare_their_size(name: str, encode: Encode, scene: Image.Image) -> None:
    width, height = declared_size(name, encode(scene.resize((128, 96)), name))
    assert (width, height) == (128, 96)


def test_endless_boxes_are_not_walked_for_ever() -> None:
    assert not is_cut_off("HEIC", b"\0\0\0\x08free" * 100_000)
