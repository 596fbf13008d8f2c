from io import BytesIO

import pytest
from telegram import (
    InputFile,
    InputMediaAnimation,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
)

from bot.adapters.telegram.letter import Letter, Upload, UploadKind

LONG = "\n".join(["a" * 99] * 100)


def test_words_alone_may_be_longer_than_below_a_picture() -> None:
    letter = Letter(text=LONG)
    assert 3900 < len(letter.message_text) <= 4096
    assert 900 < len(letter.caption) <= 1024
    assert Letter(text="short").message_text == Letter(text="short").caption == "short"


def test_a_photo_may_be_covered_and_a_document_not() -> None:
    photo = Upload(kind="photo", data=b"photo", file_name="a.jpg", is_spoiler=True)
    media = photo.as_media("<b>words</b>")
    assert isinstance(media, InputMediaPhoto)
    assert media.has_spoiler
    assert (media.caption, media.parse_mode) == ("<b>words</b>", "HTML")
    document = Upload(kind="document", data=b"file", file_name="a.png", is_spoiler=True)
    media_document = document.as_media()
    assert isinstance(media_document, InputMediaDocument)
    assert media_document.caption is None


@pytest.mark.parametrize(
    ("kind", "form"), [("animation", InputMediaAnimation), ("video", InputMediaVideo)]
)
def test_a_film_says_how_large_and_long_it_is(kind: UploadKind, form: type) -> None:
    film = Upload(
        kind=kind, data=b"film", file_name="a.mp4", width=96, height=64, duration_seconds=2.6
    )
    media = film.as_media().to_dict()
    assert isinstance(film.as_media(), form)
    assert (media["width"], media["height"], media["duration"]) == (96, 64, 3)
    short = Upload(kind=kind, data=b"film", file_name="a.mp4", duration_seconds=0.2)
    assert short.describe() == {"has_spoiler": False, "width": None, "height": None, "duration": 1}


def test_an_animation_is_never_put_into_an_album() -> None:
    with pytest.raises(TypeError):
        Upload(kind="animation", data=b"film", file_name="a.mp4").as_album_media()


@pytest.mark.parametrize("kind", ["photo", "animation", "video", "document"])
def test_a_file_keeps_its_name_and_bytes(kind: str) -> None:
    media = Upload(kind=kind, data=b"bytes", file_name="a.jpg").as_media()  # type: ignore[arg-type]
    file = media.media
    assert isinstance(file, InputFile)
    assert file.filename == "a.jpg"
    assert BytesIO(file.input_file_content).read() == b"bytes"  # type: ignore[arg-type]


def test_the_log_never_holds_pictures() -> None:
    assert "picture" not in repr(Upload(kind="photo", data=b"picture", file_name="a.jpg"))
