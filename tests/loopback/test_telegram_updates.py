"""How the bot hears of things: polling, the webhook, and privacy mode."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.loopback.raw_telegram_bot import RawTelegramBot
from tests.loopback.telegram import Chat, LoopbackTelegram, Person


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates if "message" in update]


async def test_updates_come_until_they_are_confirmed(
    raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    await ben.send(private, "one")
    await ben.send(private, "two")
    first = (await raw_telegram.call("getUpdates")).result
    again = (await raw_telegram.call("getUpdates", limit=2)).result
    assert texts(first) == ["/start", "one", "two"]
    assert again == first[:2]
    rest = await raw_telegram.call("getUpdates", offset=first[1]["update_id"] + 1)
    assert texts(rest.result) == ["two"]
    assert texts((await raw_telegram.call("getUpdates", offset=-1)).result) == ["two"]
    assert texts((await raw_telegram.call("getUpdates", offset=10**9)).result) == []


async def test_a_message_says_who_wrote_it_and_where(
    raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    await ben.send(private, "hello @PuppyslugBot")
    message = (await raw_telegram.hear_messages())[-1]
    assert message["from"] == {
        "id": ben.id,
        "is_bot": False,
        "first_name": "Ben",
        "language_code": "en",
    }
    assert message["chat"]["type"] == "private"
    assert message["entities"] == [{"type": "mention", "offset": 6, "length": 13}]
    assert isinstance(message["date"], int)


async def test_entities_are_counted_in_units_of_utf_16(
    raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    await ben.send(private, "\N{DOG FACE} /dream@PuppyslugBot http://a.b a/b")
    message = (await raw_telegram.hear_messages())[-1]
    assert message["entities"] == [
        {"type": "bot_command", "offset": 3, "length": 19},
        {"type": "url", "offset": 23, "length": 10},
    ]


async def test_a_long_poll_waits_for_something(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    await raw_telegram.hear()
    polling = asyncio.ensure_future(raw_telegram.hear(timeout=10))
    await telegram_server.wait_until_polling()
    await ben.send(private, "at last")
    assert texts(await polling) == ["at last"]
    assert await raw_telegram.hear(timeout=1) == []


async def test_only_the_last_poller_is_served(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    await raw_telegram.hear()
    first = asyncio.ensure_future(raw_telegram.call("getUpdates", timeout=10, offset=10**9))
    await telegram_server.wait_until_polling()
    second = asyncio.ensure_future(raw_telegram.hear(timeout=10))
    refused = await first
    assert refused.status == 409
    assert refused.refusal == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
        " running"
    )
    await ben.send(private, "here")
    assert texts(await second) == ["here"]
    assert telegram_server.violations == []


async def test_a_poller_that_went_away_gets_nothing(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    await raw_telegram.hear()
    polling = asyncio.ensure_future(raw_telegram.hear(timeout=10))
    await telegram_server.wait_until_polling()
    polling.cancel()
    await telegram_server.wait_until(lambda: len(telegram_server.ledger.find("getUpdates")) == 2)
    await ben.send(private, "hello")
    assert texts(await raw_telegram.hear()) == ["hello"]
    statuses = [answer.status for answer in telegram_server.ledger.find("getUpdates")]
    assert set(statuses) == {200}


@pytest.mark.parametrize("fields", [{"timeout": -1}, {"limit": 101}, {"limit": 0}])
async def test_a_poll_that_telegram_would_not_take(
    raw_telegram: RawTelegramBot, fields: dict[str, Any]
) -> None:
    assert (await raw_telegram.call("getUpdates", **fields)).status == 400


async def test_only_allowed_updates_are_kept(
    raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    await raw_telegram.hear(allowed_updates=["edited_message"])
    message = await ben.send(private, "one")
    await ben.edit(message, "two")
    assert [set(update) - {"update_id"} for update in await raw_telegram.hear()] == [
        {"edited_message"}
    ]
    await raw_telegram.hear(allowed_updates=[])
    await ben.send(private, "three")
    assert texts(await raw_telegram.hear()) == ["three"]


async def test_after_a_day_updates_are_lost(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    telegram_server.clock.move(25 * 3600)
    await ben.send(private, "new")
    assert texts(await raw_telegram.hear()) == ["new"]


async def test_out_of_reach_and_back(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    address = telegram_server.api_base
    polling = asyncio.ensure_future(raw_telegram.hear(offset=10**9, timeout=10))
    await telegram_server.wait_until_polling()
    await telegram_server.shut()
    with pytest.raises(aiohttp.ClientConnectionError):
        await polling
    with pytest.raises(aiohttp.ClientConnectionError):
        await raw_telegram.call("getMe")
    await ben.send(private, "are you there")
    await telegram_server.open()
    assert telegram_server.api_base == address
    assert texts(await raw_telegram.hear()) == ["are you there"]
