"""Buttons: what is pressed, and how the bot answers."""

from typing import Any

import pytest

from tests.loopback.raw_telegram_bot import RawTelegramBot, Reply, keyboard
from tests.loopback.telegram import (
    Chat,
    LoopbackTelegram,
    Message,
    NotPossibleError,
    Person,
    Press,
    queries,
)

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def message(raw_telegram: RawTelegramBot, private: Chat) -> Message:
    [question] = private.messages
    markup = keyboard("Again", "Other")
    markup["inline_keyboard"].append([{"text": "Look", "url": "https://a.b"}])
    return await raw_telegram.said(
        private, reply_markup=markup, reply_parameters={"message_id": question.id}
    )


async def answer(bot: RawTelegramBot, press: Press, **fields: Any) -> Reply:
    return await bot.call("answerCallbackQuery", callback_query_id=press.id, **fields)


async def test_a_press_tells_of_the_message_and_the_one_it_answers(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, message: Message, ben: Person
) -> None:
    press = await ben.press(message, text="Again")
    assert press.answer is None
    query = (await raw_telegram.hear())[-1]["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (press.id, "again", ben.id)
    assert query["message"]["message_id"] == message.id
    assert query["message"]["reply_to_message"]["text"] == "/start"
    assert len(query["message"]["reply_markup"]["inline_keyboard"]) == 2
    assert query["chat_instance"]
    await answer(raw_telegram, press, text="as you wish", show_alert=True)
    given = await press.answered()
    assert (given["text"], given["show_alert"]) == ("as you wish", True)
    assert telegram_server.violations == []


async def test_a_button_is_found_by_a_part_of_its_data(message: Message, ben: Person) -> None:
    assert (await ben.press(message, data="oth")).data == "other"
    assert len(message.buttons) == 3
    assert [len(row) for row in message.keyboard] == [2, 1]


async def test_buttons_that_cannot_be_pressed(
    telegram_server: LoopbackTelegram, message: Message, ben: Person
) -> None:
    with pytest.raises(NotPossibleError, match="no button Never among"):
        await ben.press(message, text="Never")
    with pytest.raises(NotPossibleError, match="elsewhere"):
        await ben.press(message, text="Look")
    with pytest.raises(NotPossibleError, match="isn't in"):
        await telegram_server.add_person("Ann").press(message, text="Again")
    await ben.delete(message)
    with pytest.raises(NotPossibleError, match="gone"):
        await ben.press(message, text="Again")


async def test_an_answer_after_fifteen_seconds_is_too_late(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, message: Message, ben: Person
) -> None:
    press = await ben.press(message, text="Again")
    telegram_server.clock.move(15)
    late = await answer(raw_telegram, press)
    assert (late.status, late.refusal) == (400, TOO_OLD)
    assert press.answer is None
    assert telegram_server.violations == []


async def test_a_press_is_answered_once(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, message: Message, ben: Person
) -> None:
    press = await ben.press(message, text="Again")
    assert (await answer(raw_telegram, press)).status == 200
    assert (await answer(raw_telegram, press)).refusal == TOO_OLD
    assert len(telegram_server.violations) == 1
    unknown = await raw_telegram.call("answerCallbackQuery", callback_query_id="5")
    assert unknown.refusal == TOO_OLD
    assert len(telegram_server.violations) == 2


async def test_an_answer_of_more_than_200_characters(
    raw_telegram: RawTelegramBot, message: Message, ben: Person
) -> None:
    press = await ben.press(message, text="Again")
    refused = await answer(raw_telegram, press, text="x" * 201)
    assert refused.refusal == "Bad Request: MESSAGE_TOO_LONG"
    assert (await answer(raw_telegram, press, text="x" * 200)).status == 200


@pytest.fixture
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits ten seconds for the tests of this."""
    monkeypatch.setattr(queries, "ANSWER_SECONDS", -0.45)


@pytest.mark.usefixtures("_impatience")
async def test_a_press_without_an_answer_is_a_violation(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, message: Message, ben: Person
) -> None:
    unheard = await ben.press(message, text="Other")
    await raw_telegram.hear(offset=-1)
    heard = await ben.press(message, text="Again")
    with pytest.raises(AssertionError, match="no answer to again"):
        await heard.answered(timeout_seconds=0.2)
    assert unheard.answer is None
    assert telegram_server.violations == ["the press of other wasn't answered within 10 s"]
    await raw_telegram.hear()
    with pytest.raises(AssertionError, match="no answer to again"):
        await heard.answered(timeout_seconds=0.2)
    assert telegram_server.violations[1:] == ["the press of again wasn't answered within 10 s"]


@pytest.mark.usefixtures("_impatience")
async def test_a_press_that_could_not_be_answered_is_none(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, message: Message, ben: Person
) -> None:
    failed = await ben.press(message, text="Again")
    await ben.press(message, text="Other")
    telegram_server.faults.fail("answerCallbackQuery")
    await raw_telegram.hear()
    assert (await answer(raw_telegram, failed)).status == 500
    await telegram_server.shut()
    with pytest.raises(AssertionError):
        await failed.answered(timeout_seconds=0.2)
    assert telegram_server.violations == []


async def test_a_bot_that_was_killed_cannot_know_what_it_has_answered(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, message: Message, ben: Person
) -> None:
    press = await ben.press(message, text="Again")
    await answer(raw_telegram, press)
    telegram_server.excuse_presses()
    assert (await answer(raw_telegram, press)).refusal == TOO_OLD
    assert telegram_server.violations == []
