import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, User
from telegram.error import BadRequest, Forbidden, NetworkError

from bot.adapters.telegram.host import Host
from bot.adapters.telegram.markup import count_units
from bot.adapters.telegram.problems import (
    PressAnswer,
    answering,
    clip,
    put_in_words,
    reply_problem,
    reply_text,
)
from bot.adapters.telegram.status_message import Bot
from bot.errors import BotError, BotErrorCode
from bot.texts import Phrases
from tests.bot.adapters.telegram.looks import make_message
from tests.loopback.telegram import Chat, LoopbackTelegram, Person, Press

PROBLEM = BotError(BotErrorCode.NO_PICTURE, "I don't know <b>.", "Say a & b.")


@pytest.fixture
async def pressed(bot: Bot, private: Chat, ann: Person) -> tuple[Press, CallbackQuery]:
    """A press of a button below a message of the bot's, and what the bot hears of it."""
    button = InlineKeyboardButton("Go", callback_data="go")
    sent = await bot.send_message(private.id, "Go?", reply_markup=InlineKeyboardMarkup([[button]]))
    press = await ann.press(private.bot_messages[-1], text="Go")
    query = CallbackQuery(
        id=press.id,
        from_user=User(id=ann.id, first_name="Ann", is_bot=False, language_code="en"),
        chat_instance="1",
        message=sent,
        data="go",
    )
    query.set_bot(bot)
    return press, query


async def test_a_press_is_answered_without_words_where_all_went_well(
    host: Host, pressed: tuple[Press, CallbackQuery], private: Chat
) -> None:
    press, query = pressed
    async with answering(query, host):
        assert press.answer is None
    assert press.answer is not None
    assert press.answer["text"] == ""
    assert len(private.bot_messages) == 1


async def test_what_went_wrong_is_told_to_whoever_pressed_alone(
    host: Host, pressed: tuple[Press, CallbackQuery], private: Chat
) -> None:
    press, query = pressed
    async with answering(query, host):
        raise PROBLEM
    assert press.answer is not None
    assert press.answer["text"] == "I don't know <b>. Say a & b."
    assert press.answer["show_alert"]
    assert len(private.bot_messages) == 1


async def test_once_the_press_is_answered_it_is_told_in_a_reply(
    host: Host, pressed: tuple[Press, CallbackQuery], private: Chat
) -> None:
    press, query = pressed
    async with answering(query, host) as answer:
        await answer.give()
        raise PROBLEM
    assert press.answer is not None
    assert press.answer["text"] == ""
    reply = private.bot_messages[-1]
    assert reply.text == "I don't know <b>. Say a & b."
    assert reply.reply_to is press.message


async def test_what_nobody_foresaw_has_a_number_for_the_log(
    host: Host, pressed: tuple[Press, CallbackQuery]
) -> None:
    press, query = pressed
    with capture_logs() as logs:
        async with answering(query, host):
            raise ValueError("secret details")
    assert press.answer is not None
    assert "secret" not in press.answer["text"]
    assert logs[0]["error_id"] in press.answer["text"]
    assert isinstance(logs[0]["exc_info"], ValueError)


async def test_whoever_is_stopped_still_answers(
    host: Host, pressed: tuple[Press, CallbackQuery]
) -> None:
    press, query = pressed

    async def think() -> None:
        async with answering(query, host):
            await asyncio.sleep(60)

    thinking = asyncio.create_task(think())
    await asyncio.sleep(0.05)
    thinking.cancel()
    await asyncio.wait([thinking])
    assert press.answer is not None


async def test_a_press_is_answered_once_and_long_words_are_cut(
    pressed: tuple[Press, CallbackQuery], telegram_server: LoopbackTelegram
) -> None:
    press, query = pressed
    answer = PressAnswer(query)
    await answer.give("\N{DOG FACE}" * 300, is_alert=True)
    await answer.give("again")
    assert press.answer is not None
    assert len(press.answer["text"].encode("utf-16-le")) // 2 <= 200
    assert len(telegram_server.ledger.find("answerCallbackQuery")) == 1


async def test_an_answer_that_comes_too_late_is_nobodys_fault(
    host: Host,
    pressed: tuple[Press, CallbackQuery],
    telegram_server: LoopbackTelegram,
    private: Chat,
) -> None:
    _, query = pressed
    telegram_server.clock.move(20)
    with capture_logs() as logs:
        async with answering(query, host):
            pass
    assert [log["event"] for log in logs] == ["telegram_answer_late"]
    assert len(private.bot_messages) == 1


async def test_a_problem_is_a_reply_in_the_authors_language(
    host: Host, private: Chat, ann: Person
) -> None:
    post = await ann.send(private, "cats")
    author = User(id=ann.id, first_name="Ann", is_bot=False, language_code="de")
    message = make_message(private.id, post.id, from_user=author)
    await reply_problem(host, message, BotError(BotErrorCode.QUEUE_FULL, "The queue is full."))
    [reply] = private.bot_messages
    assert reply.reply_to is post
    assert reply.text != "The queue is full."


async def test_where_the_bot_may_not_write_that_is_all(
    bot: Bot, host: Host, group: Chat, private: Chat
) -> None:
    group.restrict_bot()
    await reply_text(bot, make_message(group.id), "words")
    await reply_problem(host, make_message(group.id), PROBLEM)
    assert group.bot_messages == private.bot_messages == []


async def test_who_is_gone_and_what_is_done_already_need_no_words(host: Host) -> None:
    phrases = Phrases()
    assert put_in_words(Forbidden("bot was blocked by the user"), phrases) == ""
    assert put_in_words(BadRequest("Message is not modified: same"), phrases) == ""


async def test_an_outage_is_called_by_its_name_and_not_by_its_details() -> None:
    with capture_logs() as logs:
        words = put_in_words(NetworkError("httpx.ReadError"), Phrases())
    assert words == "Telegram had trouble just now. Try again in a minute."
    assert logs[0]["reason"] == "httpx.ReadError"


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 50))
def test_text_is_cut_with_an_ellipsis_where_it_is_longer_than_telegram_takes(
    text: str, longest: int
) -> None:
    clipped = clip(text, longest)
    assert count_units(clipped) <= longest
    assert clipped == text or (clipped.endswith("…") and text.startswith(clipped[:-1]))
