import pytest
from telegram.error import BadRequest

from bot.adapters.telegram.letter import Letter, Upload, UploadKind
from bot.adapters.telegram.place import Place
from bot.adapters.telegram.status_message import Bot, StatusMessage, send_letter
from tests.clips import draw_film
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Person


def at(chat: Chat, thread_id: int | None = None) -> Place:
    return Place(chat_id=chat.id, thread_id=thread_id, is_private=chat.is_private)


@pytest.fixture
def upload(photo: File) -> Upload:
    return Upload(kind="photo", data=photo.data, file_name="dream.png")


async def send(bot: Bot, chat: Chat, letter: Letter, *, has_media: bool = False) -> StatusMessage:
    sent = await send_letter(bot, at(chat), letter, reply_to=None)
    return StatusMessage(bot, at(chat), message_id=sent.message_id, has_media=has_media)


async def test_words_become_a_picture_whose_caption_changes(
    bot: Bot, private: Chat, upload: Upload
) -> None:
    status = await send(bot, private, Letter(text="<b>one</b>"))
    await status.show(Letter(text="two", upload=upload))
    await status.show(Letter(text="three"))
    [message] = private.bot_messages
    assert message.media is not None
    assert [revision.words for revision in message.revisions] == ["one", "two", "three"]


async def test_one_that_has_a_picture_already_changes_its_caption(
    bot: Bot, private: Chat, telegram_server: LoopbackTelegram, upload: Upload
) -> None:
    status = await send(bot, private, Letter(text="words", upload=upload), has_media=True)
    await status.show(Letter(text="other"))
    assert private.bot_messages[0].caption == "other"
    assert len(telegram_server.ledger.find("edit.*")) == 1


async def test_a_picture_that_it_did_not_know_of_costs_one_more_try(
    bot: Bot, telegram_server: LoopbackTelegram, private: Chat, upload: Upload
) -> None:
    status = await send(bot, private, Letter(text="words", upload=upload))
    await status.show(Letter(text="other"))
    await status.show(Letter(text="another"))
    assert private.bot_messages[0].caption == "another"
    assert len(telegram_server.ledger.find("edit.*")) == 3


async def test_the_very_same_is_shown_already(
    bot: Bot, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    status = await send(bot, private, Letter(text="words"))
    telegram_server.faults.fail(
        "editMessageText", status=400, description="Bad Request: message is not modified: same"
    )
    assert await status.show(Letter(text="words")) is None


async def test_whatever_else_telegram_says_comes_out(bot: Bot, private: Chat, ann: Person) -> None:
    status = await send(bot, private, Letter(text="words"))
    await ann.delete(private.bot_messages[0])
    with pytest.raises(BadRequest, match="not found"):
        await status.show(Letter(text="others"))
    with pytest.raises(BadRequest, match="not found"):
        await status.remove()


async def test_it_can_be_removed(bot: Bot, private: Chat) -> None:
    status = await send(bot, private, Letter(text="words"))
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


@pytest.mark.parametrize("kind", ["animation", "video"])
async def test_a_film_is_sent_and_comes_into_words(
    kind: UploadKind, bot: Bot, private: Chat, upload: Upload
) -> None:
    film = Upload(
        kind=kind,
        data=draw_film(),
        file_name="a.mp4",
        is_spoiler=True,
        width=96,
        height=64,
        duration_seconds=0.6,
    )
    await send(bot, private, Letter(text="sent", upload=film))
    status = await send(bot, private, Letter(text="words"))
    await status.show(Letter(text="grown", upload=upload))
    await status.show(Letter(text="done", upload=film))
    for message, words in zip(private.bot_messages, ("sent", "done"), strict=True):
        assert message.media is not None
        assert (message.media.kind, message.media.file_name) == (kind, "a.mp4")
        assert (message.caption, message.has_spoiler) == (words, True)


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
