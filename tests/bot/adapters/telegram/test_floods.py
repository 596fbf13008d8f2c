"""The limiter with the library's own client, against what Telegram takes of it."""

import asyncio
import time
from datetime import timedelta

import pytest
from telegram.error import RetryAfter

from bot.adapters.telegram import TelegramSettings
from bot.adapters.telegram.client import build_bot
from bot.adapters.telegram.floods import (
    Answer,
    ChatRateLimiter,
    Paces,
    SkippedError,
    Urgency,
    read_seconds,
)
from bot.adapters.telegram.status_message import Bot
from tests.loopback.telegram import Chat, LoopbackTelegram, Person

AT_ONCE = 0.5
"""No longer than one message takes on a busy machine, in seconds."""


@pytest.fixture
def other(telegram_server: LoopbackTelegram) -> Chat:
    """The private chat of somebody else."""
    chat = telegram_server.add_person("Eve").private_chat
    chat.has_started = True
    return chat


async def edit(bot: Bot, chat: Chat, text: str) -> None:
    """A glance at the last message."""
    await bot.edit_message_text(
        text, chat.id, chat.bot_messages[-1].id, rate_limit_args=Urgency.GLANCE
    )


async def test_a_chat_that_is_held_back_delays_no_other(
    bot: Bot, telegram_server: LoopbackTelegram, private: Chat, other: Chat
) -> None:
    telegram_server.faults.fail("sendMessage", status=429, retry_after=3, chat=private)
    began = time.monotonic()
    held = asyncio.create_task(bot.send_message(private.id, "held back"))
    await telegram_server.wait_until(lambda: telegram_server.ledger.find("sendMessage"))
    for number in range(5):
        await bot.send_message(other.id, f"{number}")
    assert time.monotonic() - began < 2 * AT_ONCE
    assert not held.done()
    await held
    assert time.monotonic() - began >= 3.0
    assert [message.text for message in private.bot_messages] == ["held back"]


async def test_what_is_sent_while_a_chat_is_held_back_waits_and_keeps_its_order(
    bot: Bot, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    telegram_server.faults.fail("sendMessage", status=429, retry_after=1, chat=private)
    sending = [asyncio.create_task(bot.send_message(private.id, "0"))]
    await telegram_server.wait_until(lambda: telegram_server.ledger.find("sendMessage"))
    await asyncio.sleep(0.05)
    sending += [asyncio.create_task(bot.send_message(private.id, f"{n}")) for n in range(1, 4)]
    await asyncio.gather(*sending)
    assert len(telegram_server.ledger.find("sendMessage")) == 5  # none was tried in vain
    assert sorted(message.text for message in private.bot_messages) == ["0", "1", "2", "3"]


async def test_whoever_waited_for_the_pace_waits_for_telegram_too(
    telegram_server: LoopbackTelegram, settings: TelegramSettings, private: Chat
) -> None:
    telegram_server.faults.fail("sendMessage", status=429, retry_after=1)
    async with build_bot(settings, paces=Paces(private=(1, 0.2))) as bot:
        await asyncio.gather(*(bot.send_message(private.id, f"{n}") for n in range(3)))
    refused, *taken = telegram_server.ledger.find("sendMessage")
    assert (refused.status, len(taken)) == (429, 3)
    assert min(answer.at for answer in taken) - refused.at >= 0.95


async def test_a_glance_at_a_chat_that_is_held_back_is_skipped(
    bot: Bot, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    await bot.send_message(private.id, "dreaming")
    telegram_server.faults.fail("editMessageText", status=429, retry_after=30)
    with pytest.raises(RetryAfter):
        await edit(bot, private, "10 %")
    began = time.monotonic()
    for number in range(20, 40):
        with pytest.raises(SkippedError):
            await edit(bot, private, f"{number} %")
    assert time.monotonic() - began < AT_ONCE
    assert len(telegram_server.ledger.find("editMessageText")) == 1


async def test_glances_leave_room_for_what_matters(
    telegram_server: LoopbackTelegram, settings: TelegramSettings, private: Chat
) -> None:
    async with build_bot(settings, paces=Paces(private=(4, 60.0))) as bot:
        await bot.send_message(private.id, "dreaming")
        await edit(bot, private, "10 %")
        with pytest.raises(SkippedError):
            await edit(bot, private, "20 %")
        began = time.monotonic()
        await bot.send_message(private.id, "an answer")
        await bot.send_message(private.id, "a result")
        assert time.monotonic() - began < AT_ONCE


async def test_a_glance_is_skipped_where_others_wait(
    telegram_server: LoopbackTelegram, settings: TelegramSettings, private: Chat
) -> None:
    async with build_bot(settings, paces=Paces(private=(1, 0.5))) as bot:
        await bot.send_message(private.id, "first")
        waiting = asyncio.create_task(bot.send_message(private.id, "second"))
        await asyncio.sleep(0.05)
        began = time.monotonic()
        with pytest.raises(SkippedError):
            await edit(bot, private, "10 %")
        assert time.monotonic() - began < AT_ONCE
        await waiting


async def test_a_glance_does_not_wait_for_other_chats_either(
    telegram_server: LoopbackTelegram, settings: TelegramSettings, private: Chat
) -> None:
    crowd = [telegram_server.add_person(f"P{number}").private_chat for number in range(6)]
    for chat in crowd:
        chat.has_started = True
    async with build_bot(settings, paces=Paces(overall=(4, 1.0), private=(1000, 1.0))) as bot:
        await bot.send_message(private.id, "dreaming")
        busy = [asyncio.create_task(bot.send_message(chat.id, "hello")) for chat in crowd]
        await asyncio.sleep(0.05)
        began = time.monotonic()
        with pytest.raises(SkippedError):
            await edit(bot, private, "10 %")
        assert time.monotonic() - began < AT_ONCE
        for task in busy:
            task.cancel()
        await asyncio.wait(busy)


async def test_the_usual_pace_stays_below_telegrams_limits(
    telegram_server: LoopbackTelegram, settings: TelegramSettings, private: Chat, group: Chat
) -> None:
    async with build_bot(settings) as bot:
        chats = [private, private, private, private, group, group, group, group, group]
        await asyncio.gather(*(bot.send_message(chat.id, "hello") for chat in chats))
    assert telegram_server.ledger.flood_count == 0
    assert len(group.bot_messages) == 5


async def test_questions_about_chats_and_the_bot_itself_wait_for_nothing(
    telegram_server: LoopbackTelegram, settings: TelegramSettings, group: Chat, ann: Person
) -> None:
    async with build_bot(settings, paces=Paces(group=(1, 60.0), overall=(1, 60.0))) as bot:
        began = time.monotonic()
        for _ in range(3):
            await bot.get_chat_member(group.id, ann.id)
            await bot.get_me()
        assert time.monotonic() - began < 2 * AT_ONCE


async def test_a_chat_that_is_held_back_again_and_again_is_given_up() -> None:
    limiter, tries = ChatRateLimiter(Paces(private=(99, 1.0))), 0

    async def refuse() -> bool:
        nonlocal tries
        tries += 1
        raise RetryAfter(timedelta(seconds=0.01))

    with pytest.raises(RetryAfter):
        await limiter.process_request(refuse, (), {}, "sendMessage", {"chat_id": 1}, None)
    assert tries > 1


async def test_an_album_counts_as_all_its_messages() -> None:
    limiter = ChatRateLimiter(Paces(group=(2, 1.0)))
    began = time.monotonic()
    album = {"chat_id": -1, "media": [object()] * 4}
    await limiter.process_request(_succeed, (), {}, "sendMediaGroup", album, None)
    assert time.monotonic() - began >= 0.9


async def test_lanes_of_chats_that_are_quiet_are_forgotten() -> None:
    limiter = ChatRateLimiter(Paces(overall=(9999, 1.0), private=(5, 0.001)))
    for chat_id in range(1, 1200):
        await limiter.process_request(_succeed, (), {}, "sendMessage", {"chat_id": chat_id}, None)
    assert len(limiter._lanes) < 600


async def _succeed() -> bool:
    return True


@pytest.mark.parametrize("after", [7, timedelta(seconds=7), timedelta(seconds=7.5)])
def test_telegrams_wish_is_read_in_either_form(after: int | timedelta) -> None:
    assert 7.0 <= read_seconds(RetryAfter(after)) <= 7.5


async def test_chatter_is_dropped_before_it_keeps_a_result_waiting() -> None:
    limiter = ChatRateLimiter(Paces(group=(1, 0.05)))

    def ask(urgency: Urgency | None) -> "asyncio.Task[Answer]":
        request = limiter.process_request(_succeed, (), {}, "sendMessage", {"chat_id": -1}, urgency)
        return asyncio.create_task(request)

    answers = [ask(None) for _ in range(40)]
    await asyncio.sleep(0)
    began = time.monotonic()
    assert await ask(Urgency.RESULT) is True
    assert time.monotonic() - began < 1.0
    ends = await asyncio.gather(*answers, return_exceptions=True)
    assert sum(end is True for end in ends) >= 10
    assert any(isinstance(end, SkippedError) for end in ends)
