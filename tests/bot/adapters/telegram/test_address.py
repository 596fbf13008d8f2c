import json
from typing import Any

import pytest
import telegram

from bot.adapters.telegram.address import Address
from bot.adapters.telegram.place import Place
from tests.bot.adapters.telegram.looks import make_message

GROUP = telegram.Chat(id=-1001, type="supergroup", title="Home")
ADDRESS = Address(
    place=Place(chat_id=-1001, thread_id=7), reply_to=5, message_id=6, chat_title="Home"
)


@pytest.mark.parametrize("address", [ADDRESS, Address(place=Place(chat_id=1, is_private=True))])
def test_an_address_outlives_the_bot(address: Address) -> None:
    assert Address.read(json.loads(json.dumps(address.write()))) == address


@pytest.mark.parametrize(
    "change",
    [{"place": None}, {"place": {"chat": 1}}, {"kind": "sticker"}, {"inline_message_id": "x"}],
)
def test_what_another_version_wrote_is_no_address(change: dict[str, Any]) -> None:
    assert Address.read({**ADDRESS.write(), **change}) is None
    assert Address.read({}) is None


def test_below_a_message_it_is_replied_to() -> None:
    message = make_message(-1001, 5, chat=GROUP, message_thread_id=7, is_topic_message=True)
    assert Address.below(message, kind="document") == Address(
        place=Place(chat_id=-1001, thread_id=7), reply_to=5, chat_title="Home", kind="document"
    )


def test_within_a_message_whoever_asked_is_replied_to() -> None:
    offer = make_message(-1001, 6, chat=GROUP, reply_to_message=make_message(-1001, 5, chat=GROUP))
    expected = Address(place=Place(chat_id=-1001), reply_to=5, message_id=6, chat_title="Home")
    assert Address.within(offer) == expected
    assert Address.within(make_message(-1001, 6, chat=GROUP)).reply_to is None
