"""One chat's messages of a wish; what becomes of them over restarts is tested with deliveries."""

from collections.abc import Callable, Collection
from dataclasses import replace

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest, NetworkError

from bot.adapters.telegram.letter import Letter, Upload
from bot.adapters.telegram.lookout import Lookout
from bot.adapters.telegram.place import Place
from bot.adapters.telegram.posting import Posting
from bot.adapters.telegram.status_message import Bot
from bot.adapters.telegram.traces import Part, Traces
from tests.loopback.telegram import Chat, Cut, File, LoopbackTelegram, Person
from tests.loopback.telegram import Message as Shown

MARK = InlineKeyboardMarkup([[InlineKeyboardButton("Cancel", callback_data="mine")]])

Post = Callable[..., Posting]


@pytest.fixture
def kept() -> list[Traces]:
    """The traces as they were kept, one after the other."""
    return []


@pytest.fixture
def post(bot: Bot, kept: list[Traces]) -> Post:
    """Makes a posting in a chat."""

    def make(chat: Chat, traces: Traces | None = None, reply_to: Shown | None = None) -> Posting:
        async def keep() -> None:
            kept.append(replace(posting.traces, unsure={**posting.traces.unsure}))

        async def find_none(_: Place) -> Collection[int]:
            return ()

        posting = Posting(
            bot,
            Place(chat_id=chat.id, is_private=chat.is_private),
            traces or Traces(),
            reply_to=reply_to.id if reply_to else None,
            lookout=Lookout(bot, find_none),
            fits=is_mine,
            mark=MARK,
            keep=keep,
        )
        return posting

    return make


def is_mine(message: Message) -> bool:
    return message.reply_markup == MARK


def upload(photo: File) -> Upload:
    return Upload(kind="photo", data=photo.data, file_name="dream.png")


async def test_that_something_is_sent_is_kept_before_it_is_and_its_id_after(
    post: Post, kept: list[Traces], private: Chat, ann: Person
) -> None:
    asked = await ann.send(private, "cats")
    await post(private, reply_to=asked).show(Letter(text="one", keyboard=MARK))
    assert kept == [Traces(unsure={Part.WORDS: asked.id}), Traces(message_id=asked.id + 1)]


async def test_a_picture_comes_into_words_that_are_there(
    post: Post, private: Chat, photo: File
) -> None:
    posting = post(private)
    await posting.show(Letter(text="done", upload=upload(photo)))
    await posting.show(Letter(text="done, really"))
    [message] = private.bot_messages
    words, picture, caption = message.revisions
    assert (words.text, words.keyboard[0][0]["callback_data"]) == ("done", "mine")
    assert (picture.caption, picture.keyboard) == ("done", ())
    assert caption.words == "done, really"


async def test_words_without_buttons_are_marked_until_their_id_is_known(
    post: Post, private: Chat
) -> None:
    await post(private).show(Letter(text="nothing"))
    [message] = private.bot_messages
    assert [len(revision.keyboard) for revision in message.revisions] == [1, 0]


@pytest.mark.parametrize("status", [400, 502])
async def test_what_is_refused_was_not_sent_and_what_is_not_may_have_been(
    post: Post, telegram_server: LoopbackTelegram, private: Chat, status: int
) -> None:
    posting = post(private)
    telegram_server.faults.fail("sendMessage", status=status)
    with pytest.raises(BadRequest if status == 400 else NetworkError):
        await posting.show(Letter(text="one", keyboard=MARK))
    assert posting.traces.unsure == ({} if status == 400 else {Part.WORDS: 0})


async def test_a_message_that_was_lost_is_new_and_newer(
    post: Post, kept: list[Traces], private: Chat
) -> None:
    posting = post(private)
    await posting.show(Letter(text="one", keyboard=MARK))
    lost = posting.message_id
    posting.lose()
    assert posting.message_id is None
    await posting.show(Letter(text="two", keyboard=MARK))
    assert kept[-2].unsure == {Part.WORDS: lost}
    assert [message.text for message in private.bot_messages] == ["one", "two"]


async def test_one_that_moves_has_nothing_in_the_other_chat(
    post: Post, private: Chat, group: Chat, ann: Person
) -> None:
    posting = post(group, reply_to=await ann.send(group, "cats"))
    await posting.show(Letter(text="here", keyboard=MARK))
    posting.move(private.id)
    assert posting.traces == Traces(chat_id=private.id)
    await posting.show(Letter(text="there", keyboard=MARK))
    assert [(message.text, message.reply_to) for message in private.bot_messages] == [
        ("there", None)
    ]


async def test_an_album_is_posted_once(
    post: Post, kept: list[Traces], private: Chat, photo: File
) -> None:
    posting = post(private)
    for _ in range(2):
        await posting.post_album([upload(photo)] * 2, caption="<b>both</b>")
    assert [message.caption for message in private.bot_messages] == ["both", ""]
    assert posting.has_album
    assert kept[0] == Traces(unsure={Part.ALBUM: 0})
    assert kept[-1].messages == (1, 2)


async def test_lost_words_are_found_before_an_album_is_posted(
    post: Post, telegram_server: LoopbackTelegram, private: Chat, photo: File
) -> None:
    posting = post(private)
    telegram_server.faults.cut("sendMessage", Cut.MIDWAY)
    with pytest.raises(NetworkError):
        await posting.show(Letter(text="one", keyboard=MARK))
    await posting.post_album([upload(photo)] * 2)
    assert posting.message_id == private.bot_messages[0].id
    await posting.remove()
    assert len(private.bot_messages) == 2


async def test_it_can_be_removed_once(post: Post, private: Chat) -> None:
    posting = post(private)
    await posting.remove()
    await posting.show(Letter(text="words", keyboard=MARK))
    await posting.remove()
    await posting.remove()
    assert private.bot_messages == []
