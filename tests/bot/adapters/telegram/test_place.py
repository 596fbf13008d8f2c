import pytest
from telegram import Chat

from bot.adapters.telegram.place import Place, is_private, place_of, scope_of
from tests.bot.adapters.telegram.looks import make_message


def test_a_private_chat_is_the_persons_own() -> None:
    place = place_of(make_message(chat_id=7))
    assert place == Place(chat_id=7, is_private=True)
    assert place.scope_id == "telegram:7" == scope_of(7)


def test_a_topic_is_part_of_the_place_and_a_thread_of_replies_is_not() -> None:
    topic = make_message(chat_id=-100, message_thread_id=5, is_topic_message=True)
    thread = make_message(chat_id=-100, message_thread_id=5)
    assert place_of(topic) == Place(chat_id=-100, thread_id=5)
    assert place_of(thread) == Place(chat_id=-100)
    assert place_of(topic).scope_id == place_of(thread).scope_id


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_whatever_has_others_in_it_is_not_private(kind: str) -> None:
    assert not is_private(Chat(id=-1, type=kind))
    assert is_private(Chat(id=1, type="private"))


def test_a_group_that_moved_has_no_topics_yet() -> None:
    moved = Place(chat_id=-1, thread_id=5).moved_to(-100)
    assert moved == Place(chat_id=-100)


GROUP, SUPERGROUP = Place(chat_id=-42), Place(chat_id=-1_000_000_000_042)


def test_supergroups_number_their_messages_alone() -> None:
    assert SUPERGROUP.counts_alone
    assert not GROUP.counts_alone
    assert SUPERGROUP.shares_numbers("telegram:-1000000000042")
    assert not SUPERGROUP.shares_numbers("telegram:-1000000000043")
    assert not SUPERGROUP.shares_numbers("telegram:7")


def test_all_other_chats_are_numbered_together() -> None:
    private = Place(chat_id=7, is_private=True)
    assert private.shares_numbers("telegram:8")
    assert private.shares_numbers("telegram:-42")
    assert GROUP.shares_numbers("telegram:7")
    assert not GROUP.shares_numbers("telegram:-1000000000042")
