"""Each way to ask for a dream in Telegram, with the real bot: what people send, see and get."""

from typing import Any

import pytest

from tests.clips import draw_film
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


FILM = File(name="animation.mp4", data=draw_film(), content_type="video/mp4")
"""A GIF as Telegram keeps it: a silent MP4."""


def send_as(kind: str, file: File) -> dict[str, Any]:
    return {kind: file}


@pytest.mark.parametrize(
    ("kind", "file"),
    [("photo", PHOTO), ("document", DOCUMENT), ("animation", FILM)],
    ids=["photo", "document", "animation"],
)
async def test_a_picture_with_a_command_below_it_is_dreamed(
    village: Village, village_bot: BotProcess, group: Chat, kind: str, file: File
) -> None:
    asked = await village.ann.send(group, "/dream cats size=128", **send_as(kind, file))
    dream = dream_in(await result_of(asked))
    assert max(dream.width, dream.height) == 128
    if kind == "animation":
        assert (dream.kind, dream.file_name) == ("animation", "cats.mp4")
        assert dream.film is not None
        assert dream.film.seconds == pytest.approx(0.6, abs=0.1)
        assert dream.data != file.data
    else:
        assert dream.kind == "photo"
        assert difference(dream, file) > 8


@pytest.mark.parametrize(
    ("kind", "file"),
    [("photo", PHOTO), ("document", DOCUMENT), ("sticker", STICKER)],
    ids=["photo", "document", "sticker"],
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


async def test_a_sticker_that_is_drawn_is_no_picture(
    village: Village, village_bot: BotProcess
) -> None:
    drawn = File(name="sticker.tgs", data=b"drawing", is_animated=True)
    chat = village.ann.private_chat
    asked = await village.ann.send(chat, sticker=drawn)
    message = await chat.wait_for_message(lambda m: m.reply_to is asked)
    assert "drawing" in message.words


async def test_what_is_imagined_needs_no_picture(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    words = f"{village.bot_name} imagine a banana, size=64 strength=1"
    shown = await village.bob.send(group, photo=PHOTO)
    message = await result_of(await village.ann.send(group, words, reply_to=shown))
    assert message.words.startswith("banana, 64")
    assert measure(dream_in(message)) == (64, 64)
    assert difference(dream_in(message), PHOTO) > 20
    assert not has_button(message, "dream:stronger:")
    alone = await village.bob.send(group, "/imagine")
    assert "/imagine sea lion" in (await group.wait_for_message(lambda m: m.reply_to is alone)).text


async def test_things_are_dreamed_of_and_what_was_seen_is_told(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    words = f"{village.bot_name} a dream of bananas, size=64 strength=6 seed=3"
    message = await result_of(await village.ann.send(group, words, photo=PHOTO))
    assert message.words.startswith("banana, 64 ")
    assert "More: " in message.words


async def test_things_by_other_eyes_can_keep_to_the_background(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    cup = take_telegram_photo("coffee")
    words = "/dream of bananas + hatching only=background size=96 seed=3"
    message = await result_of(await village.ann.send(group, words, photo=cup))
    assert message.words.startswith("banana + hatching, 96 ")
    dream = dream_in(message)
    assert difference(dream, cup, within=0.3) < difference(dream, cup) / 2


async def test_a_video_sticker_is_dreamed_as_it_moves(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    sticker = File(name="sticker.webm", data=draw_film(kind="webm"), is_video=True)
    shown = await village.bob.send(group, sticker=sticker)
    asked = await village.ann.send(group, "/dream strength=1 size=64", reply_to=shown)
    film = dream_in(await result_of(asked, look=lambda m: m.media)).film
    assert film is not None
    assert film.seconds == pytest.approx(0.6, abs=0.1)


async def test_every_look_is_shown_on_one_page_and_one_of_them_is_chosen(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    asked = await village.ann.send(group, "/dream sheet size=32 strength=1", photo=PHOTO)
    message = await result_of(asked)
    assert message.words.startswith("sheet, ")
    width, height = measure(dream_in(message))
    assert min(width, height) > 4 * 32
    await (await village.ann.press(message, data="dream:looks:")).answered()
    await village.telegram.wait_until(lambda: has_button(message, ":swirls"), "list of presets")
    await village.ann.press(message, data=":swirls")
    large = await group.wait_for_message(
        lambda m: m.reply_to is message and is_result(m), timeout_seconds=DREAM_SECONDS
    )
    assert large.words.startswith("swirls, ")
    assert max(measure(dream_in(large))) == 160


async def test_a_zoom_of_a_picture_plays_by_itself_in_one_message(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    asked = await village.ann.send(group, "/zoom size=96 seconds=3 strength=1", photo=PHOTO)
    message = await result_of(asked, look=lambda m: m.media and m.media.kind == "animation")
    zoom = dream_in(message)
    assert (zoom.file_name, zoom.width) == ("puppyslug.mp4", 96)
    assert zoom.film is not None
    assert zoom.film.seconds == pytest.approx(3, abs=0.2)
    assert [m for m in group.bot_messages if m.reply_to is asked] == [message]


async def test_a_reply_with_a_picture_guides_the_dream_of_the_other(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    posted = await village.bob.send(group, photo=PHOTO)
    words = "/dream size=96 seed=7 strength=2"
    plain = await result_of(await village.ann.send(group, words, reply_to=posted))
    guide = take_telegram_photo("coffee")
    asked = await village.ann.send(group, f"{words} guided", photo=guide, reply_to=posted)
    guided = await result_of(asked)
    assert measure(dream_in(guided)) == measure(dream_in(plain))
    assert difference(dream_in(guided), dream_in(plain)) > 1
    assert difference(dream_in(guided), PHOTO) < difference(dream_in(guided), guide)


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
