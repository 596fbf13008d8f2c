import random
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bot.adapters.telegram import parcel as parcels
from bot.adapters.telegram.parcel import PHOTO_BYTES, Parcel
from bot.wishes import ContentPicture
from dream_core import DreamError
from dream_core.engine.fake import FakeEngine
from tests.clips import draw_clip, draw_film


def make_noise(side: int) -> bytes:
    """A photo that no encoder makes small."""
    buffer = BytesIO()
    pixels = random.Random(1).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), pixels).save(buffer, "PNG")
    return buffer.getvalue()


NOISE = make_noise(256)
FILM, GIF = draw_film(), draw_clip()


def show(
    data: bytes = NOISE, *, width: int = 256, height: int = 256, is_spoiler: bool = False
) -> ContentPicture:
    return ContentPicture(
        data=data,
        file_name="cats.png",
        description="A dream",
        is_spoiler=is_spoiler,
        width=width,
        height=height,
    )


def film(data: bytes = FILM, *, is_spoiler: bool = False) -> ContentPicture:
    return ContentPicture(
        data=data,
        file_name="cats.mp4",
        is_spoiler=is_spoiler,
        width=96,
        height=64,
        duration_seconds=0.6,
    )


def pack(engine: FakeEngine, *pictures: ContentPicture, limit: int = 50 * 10**6) -> Parcel:
    return Parcel(pictures, engine, document_bytes=limit)


@pytest.mark.parametrize(
    ("width", "height", "kind"),
    [
        (256, 256, "photo"),
        (1280, 1280, "photo"),
        (1280, 64, "photo"),
        (1281, 854, "document"),
        (6000, 4000, "document"),
        (1280, 63, "document"),
        (20, 1, "photo"),
        (1, 21, "document"),
        (0, 0, "photo"),
    ],
)
async def test_the_shape_decides_between_photo_and_document(
    width: int, height: int, kind: str, engine: FakeEngine
) -> None:
    parcel = pack(engine, show(width=width, height=height))
    await parcel.fit()
    [upload] = parcel.uploads
    assert (upload.kind, upload.data, upload.file_name) == (kind, NOISE, "cats.png")


@pytest.mark.parametrize(
    ("width", "height", "kind"),
    [(5000, 5000, "photo"), (5001, 5000, "document"), (9520, 476, "photo")],
)
async def test_a_sheets_page_is_shown_wherever_telegram_can(
    width: int, height: int, kind: str, engine: FakeEngine
) -> None:
    page = show(width=width, height=height)
    parcel = Parcel([page], engine, document_bytes=50 * 10**6, is_page=True)
    await parcel.fit()
    assert parcel.uploads[0].kind == kind


async def test_ten_megabytes_are_a_photo_and_one_byte_more_is_a_document(
    engine: FakeEngine,
) -> None:
    for size, kind in ((PHOTO_BYTES, "photo"), (PHOTO_BYTES + 1, "document")):
        parcel = pack(engine, show(bytes(size)))
        await parcel.fit()
        assert [(upload.kind, len(upload.data)) for upload in parcel.uploads] == [(kind, size)]


async def test_all_are_sent_the_same_way(engine: FakeEngine) -> None:
    parcel = pack(engine, show(), show(width=21, height=1), show())
    await parcel.fit()
    assert {upload.kind for upload in parcel.uploads} == {"document"}


async def test_a_spoiler_is_rather_made_smaller_than_uncovered(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "PHOTO_BYTES", len(NOISE) // 2)
    parcel = pack(engine, show(is_spoiler=True))
    await parcel.fit()
    [upload] = parcel.uploads
    assert (upload.kind, upload.is_spoiler) == ("photo", True)
    assert len(upload.data) <= len(NOISE) // 2


async def test_what_is_over_the_limit_is_encoded_anew_and_the_rest_left_alone(
    engine: FakeEngine,
) -> None:
    small = make_noise(16)
    parcel = pack(engine, show(width=1, height=21), show(small), limit=len(NOISE) // 2)
    await parcel.fit()
    first, second = parcel.uploads
    assert len(first.data) <= len(NOISE) // 2
    assert first.file_name == f"cats.{'webp' if first.data.startswith(b'RIFF') else 'jpg'}"
    assert second.data == small


async def test_it_is_made_much_smaller_once(engine: FakeEngine) -> None:
    parcel = pack(engine, show())
    await parcel.fit()
    assert await parcel.shrink()
    assert len(parcel.uploads[0].data) <= len(NOISE) // 2
    assert not await parcel.shrink()


async def test_what_holds_nothing_cannot_be_smaller(engine: FakeEngine) -> None:
    assert not await pack(engine).shrink()


async def test_what_is_no_photo_to_telegram_is_a_document_and_then_there_is_no_other_way(
    engine: FakeEngine,
) -> None:
    parcel = pack(engine, show())
    assert parcel.send_as_documents()
    assert parcel.uploads[0].kind == "document"
    assert not parcel.send_as_documents()


async def test_what_no_encoder_makes_small_enough_is_an_error(engine: FakeEngine) -> None:
    parcel = pack(engine, show(width=1, height=21), limit=10)
    with pytest.raises(DreamError):
        await parcel.fit()


async def test_what_is_to_be_covered_is_made_smaller_until_it_is_a_photo(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "MOST_SIDES", 300)
    parcel = pack(engine, show(is_spoiler=True))
    await parcel.fit()
    [upload] = parcel.uploads
    assert (upload.kind, upload.is_spoiler) == ("photo", True)
    with Image.open(BytesIO(upload.data)) as picture:
        assert sum(picture.size) <= 300
    assert not parcel.send_as_documents()


async def test_what_cannot_be_covered_is_not_shown(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "MOST_RATIO", 0)
    with pytest.raises(DreamError):
        await pack(engine, show(is_spoiler=True)).fit()


@pytest.mark.parametrize("data", [FILM, GIF])
async def test_a_film_alone_is_an_animation_whatever_its_shape(
    data: bytes, engine: FakeEngine
) -> None:
    parcel = pack(engine, replace(film(data), width=9000, height=3000))
    await parcel.fit()
    [upload] = parcel.uploads
    assert (upload.kind, upload.data, upload.duration_seconds) == ("animation", data, 0.6)


async def test_films_and_photos_go_together_as_albums_take_them(engine: FakeEngine) -> None:
    parcel = pack(engine, show(), film(is_spoiler=True), show())
    await parcel.fit()
    assert [upload.kind for upload in parcel.uploads] == ["photo", "video", "photo"]
    assert parcel.uploads[1].is_spoiler


async def test_no_album_takes_gifs_but_as_files(engine: FakeEngine) -> None:
    parcel = pack(engine, show(), film(GIF))
    await parcel.fit()
    assert [upload.kind for upload in parcel.uploads] == ["document", "document"]


@pytest.mark.parametrize(
    ("data", "is_spoiler", "kinds"),
    [
        (FILM, False, ["video", "document"]),
        (FILM, True, ["video"]),
        (GIF, False, ["document"]),
        (GIF, True, []),
    ],
)
async def test_where_animations_are_not_taken_there_are_other_ways(
    data: bytes, is_spoiler: bool, kinds: list[str], engine: FakeEngine
) -> None:
    parcel = pack(engine, film(data, is_spoiler=is_spoiler))
    tried = []
    while parcel.send_otherwise():
        tried.append(parcel.uploads[0].kind)
    assert tried == kinds


async def test_a_film_is_never_made_a_still(engine: FakeEngine) -> None:
    parcel = pack(engine, film(), show())
    assert await parcel.shrink()
    assert parcel.uploads[0].data == FILM
    assert not await pack(engine, film()).shrink()
    with pytest.raises(DreamError, match="film is too large"):
        await pack(engine, film(), limit=len(FILM) - 1).fit()
