"""Pictures and other files, up and down."""

from io import BytesIO

import aiohttp
import pytest
from PIL import Image

from tests.clips import draw_clip, draw_film
from tests.loopback.raw_telegram_bot import RawTelegramBot, draw
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Person


async def test_a_persons_photo_comes_in_several_sizes_and_the_largest_as_it_is(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    data = draw(640, 480, kind="JPEG")
    await ben.send(private, photo=File(name="a.jpg", data=data))
    sizes = (await raw_telegram.hear_messages())[-1]["photo"]
    assert [(size["width"], size["height"]) for size in sizes] == [(90, 68), (320, 240), (640, 480)]
    assert await raw_telegram.fetch(sizes[-1]["file_id"]) == data
    thumbnail = Image.open(BytesIO(await raw_telegram.fetch(sizes[0]["file_id"])))
    assert (thumbnail.format, thumbnail.size) == ("JPEG", (90, 68))
    assert len({size["file_unique_id"] for size in sizes}) == 3
    assert telegram_server.violations == []


async def test_a_photo_of_the_bots_is_made_smaller(
    raw_telegram: RawTelegramBot, private: Chat
) -> None:
    data = draw(2000, 1000)
    sent = await raw_telegram.show(private, data)
    [message] = private.bot_messages
    assert message.media is not None
    assert (message.media.data, message.media.file_name) == (data, None)
    assert (message.media.width, message.media.height) == (2000, 1000)
    largest = sent.result["photo"][-1]
    assert (largest["width"], largest["height"]) == (1280, 640)
    assert largest["file_id"] == message.media.file_id
    shown = Image.open(BytesIO(await raw_telegram.fetch(largest["file_id"])))
    assert (shown.format, shown.size) == ("JPEG", (1280, 640))


async def test_a_document_stays_as_it_is(raw_telegram: RawTelegramBot, private: Chat) -> None:
    data = draw(400, 300)
    sent = await raw_telegram.show(private, data, "document", name="dream.png", caption="x")
    document = sent.result["document"]
    assert (document["file_name"], document["file_size"]) == ("dream.png", len(data))
    assert (document["thumbnail"]["width"], sent.result["caption"]) == (320, "x")
    assert await raw_telegram.fetch(document["file_id"]) == data


@pytest.mark.parametrize(
    ("name", "data", "shown"),
    [
        ("a.gif", draw_clip(), {"animation", "document"}),
        ("a.mp4", draw_film(), {"video"}),
        ("a.webm", draw_film(kind="webm"), {"document"}),
    ],
)
async def test_a_document_is_what_it_is_found_to_be_unless_nobody_may_look(
    raw_telegram: RawTelegramBot, private: Chat, name: str, data: bytes, shown: set[str]
) -> None:
    sent = await raw_telegram.show(private, data, "document", name=name)
    assert sent.result.keys() & {"animation", "video", "document"} == shown
    more = {"disable_content_type_detection": True}
    kept = await raw_telegram.show(private, data, "document", name=name, **more)
    assert kept.result.keys() & {"animation", "video", "document"} == {"document"}


@pytest.mark.parametrize("kind", ["animation", "video"])
async def test_a_film_of_the_bots_is_kept_as_it_is(
    raw_telegram: RawTelegramBot, private: Chat, kind: str
) -> None:
    data = draw_film(10)
    said = {"width": 96, "height": 64, "duration": 2, "caption": "x", "has_spoiler": True}
    sent = await raw_telegram.show(private, data, kind, name="a.mp4", **said)
    film = sent.result[kind]
    assert {name: film[name] for name in ("width", "height", "duration")} == {
        "width": 96,
        "height": 64,
        "duration": 2,
    }
    assert (film["file_name"], sent.result["has_media_spoiler"]) == ("a.mp4", True)
    assert await raw_telegram.fetch(film["file_id"]) == data
    assert raw_telegram.server.violations == []


@pytest.mark.parametrize(
    ("kind", "data", "said", "reason"),
    [
        ("animation", draw(kind="JPEG"), {}, "no gif or h264"),
        ("animation", draw_film(kind="webm"), {}, "no gif or h264"),
        ("video", draw_clip(), {}, "no h264"),
        ("animation", draw_film(), {"width": 64, "height": 96}, "wrong width, height"),
        ("animation", draw_film(), {"duration": 9}, "wrong duration"),
        ("video", draw_film(), {"width": "x"}, "invalid width specified"),
    ],
)
async def test_a_film_that_apps_would_not_show_well(
    raw_telegram: RawTelegramBot,
    private: Chat,
    kind: str,
    data: bytes,
    said: dict[str, object],
    reason: str,
) -> None:
    refused = await raw_telegram.show(private, data, kind, name="a.mp4", **said)
    assert refused.refusal.endswith(reason)
    assert len(raw_telegram.server.violations) == 1


async def test_films_of_people_come_as_what_they_sent(
    raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    film = File(name="a.mp4", data=draw_film(), content_type="video/mp4")
    await ben.send(private, video_note=film)
    await ben.send(private, video=film)
    round_one, video = (await raw_telegram.hear_messages())[-2:]
    assert round_one["video_note"]["length"] == 96
    assert (video["video"]["width"], video["video"]["height"]) == (96, 64)
    assert await raw_telegram.fetch(round_one["video_note"]["file_id"]) == film.data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "file must be non-empty"),
        (b"nonsense", "IMAGE_PROCESS_FAILED"),
        (draw(400, 400, kind="JPEG")[:300], "IMAGE_PROCESS_FAILED"),
        (draw(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (draw(210, 10), "PHOTO_INVALID_DIMENSIONS"),
        (draw(10, 210), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_a_photo_that_telegram_would_not_take(
    raw_telegram: RawTelegramBot, private: Chat, data: bytes, reason: str
) -> None:
    refused = await raw_telegram.show(private, data)
    assert refused.refusal == f"Bad Request: {reason}"
    assert private.bot_messages == []
    assert len(raw_telegram.server.violations) == 1


async def test_a_photo_as_odd_as_can_be(raw_telegram: RawTelegramBot, private: Chat) -> None:
    assert (await raw_telegram.show(private, draw(200, 10))).status == 200
    assert (await raw_telegram.show(private, draw(9000, 1000))).status == 200


async def test_a_picture_too_large_to_open(raw_telegram: RawTelegramBot, private: Chat) -> None:
    buffer = BytesIO()
    Image.new("1", (14_000, 13_500)).save(buffer, "PNG")
    refused = await raw_telegram.show(private, buffer.getvalue())
    assert refused.refusal == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    assert (await raw_telegram.show(private, buffer.getvalue(), "document")).status == 200


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_an_upload_larger_than_a_limit_that_nobody_announced(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, kind: str
) -> None:
    telegram_server.photo_bytes = telegram_server.document_bytes = 50
    refused = await raw_telegram.show(private, draw(), kind)
    assert refused.status == 413
    assert refused.body == {
        "ok": False,
        "error_code": 413,
        "description": "Request Entity Too Large",
    }
    assert telegram_server.violations == []


async def test_a_photo_larger_than_ten_megabytes(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat
) -> None:
    data = draw() + bytes(10**7)
    assert (await raw_telegram.show(private, data)).status == 413
    assert telegram_server.violations == ["sendPhoto: 413 Request Entity Too Large"]
    assert (await raw_telegram.show(private, data, "document")).status == 200


async def test_a_large_file_comes_whole(
    raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    data = draw() + bytes(5 * 10**6)
    message = await ben.send(private, document=File(name="a.png", data=data))
    assert message.media is not None
    assert await raw_telegram.fetch(message.media.file_id) == data


async def test_a_file_too_big_to_fetch(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    assert telegram_server.incoming_file_bytes == 20 * 2**20
    telegram_server.incoming_file_bytes = 10
    message = await ben.send(private, document=File(name="a.png", data=draw()))
    assert message.media is not None
    refused = await raw_telegram.call("getFile", file_id=message.media.file_id)
    assert (refused.status, refused.refusal) == (400, "Bad Request: file is too big")
    assert telegram_server.violations == []


async def test_a_file_is_sent_again_by_its_id(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    message = await ben.send(private, photo=File(name="a.png", data=draw(200, 200)))
    assert message.media is not None
    for size in message.media.sizes:
        sent = await raw_telegram.call("sendPhoto", chat_id=private.id, photo=size.file_id)
        assert sent.result["photo"][-1]["file_id"] == message.media.file_id
    attached = await raw_telegram.call(
        "sendPhoto", files={"p": ("p.png", draw())}, chat_id=private.id, photo="attach://p"
    )
    assert attached.status == 200
    assert telegram_server.violations == []


async def test_ids_that_mean_nothing(
    raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    message = await ben.send(private, document=File(name="a.png", data=draw()))
    assert message.media is not None

    async def send(photo: str | None) -> str:
        reply = await raw_telegram.call("sendPhoto", chat_id=private.id, photo=photo)
        return reply.refusal.removeprefix("Bad Request: ")

    assert await send("nonsense") == "wrong file identifier/HTTP URL specified"
    assert await send("https://a.b/c.png") == "wrong file identifier/HTTP URL specified"
    assert await send(message.media.file_id) == "can't use file of type Document as Photo"
    assert await send(None) == "there is no photo in the request"
    refused = await raw_telegram.call("getFile", file_id="nonsense")
    assert refused.refusal == "Bad Request: invalid file_id"


async def test_an_address_holds_for_an_hour_and_for_this_token(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    message = await ben.send(private, photo=File(name="a.png", data=draw()))
    assert message.media is not None
    with pytest.raises(aiohttp.ClientResponseError, match="404"):
        await raw_telegram.download(message.media.file.path)
    assert telegram_server.violations == ["download: 404 Not Found"]
    reply = await raw_telegram.call("getFile", file_id=message.media.file_id)
    path = reply.result["file_path"]
    assert path.startswith("photos/")
    assert await raw_telegram.download(path) == draw()
    telegram_server.clock.move(3601)
    with pytest.raises(aiohttp.ClientResponseError, match="404"):
        await raw_telegram.download(path)
    telegram_server.token += "-new"
    await raw_telegram.call("getFile", file_id=message.media.file_id)
    raw_telegram.server.clock.move(-3601)
    assert await raw_telegram.download(path) == draw()
    assert len(telegram_server.violations) == 1
