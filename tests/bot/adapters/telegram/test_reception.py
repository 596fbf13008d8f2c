import asyncio
import time

import pytest
from structlog.testing import capture_logs
from telegram import Chat as TelegramChat
from telegram import Update

from bot.adapters.telegram.host import Host
from bot.adapters.telegram.reception import Reception
from tests.bot.adapters.telegram.conftest import hearing
from tests.bot.adapters.telegram.looks import make_message, wait_for, wait_for_reply
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Person


def say(words: str, chat: Chat, *, update_id: int = 1) -> Update:
    message = make_message(chat.id, update_id, text=words)
    return Update(update_id, message=message)


@pytest.fixture
async def reception(host: Host) -> Reception:
    return Reception(host)


async def test_nobody_waits_for_anybody_elses_answer(
    reception: Reception, telegram_server: LoopbackTelegram, private: Chat, ben: Person
) -> None:
    ben.private_chat.has_started = True
    gate = telegram_server.faults.hold("sendMessage")
    await reception.take([say("/help", private)])
    await wait_for(lambda: True)
    await asyncio.sleep(0.05)
    await reception.take([say("/help", ben.private_chat, update_id=2)])
    await ben.private_chat.wait_for_message()
    assert private.bot_messages == []
    gate.set()
    await private.wait_for_message()


async def test_to_take_an_update_takes_no_time(
    reception: Reception, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    telegram_server.faults.delay("sendMessage", seconds=0.5, times=9)
    began = time.monotonic()
    for number in range(1, 10):
        await reception.take([say("/help", private, update_id=number)])
    assert time.monotonic() - began < 0.4
    await reception.wait_handled(5)
    assert len(private.bot_messages) == 9


async def test_those_who_are_still_being_answered_are_waited_for_so_long(
    reception: Reception, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    telegram_server.faults.hold("sendMessage")
    await reception.take([say("/help", private)])
    began = time.monotonic()
    await reception.wait_handled(0.2)
    assert 0.15 < time.monotonic() - began < 2
    await wait_for(lambda: not reception._handling)
    telegram_server.faults.clear()


async def test_where_nobody_is_answered_there_is_nothing_to_wait_for(reception: Reception) -> None:
    await reception.wait_handled(60)


async def test_a_fault_of_the_program_is_logged_and_harms_nobody_else(
    reception: Reception, private: Chat
) -> None:
    broken = make_message(private.id, 1, text="/help", sender_chat=TelegramChat(id=1, type="x"))
    with capture_logs() as logs:
        await reception.take([Update(1, message=broken, callback_query=None)])
        await reception.take([Update(2)])
        await reception.take([say("/help", private, update_id=3)])
        await private.wait_for_message()
        await reception.wait_handled(2)
    assert [log for log in logs if log["log_level"] == "critical"] == []


async def test_updates_of_all_kinds_find_their_answers(
    awake: Host, private: Chat, ann: Person
) -> None:
    post = await ann.send(private, "/presets")
    shown = await wait_for_reply(post)
    pressed = await ann.press(shown, data="preset:eyes")
    assert (await pressed.answered())["text"] == ""
    await wait_for(lambda: "/dream eyes" in shown.words)


async def test_whoever_still_waits_when_the_bot_leaves_is_told(
    host: Host, telegram_server: LoopbackTelegram, private: Chat, ann: Person, photo: File
) -> None:
    gate = telegram_server.faults.hold("getFile")
    async with hearing(host, telegram_server) as reception:
        post = await ann.send(private, "cats", photo=photo)
        await telegram_server.wait_until(lambda: reception._handling)
        await asyncio.sleep(0.3)
        await reception.wait_handled(0.05)
        assert "shutting down" in (await wait_for_reply(post)).text
    gate.set()
