"""How messages change and go."""

from typing import Any

import pytest

from tests.clips import draw_film
from tests.loopback.raw_telegram_bot import RawTelegramBot, draw, keyboard
from tests.loopback.telegram import Chat, LoopbackTelegram, Message, Person

SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are"
    " exactly the same as a current content and reply markup of the message"
)


@pytest.fixture
async def words(raw_telegram: RawTelegramBot, private: Chat) -> Message:
    return await raw_telegram.said(private, "one", reply_markup=keyboard("A"))


@pytest.fixture
async def photo(raw_telegram: RawTelegramBot, private: Chat) -> Message:
    reply = await raw_telegram.show(private, draw(), caption="one", reply_markup=keyboard("A"))
    message = private.find_message(reply.result["message_id"])
    assert message is not None
    return message


async def replace(
    bot: RawTelegramBot, message: Message, kind: str, *, new: bytes = b"", **more: Any
) -> Any:
    """Shows an upload instead of what was there."""
    media = {"type": kind, "media": "attach://new", **more.pop("media", {})}
    chat_id, message_id = message.chat.id, message.id
    return await bot.call(
        "editMessageMedia",
        files={"new": ("new.png", new or draw(colour="red"))},
        chat_id=chat_id,
        message_id=message_id,
        media=media,
        **more,
    )


async def test_words_change_and_the_keyboard_goes_unless_it_is_sent_again(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, words: Message
) -> None:
    await raw_telegram.edit(words, "Text", text="two", reply_markup=keyboard("A"))
    assert (words.text, len(words.buttons)) == ("two", 1)
    edited = await raw_telegram.edit(words, "Text", text="three")
    assert (words.text, words.buttons) == ("three", [])
    assert edited.result["edit_date"] >= edited.result["date"]
    assert [revision.text for revision in words.revisions] == ["one", "two", "three"]
    assert telegram_server.violations == []


async def test_an_edit_must_change_something(
    telegram_server: LoopbackTelegram,
    raw_telegram: RawTelegramBot,
    words: Message,
    photo: Message,
) -> None:
    markup = keyboard("A")
    same = [
        await raw_telegram.edit(words, "Text", text=" one ", reply_markup=markup),
        await raw_telegram.edit(words, "ReplyMarkup", reply_markup=markup),
        await raw_telegram.edit(photo, "Caption", caption="one", reply_markup=markup),
        await raw_telegram.edit(
            photo,
            "Media",
            media={"type": "photo", "media": photo.media and photo.media.file_id, "caption": "one"},
            reply_markup=markup,
        ),
    ]
    assert [reply.refusal for reply in same] == [SAME] * 4
    assert len(telegram_server.violations) == 4


async def test_words_have_no_caption_and_photos_no_words(
    raw_telegram: RawTelegramBot, words: Message, photo: Message
) -> None:
    caption = await raw_telegram.edit(words, "Caption", caption="two")
    assert caption.refusal == "Bad Request: there is no caption in the message to edit"
    text = await raw_telegram.edit(photo, "Text", text="two")
    assert text.refusal == "Bad Request: there is no text in the message to edit"


async def test_a_caption_changes(raw_telegram: RawTelegramBot, photo: Message) -> None:
    await raw_telegram.edit(photo, "Caption", caption="<b>two</b>", parse_mode="HTML")
    assert (photo.caption, photo.words, photo.text) == ("two", "two", "")
    assert photo.media is not None
    assert photo.buttons == []
    await raw_telegram.edit(photo, "Caption")
    assert photo.caption == ""


async def test_words_become_a_photo_and_a_photo_a_document(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, words: Message
) -> None:
    more = {"caption": "two", "has_spoiler": True}
    shown = await replace(raw_telegram, words, "photo", media=more, reply_markup=keyboard("B"))
    assert (words.text, words.caption, words.has_spoiler) == ("", "two", True)
    assert words.media is not None
    assert (words.media.kind, words.media.data) == ("photo", draw(colour="red"))
    assert shown.result["has_media_spoiler"] is True
    await replace(raw_telegram, words, "document")
    assert (words.media.kind, words.media.file_name) == ("document", "new.png")
    kinds = [revision.media and revision.media.kind for revision in words.revisions]
    assert kinds == [None, "photo", "document"]
    assert [revision.words for revision in words.revisions] == ["one", "two", ""]
    assert telegram_server.violations == []


async def test_a_caption_edit_keeps_the_spoiler(
    raw_telegram: RawTelegramBot, private: Chat
) -> None:
    await raw_telegram.show(private, draw(), has_spoiler=True)
    [message] = private.bot_messages
    await raw_telegram.edit(message, "Caption", caption="x")
    assert message.has_spoiler


@pytest.mark.parametrize(
    ("media", "reason"),
    [
        ({"type": "photo"}, "there is no photo in the request"),
        ({"type": "dream", "media": "attach://a"}, "can't parse InputMedia: unsupported type"),
        ({"type": "photo", "media": "attach://a"}, "wrong file identifier/HTTP URL specified"),
        ({"type": "photo", "media": "nonsense"}, "wrong file identifier/HTTP URL specified"),
        ({}, "can't parse InputMedia: unsupported type"),
    ],
)
async def test_media_that_telegram_would_not_take(
    raw_telegram: RawTelegramBot, photo: Message, media: dict[str, Any], reason: str
) -> None:
    refused = await raw_telegram.edit(photo, "Media", media=media)
    assert refused.refusal == f"Bad Request: {reason}"
    assert len(photo.revisions) == 1


async def test_only_the_bots_own_messages_can_be_edited(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, words: Message
) -> None:
    theirs = await raw_telegram.edit(private.messages[0], "Text", text="x")
    assert theirs.refusal == "Bad Request: message can't be edited"
    unknown = await raw_telegram.call(
        "editMessageText", chat_id=private.id, message_id=99, text="x"
    )
    assert unknown.refusal == "Bad Request: message to edit not found"
    assert len(telegram_server.violations) == 2


async def test_a_caption_that_no_message_takes_asks_what_a_message_is(
    telegram_server: LoopbackTelegram,
    raw_telegram: RawTelegramBot,
    private: Chat,
    words: Message,
    photo: Message,
) -> None:
    caption = "." * 10_000
    theirs = private.messages[0]
    asked = [
        await raw_telegram.call(
            "editMessageCaption", chat_id=private.id, message_id=number, caption=caption
        )
        for number in (words.id, photo.id, theirs.id, 99)
    ]
    assert [reply.refusal for reply in asked] == [
        "Bad Request: there is no caption in the message to edit",
        "Bad Request: message caption is too long",
        "Bad Request: message can't be edited",
        "Bad Request: message to edit not found",
    ]
    assert [len(message.revisions) for message in (words, photo)] == [1, 1]
    assert telegram_server.violations == []


async def test_a_deleted_message_can_be_edited_no_more(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, words: Message, ben: Person
) -> None:
    await ben.delete(words)
    refused = await raw_telegram.edit(words, "Text", text="two")
    assert refused.refusal == "Bad Request: message to edit not found"
    assert telegram_server.violations == []


async def test_deleting(
    telegram_server: LoopbackTelegram,
    raw_telegram: RawTelegramBot,
    private: Chat,
    group: Chat,
    ben: Person,
    words: Message,
) -> None:
    deleted = await raw_telegram.call("deleteMessage", chat_id=private.id, message_id=words.id)
    assert deleted.result is True
    assert words.is_deleted
    assert private.bot_messages == []
    theirs = await ben.send(group, "/hello")
    refused = await raw_telegram.call("deleteMessage", chat_id=group.id, message_id=theirs.id)
    assert refused.refusal == "Bad Request: message can't be deleted"
    group.promote_bot()
    await raw_telegram.call("deleteMessage", chat_id=group.id, message_id=theirs.id)
    assert theirs.is_deleted
    again = await raw_telegram.call("deleteMessage", chat_id=group.id, message_id=theirs.id)
    assert again.refusal == "Bad Request: message to delete not found"
    assert len(telegram_server.violations) == 1


async def test_deleting_several(raw_telegram: RawTelegramBot, private: Chat) -> None:
    sent = [await raw_telegram.said(private, str(number)) for number in range(3)]
    numbers = [message.id for message in sent[:2]]
    await raw_telegram.call("deleteMessages", chat_id=private.id, message_ids=[*numbers, 999])
    assert private.bot_messages == sent[2:]
    refused = await raw_telegram.call("deleteMessages", chat_id=private.id, message_ids=[])
    assert refused.status == 400


async def test_after_two_days_a_message_stays(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, words: Message
) -> None:
    telegram_server.clock.move(49 * 3600)
    refused = await raw_telegram.call("deleteMessage", chat_id=private.id, message_id=words.id)
    assert refused.refusal == "Bad Request: message can't be deleted for everyone"
    assert telegram_server.violations == []
    assert (await raw_telegram.edit(words, "Text", text="two")).status == 200


async def send_album(bot: RawTelegramBot, chat: Chat, kinds: list[str], **more: Any) -> Any:
    files = {
        f"part{n}": (f"{n}.png", draw_film() if kind == "video" else draw())
        for n, kind in enumerate(kinds)
    }
    media = [{"type": kind, "media": f"attach://part{n}"} for n, kind in enumerate(kinds)]
    if media:
        media[0]["caption"] = "all"
    return await bot.call("sendMediaGroup", files=files, chat_id=chat.id, media=media, **more)


async def test_an_album_is_several_messages_of_one_group(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat
) -> None:
    [question] = private.messages
    reply = await send_album(
        raw_telegram, private, ["photo"] * 3, reply_parameters={"message_id": question.id}
    )
    messages = private.bot_messages
    assert [message.id for message in messages] == [item["message_id"] for item in reply.result]
    assert len({message.media_group_id for message in messages}) == 1
    assert [message.words for message in messages] == ["all", "", ""]
    assert {message.reply_to for message in messages} == {question}
    assert telegram_server.violations == []


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        ([], "there are too few messages to send as an album"),
        (["photo"], "there are too few messages to send as an album"),
        (["photo"] * 11, "there are too many messages to send as an album"),
        (["photo", "document"], "document can't be mixed with other media types"),
        (["photo", "animation"], 'type "animation" can\'t be used in sendMediaGroup'),
    ],
)
async def test_an_album_that_telegram_would_not_take(
    raw_telegram: RawTelegramBot, private: Chat, kinds: list[str], reason: str
) -> None:
    refused = await send_album(raw_telegram, private, kinds)
    assert refused.refusal == f"Bad Request: {reason}"
    assert private.bot_messages == []


async def test_an_album_has_no_keyboard(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat
) -> None:
    await send_album(raw_telegram, private, ["photo"] * 2, reply_markup=keyboard("A"))
    first, second = private.bot_messages
    assert (first.buttons, second.buttons) == ([], [])
    assert telegram_server.violations == ["sendMediaGroup: albums have no keyboard"]
    await raw_telegram.edit(first, "Caption", caption="x", reply_markup=keyboard("A"))
    assert len(telegram_server.violations) == 2


async def test_an_album_keeps_its_kind(raw_telegram: RawTelegramBot, private: Chat) -> None:
    await send_album(raw_telegram, private, ["photo"] * 2)
    first, _ = private.bot_messages
    refused = await replace(raw_telegram, first, "document")
    assert refused.refusal == "Bad Request: can't change media type in the album"
    assert (await replace(raw_telegram, first, "photo")).status == 200
    assert (await replace(raw_telegram, first, "video", new=draw_film())).status == 200
    refused = await replace(raw_telegram, first, "animation", new=draw_film())
    assert refused.refusal == "Bad Request: can't change media type in the album"


async def test_photos_and_videos_make_an_album(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat
) -> None:
    await send_album(raw_telegram, private, ["photo", "video"])
    kinds = [message.media.kind for message in private.bot_messages if message.media]
    assert kinds == ["photo", "video"]
    assert telegram_server.violations == []


async def test_words_and_a_photo_become_an_animation(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, words: Message, photo: Message
) -> None:
    more = {"width": 96, "height": 64, "has_spoiler": True}
    for message in (words, photo):
        shown = await replace(
            raw_telegram, message, "animation", new=draw_film(), media={**more, "caption": "two"}
        )
        assert shown.result["animation"]["width"] == 96
        assert message.media is not None
        assert (message.media.kind, message.has_spoiler) == ("animation", True)
    assert telegram_server.violations == []
