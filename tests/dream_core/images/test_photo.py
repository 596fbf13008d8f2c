import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from dream_core.errors import ErrorCode, PictureError
from dream_core.images import develop_photo
from dream_core.request import Photo

Encode = Callable[..., bytes]

GPS = 0x8825
SECRETS = (b"Secretville", b"S3CRET", b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"acsp")


def exif_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "Secretville"
    exif[0x0112] = 6
    exif.get_ifd(GPS).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0)})
    return exif.tobytes()


def xmp() -> bytes:
    return b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>S3CRET</place></x:xmpmeta>'


def develop(data: bytes) -> Photo:
    return develop_photo(data, max_pixels=2_000_000)


def reopen(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("name", "transparent"),
    [
        *((name, False) for name in ("JPEG", "PNG", "WebP", "TIFF", "HEIC", "AVIF")),
        *((name, True) for name in ("PNG", "WebP", "TIFF", "HEIC", "AVIF")),
    ],
)
def test_nothing_but_the_picture_survives(
    name: str, transparent: bool, encode: Encode, scene: Image.Image, swapping_profile: bytes
) -> None:
    image = scene.copy()
    if transparent:
        image.putalpha(100)
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "S3CRET")
    options: dict[str, dict[str, Any]] = {
        "PNG": {"pnginfo": notes},
        "JPEG": {"comment": b"S3CRET", "xmp": xmp()},
    }
    data = encode(
        image, name, exif=exif_with_place(), icc_profile=swapping_profile, **options.get(name, {})
    )
    assert b"Secretville" in data
    photo = develop(data)
    for made in (photo.picture, photo.thumbnail):
        assert not any(secret in made for secret in SECRETS)
        assert not reopen(made).getexif()
        assert not reopen(made).info.keys() - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_is_upright(encode: Encode, scene: Image.Image) -> None:
    photo = develop(encode(scene, "JPEG", exif=exif_with_place()))
    assert (photo.width, photo.height) == (scene.height, scene.width)
    assert reopen(photo.picture).size == (scene.height, scene.width)


@pytest.mark.parametrize(("mode", "expected"), [("RGB", "jpeg"), ("RGBA", "png")])
def test_the_format_follows_transparency(mode: str, expected: str, encode: Encode) -> None:
    photo = develop(encode(Image.new(mode, (30, 20), (1, 2, 3, 4)[: len(mode)]), "PNG"))
    assert photo.picture_format == expected
    assert str(reopen(photo.picture).format).lower() == expected


def test_the_thumbnail_is_small(encode: Encode, scene: Image.Image) -> None:
    photo = develop(encode(scene.resize((1200, 800)), "PNG"))
    assert reopen(photo.thumbnail).size == (480, 320)
    assert (photo.width, photo.height) == (1200, 800)


def test_the_thumbnail_of_a_cut_out_stands_on_light_grey(encode: Encode) -> None:
    photo = develop(encode(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG"))
    assert np.abs(np.asarray(reopen(photo.thumbnail)).astype(int) - 224).max() <= 2


def test_the_smallest_picture_can_be_shown(encode: Encode) -> None:
    photo = develop(encode(Image.new("RGB", (1, 1)), "PNG"))
    assert (photo.width, photo.height) == (1, 1)


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(PictureError) as caught:
        develop(b"<html>")
    assert caught.value.code == ErrorCode.PICTURE_FORMAT
