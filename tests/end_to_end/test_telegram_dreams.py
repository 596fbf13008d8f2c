"""Each way to ask for a dream in Telegram, with the real bot: what people send, see and get."""

from io import BytesIO
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.conftest import Village
from tests.end_to_end.photos import difference, encode_photo, measure, take_telegram_photo
from tests.end_to_end.telegram_looks import (
    DREAM_SECONDS,
    dream_in,
    has_button,
    is_over,
    is_result,
    result_of,
)
from tests.loopback.telegram import Chat, File, Message

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(150)]

PHOTO = take_telegram_photo()
DOCUMENT = File(
    name="chelsea.png", data=encode_photo(picture_format="PNG"), content_type="image/png"
)
STICKER = File(
    name="sticker.webp", data=encode_photo(picture_format="WEBP"), content_type="image/webp"
)


def film(frames: int = 3) -> File:
    """A GIF as Telegram keeps it: a silent MP4."""
    encoded = BytesIO()
    with Image.open(BytesIO(encode_photo(side=128))) as photo:
        picture = np.asarray(photo.convert("RGB").resize((128, 96)))
    with av.open(encoded, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        for _ in range(frames):
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return File(name="animation.mp4", data=encoded.getvalue(), content_type="video/mp4")


def send_as(kind: str, file: File) -> dict[str, Any]:
    return {kind: file}


@pytest.mark.parametrize(
    ("kind", "file"),
    [("photo", PHOTO), ("document", DOCUMENT), ("animation", film())],
    ids=["photo", "document", "animation"],
)
async def test_a_picture_with_a_command_below_it_is_dreamed(
    village: Village, village_bot: BotProcess, group: Chat, kind: str, file: File
) -> None:
    asked = await village.ann.send(group, "/dream cats size=128", **send_as(kind, file))
    dream = dream_in(await result_of(asked))
    assert dream.kind == "photo"
    assert max(measure(dream)) == 128
    if kind != "animation":
        assert difference(dream, file) > 8


@pytest.mark.parametrize(
    ("kind", "file"),
    [("photo", PHOTO), ("document", DOCUMENT), ("sticker", STICKER), ("animation", film())],
    ids=["photo", "document", "sticker", "animation"],
)
async def test_a_command_in_reply_dreams_what_it_replies_to(
    village: Village, village_bot: BotProcess, group: Chat, kind: str, file: File
) -> None:
    posted = await village.bob.send(group, **send_as(kind, file))
    asked = await village.ann.send(group, "/dream birds size=96", reply_to=posted)
    message = await result_of(asked)
    assert "birds" in message.words
    assert max(measure(dream_in(message))) == 96


async def test_one_message_grows_from_the_queue_into_the_dream(
    village: Village, village_bot: BotProcess
) -> None:
    chat = village.ann.private_chat
    photo = take_telegram_photo(side=640)
    asked = await village.ann.send(chat, "strong size=640", photo=photo)
    message = await result_of(asked)
    words = [revision.words for revision in message.revisions]
    assert words[0].startswith("You are next")
    assert any("%" in each for each in words)
    assert any(r.media and r.media.kind == "photo" for r in message.revisions[:-1])
    assert [m for m in chat.bot_messages if m.reply_to is asked] == [message]
    assert max(measure(dream_in(message))) == 640


async def test_without_words_the_presets_are_offered_first(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    asked = await village.ann.send(group, "/dream", photo=PHOTO)
    offer = await group.wait_for_message(lambda m: m.reply_to is asked)
    assert len(offer.buttons) >= 15
    assert has_button(offer, "dream:preset:")
    pressed = await village.ann.press(offer, text="Birds")
    await pressed.answered()
    message = await result_of(asked)
    assert message is offer
    assert "birds" in message.words


async def test_an_offer_can_be_declined_by_its_asker_alone(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    asked = await village.ann.send(group, "/dream", photo=PHOTO)
    offer = await group.wait_for_message(lambda m: m.reply_to is asked)
    refused = await (await village.bob.press(offer, text="Cats")).answered()
    assert refused["show_alert"]
    await village.ann.press(offer, text="Never mind")
    await village.telegram.wait_until(lambda: offer.is_deleted, "declined offer")


async def test_in_private_any_picture_is_enough(village: Village, village_bot: BotProcess) -> None:
    chat = village.bob.private_chat
    asked = await village.bob.send(chat, sticker=STICKER)
    offer = await chat.wait_for_message(lambda m: m.reply_to is asked)
    await village.bob.press(offer, text="Eyes")
    assert "eyes" in (await result_of(asked)).words


@pytest.mark.parametrize("is_reply", [False, True], ids=["with a picture", "in reply to one"])
async def test_a_mention_is_understood_in_any_order_of_words(
    village: Village, village_bot: BotProcess, group: Chat, is_reply: bool
) -> None:
    words = f"{village.bot_name} cats please, strong, size=96"
    if is_reply:
        posted = await village.bob.send(group, photo=PHOTO)
        asked = await village.ann.send(group, words, reply_to=posted)
    else:
        asked = await village.ann.send(group, words, photo=PHOTO)
    assert "cats" in (await result_of(asked)).words


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_an_album_comes_back_as_an_album_with_its_buttons_below(
    village: Village, village_bot: BotProcess, group: Chat, kind: str
) -> None:
    files = [take_telegram_photo(name) for name in ("chelsea", "coffee", "rocket")]
    posted = await village.ann.send_album(group, files, "/dream ripples size=96", kind=kind)
    below = await group.wait_for_message(
        lambda m: is_result(m) and m.reply_to and m.reply_to.reply_to is posted[0],
        timeout_seconds=DREAM_SECONDS,
    )
    await village.telegram.wait_until(lambda: len(group.bot_messages) == 4, "removed status")
    album = [m for m in group.bot_messages if m.reply_to is posted[0]]
    assert "3 pictures" in below.words
    assert [max(measure(dream_in(message))) for message in album] == [96, 96, 96]
    assert len({message.media_group_id for message in album}) == 1


async def test_a_reply_to_one_of_an_album_dreams_all_that_were_seen_of_it(
    village: Village, village_bot: BotProcess
) -> None:
    chat = village.bob.private_chat
    files = [take_telegram_photo(name) for name in ("chelsea", "coffee")]
    posted = await village.bob.send_album(chat, files)
    await chat.wait_for_message(lambda m: m.reply_to is posted[0])
    asked = await village.bob.send(chat, "quilt size=96", reply_to=posted[1])
    below = await chat.wait_for_message(
        lambda m: is_result(m) and m.reply_to and m.reply_to.reply_to is asked,
        timeout_seconds=DREAM_SECONDS,
    )
    assert "2 pictures" in below.words


async def test_the_answer_stays_in_the_topic(village: Village, village_bot: BotProcess) -> None:
    asked = await village.ann.send(
        village.forum, "/dream cats size=96", photo=PHOTO, topic=village.topic
    )
    message = await result_of(asked)
    assert message.topic is village.topic
    general = await village.ann.send(village.forum, "/dream cats size=96", photo=PHOTO)
    assert (await result_of(general)).topic is None


async def test_a_spoiler_stays_one_while_it_grows_too(
    village: Village, village_bot: BotProcess
) -> None:
    asked = await village.ann.send(
        village.ann.private_chat,
        "cats strong size=512",
        photo=take_telegram_photo(side=512),
        has_spoiler=True,
    )
    shown: list[Message] = []

    def look(message: Message) -> bool:
        if message.reply_to is asked and message.media:
            shown.append(message)
            assert message.has_spoiler
        return message.reply_to is asked and is_result(message)

    await village.ann.private_chat.wait_for_message(look, timeout_seconds=DREAM_SECONDS)
    assert shown


async def test_what_is_no_picture_is_told_so_and_the_next_dream_works(
    village: Village, village_bot: BotProcess
) -> None:
    broken = File(name="cat.jpg", data=b"not a picture at all", content_type="image/jpeg")
    chat = village.ann.private_chat
    asked = await village.ann.send(chat, "cats", document=broken)
    message = await chat.wait_for_message(
        lambda m: m.reply_to is asked and is_over(m), timeout_seconds=30
    )
    assert "picture" in message.words
    again = await village.ann.send(chat, "cats size=96", photo=PHOTO)
    assert (await result_of(again)).media


@pytest.mark.parametrize("flag", ["is_animated", "is_video"])
async def test_a_sticker_that_moves_is_no_picture(
    village: Village, village_bot: BotProcess, flag: str
) -> None:
    moving = File(name="sticker.tgs", data=STICKER.data, content_type="image/webp", **{flag: True})
    chat = village.ann.private_chat
    asked = await village.ann.send(chat, sticker=moving)
    message = await chat.wait_for_message(lambda m: m.reply_to is asked)
    assert "stands still" in message.words


async def test_an_unknown_word_is_answered_with_the_nearest(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    asked = await village.ann.send(group, "/dream catz", photo=PHOTO)
    message = await group.wait_for_message(lambda m: m.reply_to is asked)
    assert "cats" in message.words


async def test_more_than_telegram_hands_out_is_told(
    village: Village, village_bot: BotProcess
) -> None:
    large = File(name="large.png", data=DOCUMENT.data + bytes(21 * 2**20), content_type="image/png")
    asked = await village.ann.send(village.ann.private_chat, "cats", document=large)
    message = await asked.chat.wait_for_message(lambda m: m.reply_to is asked)
    assert "20 MB" in message.words
    assert not village.telegram.ledger.find("download")[-1:] or message.media is None


async def test_in_a_group_it_speaks_only_when_spoken_to(
    village: Village, village_bot: BotProcess
) -> None:
    group = village.found_group("Quiet")
    group.promote_bot()  # it sees everything now
    await village.ann.send(group, photo=PHOTO)
    await village.ann.send(group, "cats please, strong")
    await village.ann.send(group, "/dream@OtherBot cats", photo=PHOTO)
    await village.ann.send(group, "/weather")
    edited = await village.ann.send(group, "hello")
    await village.ann.edit(edited, f"hello, I like what {village.bot_name} makes")
    asked = await village.ann.send(group, "/dream cats size=96", photo=PHOTO)
    dream = await result_of(asked)
    await village.bob.send(group, "wow", reply_to=dream)
    queue = await village.bob.send(group, f"/queue{village.bot_name}")
    answer = await group.wait_for_message(lambda m: m.reply_to is queue)
    assert group.bot_messages == [dream, answer]
