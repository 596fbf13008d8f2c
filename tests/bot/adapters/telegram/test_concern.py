from typing import Any

import pytest
import telegram
from telegram import CallbackQuery, MessageEntity, Update, User

from bot.adapters.telegram.concern import may_concern
from tests.bot.adapters.telegram.looks import make_message

GROUP = -1001
BOT = User(id=99, first_name="Puppyslug", is_bot=True, username="PuppyslugBot")
ANN = User(id=1, first_name="Ann", is_bot=False)


def said(chat_id: int = GROUP, **values: Any) -> Update:
    return Update(1, message=make_message(chat_id, **values))


def entity(kind: str, offset: int, length: int) -> MessageEntity:
    return MessageEntity(kind, offset=offset, length=length)


def concerns(update: Update) -> bool:
    return may_concern(update, "PuppyslugBot")


@pytest.mark.parametrize(
    "values",
    [
        {"text": "/dream cats"},
        {"text": "  /dream cats"},
        {"caption": "/dream@PuppyslugBot"},
        {"text": "Ann /dream", "entities": [entity("bot_command", 4, 6)]},
        {"text": "@PuppyslugBot cats"},
        {"text": "cats please, @puppyslugbot"},
        {"caption": "cats please @PuppyslugBot"},
        {"text": "cats", "reply_to_message": make_message(GROUP, from_user=BOT)},
        {"media_group_id": "7"},
        {"migrate_to_chat_id": -1002},
        {"migrate_from_chat_id": -1},
    ],
)
def test_whatever_speaks_to_the_bot_may_concern_it(values: dict[str, Any]) -> None:
    assert concerns(said(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"text": "hello"},
        {"text": "look at https://example.com/dream"},
        {"caption": "my dog"},
        {"text": "@SomebodyElse cats"},
        {"text": "yes", "reply_to_message": make_message(GROUP, from_user=ANN)},
        {"new_chat_members": [ANN]},
    ],
)
def test_what_people_say_to_each_other_does_not(values: dict[str, Any]) -> None:
    assert not concerns(said(**values))


def test_whatever_is_said_in_private_may() -> None:
    assert concerns(said(5, text="hello"))


@pytest.mark.parametrize(
    ("data", "is_kept"),
    [
        ("dream:deeper:0123456789abcdef", True),
        ("forget:yes:5", True),
        ("preset:cats", True),
        ("of another version", True),
        ("set:mentions", False),
        ("set:preset:cats", False),
    ],
)
def test_presses_may_but_for_those_that_would_be_taken_back_by_another(
    data: str, is_kept: bool
) -> None:
    query = CallbackQuery(id="1", from_user=ANN, chat_instance="1", data=data)
    assert concerns(Update(1, callback_query=query)) is is_kept


def test_to_be_thrown_out_does() -> None:
    member = telegram.ChatMemberMember(BOT)
    change = telegram.ChatMemberUpdated(
        chat=telegram.Chat(GROUP, "supergroup"),
        from_user=ANN,
        date=make_message().date,
        old_chat_member=member,
        new_chat_member=telegram.ChatMemberLeft(BOT),
    )
    assert concerns(Update(1, my_chat_member=change))


def test_what_could_not_be_read_does_not() -> None:
    assert not concerns(Update(1))
