from io import BytesIO
from typing import get_args

import pytest
from PIL import Image

from bot.wishes import Content, ContentPicture, Controls, name_picture, sniff_picture
from dream_core.request import StillFormat


@pytest.mark.parametrize("picture_format", get_args(StillFormat))
def test_the_format_of_a_dream_is_told_from_its_bytes(picture_format: StillFormat) -> None:
    buffer = BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, picture_format)
    assert sniff_picture(buffer.getvalue()) == picture_format


@pytest.mark.parametrize(
    ("picture_format", "name"), [("jpeg", "cats.jpg"), ("png", "cats.png"), ("webp", "cats.webp")]
)
def test_a_files_name_ends_as_its_format_does(picture_format: StillFormat, name: str) -> None:
    assert name_picture("cats", picture_format) == name
    assert name_picture("big+cats", picture_format) == f"big-{name}"


def test_content_leaves_the_pictures_alone_unless_it_says_so() -> None:
    assert Content(text="words").pictures is None
    assert Content(text="words").controls is Controls.NONE


def test_the_log_never_holds_pictures() -> None:
    assert "bytes" not in repr(ContentPicture(data=b"bytes", file_name="a.jpg"))


def test_a_films_format_is_told_too() -> None:
    assert sniff_picture(b"GIF89a") == "gif"
    assert sniff_picture(b"\0\0\0\x20ftypisom") == "mp4"
    assert name_picture("dream", "mp4") == "dream.mp4"
