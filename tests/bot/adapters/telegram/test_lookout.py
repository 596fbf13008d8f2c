"""Looking for lost messages in the loopback's chats."""

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs
from telegram import InputMediaPhoto, Message
from telegram.error import NetworkError

from bot.adapters.telegram.lookout import Lookout, list_between
from bot.adapters.telegram.place import Place
from bot.adapters.telegram.status_message import Bot
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Person


@given(st.integers(0, 50), st.integers(1, 60))
def test_every_number_between_is_looked_at_once(after: int, before: int) -> None:
    assert sorted(list_between(after, before)) == list(range(after + 1, before))


def test_the_nearest_to_either_end_come_first() -> None:
    assert list(list_between(4, 10)) == [9, 5, 8, 6, 7]
    assert list(list_between(0, 4)) == [3, 2, 1]


@pytest.fixture
def known() -> set[int]:
    """The messages that are known to belong to something."""
    return set()


@pytest.fixture
def lookout(bot: Bot, known: set[int]) -> Lookout:
    async def find_known(_: Place) -> Collection[int]:
        return known

    return Lookout(bot, find_known)


def place(chat: Chat) -> Place:
    return Place(chat_id=chat.id, is_private=chat.is_private)


def says_here(message: Message) -> bool:
    return message.text == "here"


async def test_words_are_found_and_nothing_is_left_of_the_search(
    lookout: Lookout, bot: Bot, group: Chat, ann: Person
) -> None:
    for words in ("a", "b", "here", "c"):
        await bot.send_message(group.id, words)
        await ann.send(group, words)
    before = group.visible_messages
    found = await lookout.find_words(place(group), after=1, fits=says_here)
    assert found is not None
    assert found.text == "here"
    assert group.visible_messages == before
    assert all(len(message.revisions) <= 1 for message in group.messages)


async def test_nobody_is_woken_by_a_search(lookout: Lookout, bot: Bot, group: Chat) -> None:
    await bot.send_message(group.id, "here")
    await lookout.find_words(place(group), after=0, fits=says_here)
    looking = [message for message in group.messages if message.is_deleted]
    assert len(looking) == 2
    assert all(message.disable_notification for message in looking)


async def test_what_is_known_or_older_or_somebody_elses_is_left_alone(
    lookout: Lookout,
    bot: Bot,
    telegram_server: LoopbackTelegram,
    group: Chat,
    ann: Person,
    known: set[int],
) -> None:
    old = await bot.send_message(group.id, "here")
    other = await bot.send_message(group.id, "here")
    await ann.send(group, "here")
    known.add(other.message_id)
    found = await lookout.find_words(place(group), after=old.message_id, fits=says_here)
    assert found is None
    assert len(telegram_server.ledger.find("sendMessage")) == 3
    assert len(telegram_server.ledger.find("editMessageCaption")) == 1


async def test_an_album_is_found_whole_between_others(
    lookout: Lookout, bot: Bot, private: Chat, photo: File
) -> None:
    for count in (2, 3, 2):
        await bot.send_media_group(private.id, [InputMediaPhoto(photo.data)] * count)
    await bot.send_photo(private.id, photo.data)
    album = await lookout.find_album(place(private), after=0, fits=lambda found: len(found) == 3)
    assert [message.message_id for message in album] == [3, 4, 5]
    assert await lookout.find_album(place(private), after=0, fits=lambda found: not found) == ()
    assert len(private.bot_messages) == 8


async def test_a_search_that_is_cut_off_cleans_up_and_raises(
    lookout: Lookout, bot: Bot, telegram_server: LoopbackTelegram, group: Chat
) -> None:
    await bot.send_message(group.id, "here")
    telegram_server.faults.fail("editMessageCaption", status=502)
    with pytest.raises(NetworkError):
        await lookout.find_words(place(group), after=0, fits=says_here)
    assert [message.text for message in group.bot_messages] == ["here"]


async def test_where_it_cannot_clean_up_that_is_all(
    lookout: Lookout, bot: Bot, telegram_server: LoopbackTelegram, group: Chat
) -> None:
    await bot.send_message(group.id, "here")
    telegram_server.faults.fail("deleteMessages", status=502)
    with capture_logs() as logs:
        found = await lookout.find_words(place(group), after=0, fits=says_here)
    assert found is not None
    assert [log["event"] for log in logs] == ["telegram_search_left"]


async def test_where_chats_are_numbered_together_others_searches_are_passed_over(
    lookout: Lookout,
    bot: Bot,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ben: Person,
) -> None:
    ben.private_chat.has_started = True
    await bot.send_message(private.id, "here")
    for _ in range(30):
        assert await lookout.find_words(place(ben.private_chat), after=1, fits=says_here) is None
    looked = len(telegram_server.ledger.find("editMessageCaption"))
    assert await lookout.find_words(place(private), after=0, fits=says_here) is not None
    assert len(telegram_server.ledger.find("editMessageCaption")) == looked + 1
