"""Floods, and faults that a test injects."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.loopback.raw_telegram_bot import RawTelegramBot, draw
from tests.loopback.telegram import Chat, Cut, Limit, LoopbackTelegram, Person, Scope


async def say_often(bot: RawTelegramBot, chat: Chat, times: int) -> list[int]:
    return [(await bot.say(chat, str(number))).status for number in range(times)]


async def test_more_than_a_burst_into_one_chat_is_too_much(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, group: Chat
) -> None:
    assert await say_often(raw_telegram, private, 6) == [200] * 6
    flood = await raw_telegram.say(private)
    assert flood.status == 429
    assert flood.refusal == "Too Many Requests: retry after 2"
    assert flood.body["parameters"] == {"retry_after": 2}
    assert telegram_server.ledger.flood_count == 1
    assert telegram_server.violations == []
    assert (await raw_telegram.say(group)).status == 200
    action = await raw_telegram.call("sendChatAction", chat_id=private.id, action="typing")
    assert action.status == 200
    await asyncio.sleep(2)
    assert (await raw_telegram.say(private)).status == 200


async def test_edits_count_as_messages_do(raw_telegram: RawTelegramBot, private: Chat) -> None:
    message = await raw_telegram.said(private)
    edits = [await raw_telegram.edit(message, "Text", text=f"y{n}") for n in range(6)]
    assert [edit.status for edit in edits] == [200] * 5 + [429]


async def test_a_group_takes_twenty_messages_a_minute(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, group: Chat, private: Chat
) -> None:
    telegram_server.floods.limits = (Limit(Scope.GROUP, 20, 60.0),)
    files = {str(n): ("a.png", draw()) for n in range(10)}
    media = [{"type": "photo", "media": f"attach://{n}"} for n in range(10)]
    album = await raw_telegram.call("sendMediaGroup", files=files, chat_id=group.id, media=media)
    assert album.status == 200
    assert await say_often(raw_telegram, group, 11) == [200] * 10 + [429]
    assert await say_often(raw_telegram, private, 25) == [200] * 25


async def test_everything_together_is_limited(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot
) -> None:
    people = [telegram_server.add_person(f"P{number}") for number in range(35)]
    for person in people:
        await person.send(person.private_chat, "/start")
    replies = await asyncio.gather(*(raw_telegram.say(person.private_chat) for person in people))
    assert sorted(reply.status for reply in replies) == [200] * 30 + [429] * 5


async def test_floods_can_be_switched_off(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat
) -> None:
    telegram_server.floods.limits = ()
    assert await say_often(raw_telegram, private, 40) == [200] * 40


@pytest.mark.parametrize(
    ("fault", "status", "refusal", "parameters"),
    [
        ({"status": 500}, 500, "Internal Server Error", None),
        ({"status": 502}, 502, "Bad Gateway", None),
        ({"status": 418}, 418, "injected", None),
        ({"status": 400, "description": "Bad Request: no"}, 400, "Bad Request: no", None),
        ({"status": 403}, 403, "Forbidden: injected", None),
        (
            {"status": 429, "retry_after": 3},
            429,
            "Too Many Requests: retry after 3",
            {"retry_after": 3},
        ),
        ({"status": 429}, 429, "Too Many Requests: retry after 1", {"retry_after": 1}),
        (
            {"status": 400, "migrate_to": -100},
            400,
            "Bad Request: injected",
            {"migrate_to_chat_id": -100},
        ),
    ],
)
async def test_an_injected_fault_happens_so_many_times(
    telegram_server: LoopbackTelegram,
    raw_telegram: RawTelegramBot,
    private: Chat,
    fault: dict[str, Any],
    status: int,
    refusal: str,
    parameters: dict[str, Any] | None,
) -> None:
    telegram_server.faults.fail("send.*", times=2, **fault)
    replies = [await raw_telegram.say(private) for _ in range(3)]
    assert [reply.status for reply in replies] == [status, status, 200]
    assert replies[0].refusal == refusal
    assert replies[0].body.get("parameters") == parameters
    assert len(private.bot_messages) == 1
    assert telegram_server.violations == []
    assert telegram_server.ledger.rejections == []
    assert telegram_server.ledger.flood_count == 0


async def test_a_fault_of_one_chat(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, group: Chat
) -> None:
    telegram_server.faults.fail("sendMessage|sendPhoto", status=403, chat=group)
    assert (await raw_telegram.say(private)).status == 200
    assert (await raw_telegram.say(group)).status == 403
    assert (await raw_telegram.say(group)).status == 200
    answers = telegram_server.ledger.find("sendMessage")
    assert [answer.chat_id for answer in answers] == [private.id, group.id, group.id]
    assert [answer.is_injected for answer in answers] == [False, True, False]
    assert answers[0].fields["text"] == "x"


@pytest.mark.parametrize(("when", "messages"), [(Cut.BEFORE, 0), (Cut.MIDWAY, 1)])
async def test_a_connection_breaks_before_or_after_it_is_done(
    telegram_server: LoopbackTelegram,
    raw_telegram: RawTelegramBot,
    private: Chat,
    when: Cut,
    messages: int,
) -> None:
    telegram_server.faults.cut("sendMessage", when=when)
    with pytest.raises(aiohttp.ClientError):
        await raw_telegram.say(private)
    assert len(private.bot_messages) == messages
    assert (await raw_telegram.say(private)).status == 200


async def test_what_a_bot_tries_again_after_a_broken_answer_is_no_violation(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat
) -> None:
    message = await raw_telegram.said(private)
    telegram_server.faults.cut("editMessageText", Cut.MIDWAY)
    with pytest.raises(aiohttp.ClientError):
        await raw_telegram.edit(message, "Text", text="y")
    assert (await raw_telegram.edit(message, "Text", text="y")).status == 400
    assert telegram_server.violations == []
    assert (await raw_telegram.edit(message, "Text", text="y")).status == 400
    assert len(telegram_server.violations) == 1


async def test_the_answer_to_a_press_may_be_tried_again_too(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    message = await raw_telegram.said(private, reply_markup=markup)
    press = await ben.press(message, text="A")
    telegram_server.faults.cut("answerCallbackQuery", Cut.MIDWAY)
    with pytest.raises(aiohttp.ClientError):
        await raw_telegram.call("answerCallbackQuery", callback_query_id=press.id)
    assert press.answer is not None
    again = await raw_telegram.call("answerCallbackQuery", callback_query_id=press.id)
    assert again.status == 400
    assert telegram_server.violations == []


async def test_an_answer_can_be_held_back_or_delayed(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat
) -> None:
    gate = telegram_server.faults.hold("sendMessage")
    sending = asyncio.ensure_future(raw_telegram.say(private))
    await asyncio.wait([sending], timeout=0.05)
    assert not sending.done()
    assert private.bot_messages == []
    gate.set()
    assert (await sending).status == 200
    telegram_server.faults.delay("sendMessage", seconds=0.05)
    assert (await raw_telegram.say(private)).status == 200


async def test_what_is_done_can_be_kept_from_whoever_asked_for_it(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat
) -> None:
    gate = telegram_server.faults.hold("sendMessage", answer=True)
    sending = asyncio.ensure_future(raw_telegram.say(private))
    message = await private.wait_for_message()
    await asyncio.wait([sending], timeout=0.05)
    assert not sending.done()
    gate.set()
    assert (await sending).result["message_id"] == message.id


async def test_faults_end_when_they_are_cleared(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat
) -> None:
    telegram_server.faults.hold("sendMessage")
    sending = asyncio.ensure_future(raw_telegram.say(private))
    await asyncio.wait([sending], timeout=0.05)
    telegram_server.faults.fail("sendMessage", times=9)
    telegram_server.faults.clear()
    assert (await sending).status == 200
    assert (await raw_telegram.say(private)).status == 200


async def test_a_download_can_fail(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat
) -> None:
    sent = await raw_telegram.show(private, draw())
    file_id = sent.result["photo"][-1]["file_id"]
    telegram_server.faults.fail("download", status=502)
    with pytest.raises(aiohttp.ClientResponseError, match="502"):
        await raw_telegram.fetch(file_id)
    telegram_server.faults.cut("download", Cut.MIDWAY)
    with pytest.raises(aiohttp.ClientError):
        await raw_telegram.fetch(file_id)
    assert await raw_telegram.fetch(file_id)
