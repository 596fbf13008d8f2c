from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram import (
    Animation,
    Audio,
    Document,
    PhotoSize,
    Sticker,
    Video,
    VideoNote,
)

from bot.adapters.telegram.host import Host
from bot.adapters.telegram.sources import (
    Sources,
    explain_files,
    find_media,
    has_other_files,
    no_picture,
)
from bot.errors import BotError, BotErrorCode
from bot.records import WishPicture
from bot.texts import Phrases, find_languages
from tests.bot.adapters.telegram.looks import make_message
from tests.bot.conftest import MakeWish
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Person

SMALL, LARGE = PhotoSize("small", "u1", 90, 60), PhotoSize("large", "u2", 900, 600, file_size=999)
PNG = Document("png", "u", file_name="a.png", mime_type="image/png", file_size=5)
PDF = Document("pdf", "u", file_name="a.pdf", mime_type="application/pdf")
GIF = Animation("gif", "u", 10, 10, 3, file_name="a.mp4")


def sticker(*, is_animated: bool = False, is_video: bool = False) -> Sticker:
    return Sticker("sticker", "u", 512, 512, is_animated, is_video, "regular")


@pytest.fixture
def sources(host: Host) -> Sources:
    return host.sources


def test_pictures_come_in_many_forms() -> None:
    assert find_media(make_message(photo=(SMALL, LARGE))) is LARGE
    assert find_media(make_message(document=PNG)) is PNG
    still = sticker()
    assert find_media(make_message(sticker=still)) is still
    assert find_media(make_message(animation=GIF, document=PDF)) is GIF


@pytest.mark.parametrize(
    ("kind", "media", "name"),
    [
        ("video", Video("v", "u", 9, 9, 1, file_size=7), "video.mp4"),
        ("video", Video("v", "u", 9, 9, 1, file_size=7, file_name="my.mov"), "my.mov"),
        ("video_note", VideoNote("n", "u", 9, 1, file_size=7), "video.mp4"),
        ("sticker", Sticker("s", "u", 9, 9, False, True, "regular", file_size=7), "sticker.webp"),
        ("document", Document("w", "u", "a.webm", "video/webm", file_size=7), "a.webm"),
        ("document", Document("g", "u", "a.gif", "image/gif", file_size=7), "a.gif"),
    ],
)
async def test_films_come_in_many_forms_and_are_read_whole(
    kind: str, media: Any, name: str, sources: Sources
) -> None:
    message = make_message(**{kind: media})
    [source] = sources.find([message])
    assert (source.reference, source.file_name, source.size) == (media.file_id, name, 7)
    assert find_media(message) is media


@pytest.mark.parametrize(
    "values",
    [
        {"document": PDF},
        {"document": Document("x", "u")},
        {"sticker": sticker(is_animated=True)},
        {"audio": Audio("a", "u", 3)},
    ],
)
def test_what_is_no_picture_is_another_file(values: dict[str, Any]) -> None:
    message = make_message(**values)
    assert find_media(message) is None
    assert has_other_files([make_message(text="words"), message])


def test_words_and_pictures_are_no_other_files() -> None:
    assert not has_other_files([make_message(text="words"), make_message(document=PNG)])


async def test_all_of_an_album_are_found_in_order_ten_at_most(sources: Sources) -> None:
    messages = [
        make_message(message_id=n, photo=(PhotoSize(f"{n}", f"u{n}", 9, 9),)) for n in range(1, 13)
    ]
    found = sources.find([make_message(text="words"), *messages])
    assert [source.reference for source in found] == [f"{n}" for n in range(1, 11)]


async def test_what_is_known_of_a_picture_goes_with_it(sources: Sources) -> None:
    [photo] = sources.find([make_message(photo=(LARGE,), has_media_spoiler=True)])
    assert (photo.file_name, photo.size, photo.is_spoiler) == ("photo.jpg", 999, True)
    assert [source.file_name for source in sources.find([make_message(document=PNG)])] == ["a.png"]
    assert [s.file_name for s in sources.find([make_message(sticker=sticker())])] == [
        "sticker.webp"
    ]


async def test_the_bytes_are_those_that_were_sent(
    sources: Sources, private: Chat, ann: Person, photo: File
) -> None:
    message = await ann.send(private, document=photo)
    assert message.media is not None
    assert await sources.read(message.media.file_id) == photo.data


async def test_a_file_that_is_too_big_for_telegram_is_told(
    sources: Sources, telegram_server: LoopbackTelegram, private: Chat, ann: Person, photo: File
) -> None:
    message = await ann.send(private, document=photo)
    assert message.media is not None
    telegram_server.incoming_file_bytes = 10
    with pytest.raises(BotError, match="larger than 20 MB") as raised:
        await sources.read(message.media.file_id)
    assert raised.value.code == BotErrorCode.UPLOAD_TOO_LARGE


async def test_a_file_that_telegram_lost_is_told(
    sources: Sources, telegram_server: LoopbackTelegram
) -> None:
    telegram_server.faults.fail("getFile", status=400, description="Bad Request: invalid file_id")
    with pytest.raises(BotError) as raised:
        await sources.read("x")
    assert raised.value.code == BotErrorCode.ORIGINAL_GONE


@pytest.mark.parametrize(
    ("method", "status"), [("getFile", 500), ("download", 404), ("download", 500)]
)
async def test_an_outage_is_told_without_the_address_which_holds_the_token(
    method: str,
    status: int,
    sources: Sources,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
    photo: File,
) -> None:
    message = await ann.send(private, document=photo)
    assert message.media is not None
    telegram_server.faults.fail(method, status=status)
    with capture_logs() as logs, pytest.raises(BotError) as raised:
        await sources.read(message.media.file_id)
    assert raised.value.code == BotErrorCode.NOT_FOUND
    assert telegram_server.token not in str(logs) + str(raised.value)


async def test_a_download_that_breaks_off_is_told(
    sources: Sources, telegram_server: LoopbackTelegram, private: Chat, ann: Person, photo: File
) -> None:
    message = await ann.send(private, document=photo)
    assert message.media is not None
    telegram_server.faults.cut("download")
    with pytest.raises(BotError) as raised:
        await sources.read(message.media.file_id)
    assert raised.value.code == BotErrorCode.NOT_FOUND


async def test_the_pictures_of_a_wish_are_recalled_as_far_as_telegram_knows_them(
    sources: Sources, make_wish: MakeWish, private: Chat, ann: Person, photo: File
) -> None:
    message = await ann.send(private, document=photo)
    assert message.media is not None
    known = WishPicture(reference=message.media.file_id, is_spoiler=True, file_name="b.png")
    [source] = sources.recall(make_wish(pictures=(WishPicture(), known)))
    assert (source.is_spoiler, source.file_name) == (True, "b.png")
    assert await source.read() == photo.data


def test_what_is_missing_is_told_by_what_was_there() -> None:
    assert "can't see" in explain_files([make_message(document=PDF)]).sentence
    assert no_picture().sentence == "Which picture?"
    assert "/dream" in no_picture().hint
    assert "/zoom" in no_picture("zoom").hint


@pytest.mark.parametrize("language", find_languages())
def test_a_sticker_that_is_drawn_is_told_to_be_one(language: str) -> None:
    error = explain_files([make_message(text="x"), make_message(sticker=sticker(is_animated=True))])
    assert error.code == BotErrorCode.STICKER_DRAWN
    assert "Sticker" in Phrases(language).problem(error).title()
