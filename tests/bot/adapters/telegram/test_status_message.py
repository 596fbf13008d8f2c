import pytest
from telegram.error import BadRequest

from bot.adapters.telegram.letter import Letter, Upload
from bot.adapters.telegram.place import Place
from bot.adapters.telegram.status_message import Bot, StatusMessage, send_letter
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Person


def at(chat: Chat, thread_id: int | None = None) -> Place:
    return Place(chat_id=chat.id, thread_id=thread_id, is_private=chat.is_private)


@pytest.fixture
def upload(photo: File) -> Upload:
    return Upload(kind="photo", data=photo.data, file_name="dream.png")


async def test_it_appears_when_there_is_something_to_show_and_is_edited_from_then_on(
    bot: Bot, private: Chat, ann: Person, upload: Upload
) -> None:
    post = await ann.send(private, "cats")
    status = StatusMessage(bot, at(private), reply_to=post.id)
    assert private.bot_messages == []
    await status.show(Letter(text="<b>one</b>"))
    await status.show(Letter(text="two", upload=upload))
    await status.show(Letter(text="three"))
    [message] = private.bot_messages
    assert (message.caption, message.reply_to) == ("three", post)
    assert message.media is not None
    assert message.revisions[0].text == "one"
    assert status.message_id == message.id


async def test_one_that_is_there_already_is_edited(bot: Bot, private: Chat, upload: Upload) -> None:
    for number, letter in enumerate((Letter(text="words"), Letter(text="words", upload=upload))):
        sent = await send_letter(bot, at(private), letter, reply_to=None)
        status = StatusMessage(
            bot,
            at(private),
            reply_to=None,
            message_id=sent.message_id,
            has_media=letter.upload is not None,
        )
        await status.show(Letter(text=f"other {number}"))
    assert [message.words for message in private.bot_messages] == ["other 0", "other 1"]


async def test_a_picture_that_it_did_not_know_of_costs_one_more_try(
    bot: Bot, telegram_server: LoopbackTelegram, private: Chat, upload: Upload
) -> None:
    letter = Letter(text="words", upload=upload)
    sent = await send_letter(bot, at(private), letter, reply_to=None)
    telegram_server.faults.fail(
        "editMessageText",
        status=400,
        description="Bad Request: there is no text in the message to edit",
    )
    status = StatusMessage(bot, at(private), reply_to=None, message_id=sent.message_id)
    await status.show(Letter(text="other"))
    await status.show(Letter(text="another"))
    assert private.bot_messages[0].caption == "another"
    assert len(telegram_server.ledger.find("edit.*")) == 3


async def test_the_very_same_is_shown_already(
    bot: Bot, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    status = StatusMessage(bot, at(private), reply_to=None)
    assert await status.show(Letter(text="words")) is not None
    telegram_server.faults.fail(
        "editMessageText", status=400, description="Bad Request: message is not modified: same"
    )
    assert await status.show(Letter(text="words")) is None


async def test_whatever_else_telegram_says_comes_out(bot: Bot, private: Chat, ann: Person) -> None:
    status = StatusMessage(bot, at(private), reply_to=None)
    await status.show(Letter(text="words"))
    await ann.delete(private.bot_messages[0])
    with pytest.raises(BadRequest, match="not found"):
        await status.show(Letter(text="others"))


async def test_one_that_is_lost_comes_anew(bot: Bot, private: Chat, ann: Person) -> None:
    status = StatusMessage(bot, at(private), reply_to=None)
    await status.show(Letter(text="words"))
    await ann.delete(private.bot_messages[0])
    status.lose()
    await status.show(Letter(text="others"))
    assert [message.text for message in private.bot_messages] == ["others"]


async def test_one_that_moves_begins_again_in_the_other_chat(
    bot: Bot, private: Chat, group: Chat, ann: Person
) -> None:
    post = await ann.send(group, "cats")
    status = StatusMessage(bot, at(group), reply_to=post.id)
    await status.show(Letter(text="here"))
    status.move(private.id)
    await status.show(Letter(text="there"))
    assert [(message.text, message.reply_to) for message in private.bot_messages] == [
        ("there", None)
    ]


async def test_it_can_be_removed_once(bot: Bot, private: Chat) -> None:
    status = StatusMessage(bot, at(private), reply_to=None)
    await status.remove()
    await status.show(Letter(text="words"))
    await status.remove()
    await status.remove()
    assert private.bot_messages == []


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_letter_goes_into_its_topic_with_its_file(
    kind: str, bot: Bot, forum: Chat, photo: File
) -> None:
    topic = forum.add_topic("Dreams")
    upload = Upload(kind=kind, data=photo.data, file_name="a.png", is_spoiler=kind == "photo")  # type: ignore[arg-type]
    letter = Letter(text="words", upload=upload)
    await send_letter(bot, at(forum, topic.thread_id), letter, reply_to=None)
    [message] = forum.bot_messages
    assert message.media is not None
    assert (message.topic, message.media.kind) == (topic, kind)
    assert message.has_spoiler is (kind == "photo")


async def test_a_reply_to_what_is_gone_is_a_plain_message(
    bot: Bot, private: Chat, ann: Person
) -> None:
    post = await ann.send(private, "cats")
    await ann.delete(post)
    await send_letter(bot, at(private), Letter(text="words"), reply_to=post.id)
    assert private.bot_messages[0].reply_to is None


async def test_links_have_no_preview(
    bot: Bot, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    letter = Letter(text='<a href="https://example.com">original</a>')
    await send_letter(bot, at(private), letter, reply_to=None)
    [sent] = telegram_server.ledger.find("sendMessage")
    assert "is_disabled" in sent.fields["link_preview_options"]
