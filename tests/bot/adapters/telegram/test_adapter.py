"""The adapter's life with the loopback Telegram: comes, stays, goes, and forgets nothing."""

import asyncio
import time

import pytest
from structlog.testing import capture_logs

from bot.adapters.telegram import TelegramSettings, WebhookSettings
from bot.adapters.telegram.menus import build_menus
from bot.errors import BotError, BotErrorCode, SettingError
from bot.records import Heard, Records
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.telegram.conftest import Connect, MakeAdapter
from tests.bot.adapters.telegram.looks import (
    expect_silence,
    has_button,
    hide_table,
    wait_for,
    wait_for_reply,
    wait_for_result,
    wish_of,
)
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Person
from tests.loopback.telegram.payloads.messages import message_payload

VOID = "987654321:another-token-that-is-just-as-long"


async def test_a_picture_becomes_a_dream(
    connect: Connect, telegram_server: LoopbackTelegram, private: Chat, ann: Person, photo: File
) -> None:
    await connect()
    post = await ann.send(private, "cats", photo=photo)
    assert (await wait_for_result(private)).reply_to is post
    assert telegram_server.ledger.flood_count == 0


async def test_with_progress_to_show_it_keeps_to_telegrams_pace(
    connect: Connect,
    telegram_server: LoopbackTelegram,
    group: Chat,
    ann: Person,
    photo: File,
    engine: FakeEngine,
) -> None:
    engine.step_seconds = 0.02
    await connect()
    for _ in range(3):
        await ann.send(group, "/dream cats", photo=photo)
    await group.wait_for_message(
        lambda _: sum(has_button(message, "recipe") for message in group.bot_messages) == 3,
        timeout_seconds=30,
    )
    assert telegram_server.ledger.flood_count == 0


async def test_entering_waits_for_nothing(
    make_adapter: MakeAdapter, telegram_server: LoopbackTelegram
) -> None:
    gate = telegram_server.faults.hold("getMe")
    began = time.monotonic()
    async with make_adapter():
        assert time.monotonic() - began < 1
        gate.set()
        await telegram_server.wait_until_polling()


async def test_an_outage_at_the_start_passes(
    make_adapter: MakeAdapter,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    await telegram_server.shut()
    with capture_logs() as logs:
        async with make_adapter():
            await wait_for(lambda: logs)
            await telegram_server.open()
            await telegram_server.wait_until_polling()
            await wait_for_reply(await ann.send(private, "/help"))
    assert logs[0]["event"] == "telegram_unreachable"
    assert telegram_server.token not in str(logs)


@pytest.mark.parametrize("moment", ["at the start", "later"])
async def test_a_void_token_is_the_end_in_words_without_the_token(
    moment: str, make_adapter: MakeAdapter, telegram_server: LoopbackTelegram
) -> None:
    token = telegram_server.token
    with capture_logs() as logs:
        if moment == "at the start":
            telegram_server.token = VOID
        async with make_adapter() as adapter:
            if moment == "later":
                await telegram_server.wait_until_polling()
                telegram_server.token = VOID
                telegram_server.world.tell_of_message(
                    telegram_server.world.post_service(
                        telegram_server.add_group("Home"), {"group_chat_created": True}
                    )
                )
            with pytest.raises(SettingError, match="TELEGRAM_TOKEN") as lost:
                async with asyncio.timeout(10):
                    await adapter.wait_lost()
    assert token not in str(lost.value) + repr(lost.value) + str(logs)
    assert lost.value.__suppress_context__


async def test_it_is_ready_while_telegram_answers(
    make_adapter: MakeAdapter, telegram_server: LoopbackTelegram
) -> None:
    gate = telegram_server.faults.hold("getMe")
    async with make_adapter() as adapter:
        await asyncio.sleep(0.1)
        assert not adapter.is_ready
        gate.set()
        await wait_for(lambda: adapter.is_ready)
        await telegram_server.wait_until_polling()
        await telegram_server.shut()
        await wait_for(lambda: not adapter.is_ready)
        await telegram_server.open()
        await wait_for(lambda: adapter.is_ready)


async def test_with_a_webhook_it_is_ready_once_telegram_has_the_address(
    make_adapter: MakeAdapter, telegram_server: LoopbackTelegram
) -> None:
    gate = telegram_server.faults.hold("setWebhook")
    webhook = WebhookSettings(
        url="https://bot.example/hook", secret="open-sesame", host="127.0.0.1", port=0
    )
    settings = TelegramSettings(
        token=telegram_server.token, api_base=telegram_server.api_base, webhook=webhook
    )
    async with make_adapter(settings) as adapter:
        await asyncio.sleep(0.2)
        assert not adapter.is_ready
        gate.set()
        await wait_for(lambda: adapter.is_ready)


async def test_while_all_is_well_it_is_not_lost(connect: Connect) -> None:
    adapter = await connect()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await adapter.wait_lost()


async def test_one_that_was_never_entered_cannot_be_lost(make_adapter: MakeAdapter) -> None:
    with pytest.raises(RuntimeError):
        await make_adapter().wait_lost()


async def test_leaving_is_quick_and_what_was_heard_does_not_come_again(
    make_adapter: MakeAdapter, telegram_server: LoopbackTelegram, private: Chat, ann: Person
) -> None:
    async with make_adapter():
        await telegram_server.wait_until_polling()
        await wait_for_reply(await ann.send(private, "/help"))
        began = time.monotonic()
    assert time.monotonic() - began < 3
    async with make_adapter():
        await telegram_server.wait_until_polling()
        await expect_silence(private)


async def test_whoever_is_being_answered_when_it_leaves_still_is(
    make_adapter: MakeAdapter, telegram_server: LoopbackTelegram, private: Chat, ann: Person
) -> None:
    telegram_server.faults.delay("sendMessage", seconds=0.5)
    async with make_adapter():
        await telegram_server.wait_until_polling()
        await ann.send(private, "/help")
        await wait_for(lambda: len(telegram_server.ledger.find("getUpdates")) > 0)
        await asyncio.sleep(0.2)
    assert len(private.bot_messages) == 1


async def test_whoever_asked_before_a_restart_comes_before_whoever_asks_after_it(
    make_adapter: MakeAdapter,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
    photo: File,
    records: Records,
) -> None:
    late = await ann.send(private, "/help")
    update = {"update_id": 7, "message": message_payload(await ann.send(private, "/queue"))}
    await records.inbox.add("telegram", Heard(key="7", payload=update))
    async with make_adapter():
        await wait_for_reply(late)
        await wait_for(lambda: len(private.bot_messages) >= 2)
        early, *_ = private.bot_messages
    assert "waits" in early.text or "wait" in early.text


async def test_while_the_records_cannot_be_reached_nothing_is_heard(
    make_adapter: MakeAdapter,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
    records: Records,
) -> None:
    post = await ann.send(private, "/help")
    with capture_logs() as logs, hide_table(records, "jobs"):
        adapter = await make_adapter().__aenter__()
        await wait_for(lambda: "telegram_held_up" in {log["event"] for log in logs})
        assert telegram_server.ledger.find("getUpdates") == []
    assert (await wait_for_reply(post)).text
    await adapter.__aexit__()


async def test_an_offer_survives_a_restart(
    make_adapter: MakeAdapter,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
    photo: File,
    records: Records,
) -> None:
    async with make_adapter():
        post = await ann.send(private, photo=photo)
        offer = await private.wait_for_message(lambda message: has_button(message, "preset"))
    async with make_adapter():
        pressed = await ann.press(offer, text="Eyes")
        await pressed.answered()
        result = await wait_for_result(private)
    assert result is offer
    assert result.reply_to is post
    assert (await wish_of(records, result)).options.preset == "eyes"


async def test_buttons_below_a_dream_survive_a_restart(
    make_adapter: MakeAdapter, private: Chat, ann: Person, photo: File
) -> None:
    async with make_adapter():
        await ann.send(private, "cats", photo=photo)
        result = await wait_for_result(private)
    async with make_adapter():
        await ann.press(result, text="Stronger")
        await wait_for_result(private, after=result)


async def test_the_menus_are_told_once_for_all_restarts(
    make_adapter: MakeAdapter, telegram_server: LoopbackTelegram, private: Chat, ann: Person
) -> None:
    count = len(build_menus())
    with capture_logs() as logs:
        async with make_adapter():
            await wait_for(lambda: "telegram_menus_set" in {log["event"] for log in logs})
    async with make_adapter():
        await wait_for_reply(await ann.send(private, "/help"))
        await asyncio.sleep(0.1)
    assert len(telegram_server.ledger.find("setMyCommands")) == count


async def test_with_a_webhook_telegram_calls(
    make_adapter: MakeAdapter,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
    photo: File,
    unused_tcp_port: int,
) -> None:
    webhook = WebhookSettings(
        url="https://bot.example/hook", secret="sesame", host="127.0.0.1", port=unused_tcp_port
    )
    telegram_server.proxies["https://bot.example"] = f"http://127.0.0.1:{unused_tcp_port}"
    settings = TelegramSettings(
        token=telegram_server.token, api_base=telegram_server.api_base, webhook=webhook
    )
    async with make_adapter(settings):
        await telegram_server.wait_until_polling()
        await ann.send(private, "cats", photo=photo)
        await wait_for_result(private)
    assert telegram_server.ledger.find("getUpdates") == []
    async with make_adapter():  # without one again
        await wait_for_reply(await ann.send(private, "/help"))


async def test_a_webhook_that_cannot_listen_is_the_end(
    make_adapter: MakeAdapter, telegram_server: LoopbackTelegram, unused_tcp_port: int
) -> None:
    webhook = WebhookSettings(
        url="https://bot.example/hook", secret="sesame", host="192.0.2.1", port=unused_tcp_port
    )
    settings = TelegramSettings(
        token=telegram_server.token, api_base=telegram_server.api_base, webhook=webhook
    )
    async with make_adapter(settings) as adapter:
        with pytest.raises(BotError) as lost:
            async with asyncio.timeout(5):
                await adapter.wait_lost()
    assert lost.value.code == BotErrorCode.ADDRESS_IN_USE
