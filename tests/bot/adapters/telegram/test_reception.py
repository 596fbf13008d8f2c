import asyncio
import time
from dataclasses import replace

import pytest
from structlog.testing import capture_logs
from telegram import Chat as TelegramChat
from telegram import Update

from bot.adapters.telegram.albums import Albums
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.reception import Reception
from bot.errors import BotError, BotErrorCode
from bot.records import Heard
from tests.bot.adapters.telegram.conftest import GATHER_SECONDS, hearing
from tests.bot.adapters.telegram.looks import (
    expect_silence,
    hide_table,
    make_message,
    wait_for,
    wait_for_reply,
    wait_for_result,
)
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Message, Person
from tests.loopback.telegram.payloads.messages import message_payload


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


async def kept(host: Host) -> list[str]:
    """What is in the inbox."""
    return [heard.key for heard in await host.records.inbox.load("telegram")]


async def wait_until_empty(host: Host) -> None:
    for _ in range(500):
        if not await kept(host):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the inbox wasn't emptied within 5 s")


async def test_what_is_taken_is_kept_until_it_is_answered(
    host: Host, reception: Reception, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    gate = telegram_server.faults.hold("sendMessage")
    await reception.take([say("/help", private), say("/help", private, update_id=2)])
    assert await kept(host) == ["1", "2"]
    gate.set()
    await wait_until_empty(host)
    assert len(private.bot_messages) == 2


async def test_what_people_say_to_each_other_is_never_kept(
    host: Host, reception: Reception, group: Chat, photo: File, ann: Person
) -> None:
    await reception.take([say("hello", group), say("/help", group, update_id=2)])
    assert await kept(host) == ["2"]
    await reception.wait_handled(5)
    assert b"hello" not in b"".join(
        path.read_bytes() for path in host.records._data_dir.iterdir() if path.is_file()
    )


async def test_what_comes_twice_is_answered_once(reception: Reception, private: Chat) -> None:
    updates = [say("/help", private, update_id=number) for number in (5, 6)]
    await reception.take(updates)
    await reception.take(updates)
    await reception.take([*updates, say("/help", private, update_id=7)])
    await reception.wait_handled(5)
    assert len(private.bot_messages) == 3


async def test_what_cannot_be_kept_is_not_taken_until_it_can(
    host: Host, reception: Reception, private: Chat
) -> None:
    updates = [say("/help", private), say("/help", private, update_id=2)]
    with hide_table(host.records, "inbox"):
        with pytest.raises(BotError) as raised:
            await reception.take(updates)
        assert raised.value.code == BotErrorCode.RECORDS_UNAVAILABLE
        await expect_silence(private)
    await reception.take(updates)
    await reception.wait_handled(5)
    assert len(private.bot_messages) == 2


async def test_what_cannot_be_kept_for_long_is_answered_without_and_never_twice(
    host: Host, private: Chat
) -> None:
    reception = Reception(host, patience_seconds=0.0)
    updates = [say("/help", private), say("/help", private, update_id=2)]
    with hide_table(host.records, "inbox"), capture_logs() as logs:
        await reception.take(updates)
        await reception.wait_handled(5)
    assert [log["event"] for log in logs] == ["telegram_updates_not_kept"]
    await reception.take([*updates, say("/help", private, update_id=3)])
    assert await kept(host) == ["3"]
    await reception.wait_handled(5)
    assert len(private.bot_messages) == 3


async def test_nobody_is_ignored_for_ever_while_the_records_cannot_be_reached(
    awake: Host, private: Chat, ann: Person, photo: File
) -> None:
    with hide_table(awake.records, "inbox"):
        await ann.send(private, "cats", photo=photo)
        await expect_silence(private)
    await wait_for_result(private)
    await wait_until_empty(awake)


async def test_what_cannot_be_removed_now_is_removed_with_the_next(
    host: Host, reception: Reception, private: Chat, telegram_server: LoopbackTelegram
) -> None:
    gate = telegram_server.faults.hold("sendMessage")
    await reception.take([say("/help", private)])
    with hide_table(host.records, "inbox"), capture_logs() as logs:
        gate.set()
        await reception.wait_handled(5)
    assert logs[-1]["event"] == "inbox_not_emptied"
    assert await kept(host) == ["1"]
    await reception.take([say("/help", private, update_id=2)])
    await wait_until_empty(host)


async def test_whoever_still_waits_when_the_bot_leaves_is_answered_by_its_next_run(
    host: Host, telegram_server: LoopbackTelegram, private: Chat, ann: Person, photo: File
) -> None:
    gate = telegram_server.faults.hold("getFile")
    reception = Reception(host)
    async with hearing(host, telegram_server, reception=reception, drains=False):
        await ann.send_album(private, [photo] * 3, "cats")
        await telegram_server.wait_until(lambda: telegram_server.ledger.answers[-1:])
        await wait_for(lambda: telegram_server.faults._coming[0].times == 0)
        await reception.wait_handled(0.05)
    assert private.bot_messages == []
    assert len(await kept(host)) == 3
    gate.set()
    async with hearing(make_successor(host), telegram_server):
        await wait_for_result(private)
        album = [message for message in private.bot_messages if message.media_group_id]
        assert len(album) == 3
        await wait_until_empty(host)


async def test_whoever_asks_while_the_bot_leaves_is_answered_by_its_next_run(
    host: Host, reception: Reception, private: Chat, ann: Person, photo: File
) -> None:
    await host.service.drain(0)
    message = await ann.send(private, "cats", photo=photo)
    await reception.take([hear_of(message, host)])
    await reception.wait_handled(5)
    assert private.bot_messages == []
    assert await kept(host) == ["1"]


async def test_what_was_accepted_is_not_dreamed_again(
    host: Host, private: Chat, ann: Person, photo: File
) -> None:
    message = await ann.send(private, "cats", photo=photo)
    for _ in range(2):
        reception = Reception(make_successor(host))
        await reception.take([hear_of(message, host)])
        await reception.wait_handled(5)
        await wait_for_result(private)
    await expect_silence(private)
    assert len(private.bot_messages) == 1


async def test_what_was_offered_is_not_offered_again(
    host: Host, private: Chat, ann: Person, photo: File
) -> None:
    message = await ann.send(private, photo=photo)
    for _ in range(2):
        reception = Reception(make_successor(host))
        await reception.take([hear_of(message, host)])
        await reception.wait_handled(5)
    assert len(private.bot_messages) == 1


async def test_what_was_left_over_is_answered_once_even_if_telegram_tells_of_it_again(
    host: Host, reception: Reception, private: Chat
) -> None:
    """As it does where the bot was killed before it could confirm what it had kept."""
    update = say("/help", private, update_id=5)
    await host.records.inbox.add("telegram", Heard(key="5", payload=update.to_dict()))
    await reception.take_leftovers()
    await reception.take([update])
    await reception.wait_handled(5)
    assert len(private.bot_messages) == 1
    assert await kept(host) == []


async def test_leftovers_that_nobody_can_read_any_more_are_removed(
    host: Host, reception: Reception
) -> None:
    broken = Heard(key="7", payload={"update_id": 7, "message": {"unknown": 1}})
    await host.records.inbox.add("telegram", broken)
    await reception.take_leftovers()
    await wait_until_empty(host)


def make_successor(host: Host) -> Host:
    """As another run of the bot: it remembers nothing but what was kept."""
    return replace(host, albums=Albums(gather_seconds=GATHER_SECONDS))


def hear_of(message: Message, host: Host) -> Update:
    """What Telegram tells of a message, once more."""
    return Update.de_json({"update_id": 1, "message": message_payload(message)}, host.bot)
