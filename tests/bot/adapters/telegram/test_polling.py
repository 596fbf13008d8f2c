"""The poller with the library's own client, against the loopback's long polling."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence

import pytest
from structlog.testing import capture_logs
from telegram import Update
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.adapters.telegram import TelegramSettings
from bot.adapters.telegram.adapter import ALLOWED_UPDATES
from bot.adapters.telegram.client import build_bot
from bot.adapters.telegram.polling import (
    LONGEST_PAUSE_SECONDS,
    SETTLED_SECONDS,
    Poller,
    choose_pause,
)
from bot.adapters.telegram.status_message import Bot
from bot.errors import BotError, BotErrorCode, SettingError
from tests.bot.adapters.telegram.looks import wait_for
from tests.loopback.telegram import Chat, LoopbackTelegram, Person


class Heard:
    """What the poller has passed on."""

    def __init__(self) -> None:
        self.updates: list[Update] = []

    @property
    def texts(self) -> list[str | None]:
        return [update.message.text for update in self.updates if update.message]

    async def take(self, updates: Sequence[Update]) -> None:
        self.updates.extend(updates)


class Stubborn(Heard):
    """Can't take what it hears at first."""

    def __init__(self, heard: Heard, *, refusals: int) -> None:
        self._heard = heard
        self._refusals = refusals

    async def take(self, updates: Sequence[Update]) -> None:
        if self._refusals:
            self._refusals -= 1
            raise BotError(BotErrorCode.RECORDS_UNAVAILABLE, "The disk is full.")
        await self._heard.take(updates)


@pytest.fixture
def heard() -> Heard:
    return Heard()


MakePoller = Callable[..., Poller]


@pytest.fixture
async def make_poller(bot: Bot) -> MakePoller:
    def make(heard: Heard, *, by: Bot | None = None, conflict_seconds: float = 20.0) -> Poller:
        """One ``by`` another client takes as long as usual to settle, the first one doesn't."""
        return Poller(
            by or bot,
            heard.take,
            allowed_updates=ALLOWED_UPDATES,
            conflict_seconds=conflict_seconds,
            settled_seconds=SETTLED_SECONDS if by else 0.1,
            conflict_pause_seconds=0.3,
        )

    return make


@pytest.fixture
async def run() -> AsyncIterator[Callable[[Poller], "asyncio.Task[None]"]]:
    """Lets pollers run until the test is over."""
    running: list[asyncio.Task[None]] = []

    def begin(poller: Poller) -> "asyncio.Task[None]":
        running.append(asyncio.create_task(poller.run()))
        return running[-1]

    yield begin
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running)


Run = Callable[[Poller], "asyncio.Task[None]"]


async def test_everything_is_passed_on_once_and_in_order(
    make_poller: MakePoller,
    run: Run,
    heard: Heard,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    await ann.send(private, "before")
    run(make_poller(heard))
    for number in range(5):
        await ann.send(private, f"{number}")
    await wait_for(lambda: len(heard.updates) == 6)
    await telegram_server.wait_until_polling()
    assert heard.texts == ["before", "0", "1", "2", "3", "4"]


async def test_edits_and_whatever_else_was_not_asked_for_do_not_come(
    make_poller: MakePoller,
    run: Run,
    heard: Heard,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    run(make_poller(heard))
    await telegram_server.wait_until_polling()
    post = await ann.send(private, "one")
    await ann.edit(post, "two")
    await ann.send(private, "three")
    await wait_for(lambda: "three" in heard.texts)
    assert heard.texts == ["one", "three"]


async def test_a_webhook_that_was_set_before_is_taken_away(
    make_poller: MakePoller,
    run: Run,
    heard: Heard,
    bot: Bot,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    await bot.set_webhook("https://example.com/hook")
    run(make_poller(heard))
    await telegram_server.wait_until(lambda: telegram_server.webhook is None or None)
    await ann.send(private, "one")
    await wait_for(lambda: heard.texts == ["one"])


async def test_an_outage_passes(
    make_poller: MakePoller,
    run: Run,
    heard: Heard,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    with capture_logs() as logs:
        run(make_poller(heard))
        await telegram_server.wait_until_polling()
        await telegram_server.shut()
        await ann.send(private, "are you there")
        await asyncio.sleep(0.1)
        await telegram_server.open()
        await wait_for(lambda: heard.texts == ["are you there"])
    events = [log["event"] for log in logs]
    assert events[0] == "telegram_unreachable"
    assert events[-1] == "telegram_reached"
    assert telegram_server.token not in str(logs)


async def test_an_update_that_cannot_be_read_is_passed_over(
    make_poller: MakePoller,
    run: Run,
    heard: Heard,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    world = telegram_server.world
    broken = world.post_service(private, {"web_app_data": {"unknown": 1}})
    world.tell_of_message(broken)
    await ann.send(private, "after")
    with capture_logs() as logs:
        running = run(make_poller(heard))
        await wait_for(lambda: heard.texts == ["after"])
    assert not running.done()
    assert [log["event"] for log in logs] == ["telegram_update_unreadable"]
    assert [update.update_id for update in heard.updates] == [800_000_001, 800_000_002]


@pytest.mark.parametrize("moment", ["at the start", "later"])
async def test_a_void_token_ends_it_in_words_without_the_token(
    moment: str,
    make_poller: MakePoller,
    run: Run,
    heard: Heard,
    telegram_server: LoopbackTelegram,
) -> None:
    token = telegram_server.token
    with capture_logs() as logs:
        if moment == "at the start":
            telegram_server.token = "987654321:another-token-that-is-just-as-long"
        running = run(make_poller(heard))
        if moment == "later":
            await telegram_server.wait_until_polling()
            telegram_server.token = "987654321:another-token-that-is-just-as-long"
            telegram_server.faults.fail("getUpdates", status=401)
            telegram_server._polling.end_polling()
        with pytest.raises(SettingError) as ended:
            async with asyncio.timeout(5):
                await running
    assert "TELEGRAM_TOKEN" in str(ended.value)
    assert token not in str(ended.value) + repr(ended.value) + str(logs)


async def test_a_newcomer_gives_up_and_whoever_was_there_stays(
    make_poller: MakePoller,
    run: Run,
    settings: TelegramSettings,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    first, second = Heard(), Heard()
    incumbent = run(make_poller(first, conflict_seconds=1.0))
    await ann.send(private, "before")
    await wait_for(lambda: first.texts == ["before"])
    await telegram_server.wait_until_polling()
    await asyncio.sleep(0.1)  # it settles
    with capture_logs() as logs:
        async with build_bot(settings) as other:
            newcomer = run(make_poller(second, by=other, conflict_seconds=1.0))
            with pytest.raises(SettingError, match="Another program is connected"):
                async with asyncio.timeout(15):
                    await newcomer
    assert {log["event"] for log in logs} == {"telegram_second_poller"}
    assert telegram_server.token not in str(logs)
    await ann.send(private, "after")
    await wait_for(lambda: "after" in first.texts)
    assert not incumbent.done()


async def test_a_newcomer_that_snatched_an_update_gives_up_all_the_same(
    make_poller: MakePoller,
    run: Run,
    settings: TelegramSettings,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    first, second = Heard(), Heard()
    incumbent = run(make_poller(first, conflict_seconds=1.0))
    await ann.send(private, "before")
    await wait_for(lambda: first.texts == ["before"])
    await telegram_server.wait_until_polling()
    await asyncio.sleep(0.1)  # it settles
    async with build_bot(settings) as other:
        newcomer = run(make_poller(second, by=other, conflict_seconds=1.0))
        await telegram_server.wait_until(
            lambda: [a for a in telegram_server.ledger.find("getUpdates") if a.status == 409]
        )
        await ann.send(private, "for whoever asks")
        await wait_for(lambda: "for whoever asks" in first.texts + second.texts)
        with pytest.raises(SettingError, match="Another program is connected"):
            async with asyncio.timeout(15):
                await newcomer
    assert not incumbent.done()


async def test_a_newcomer_waits_for_another_that_is_about_to_go(
    make_poller: MakePoller,
    run: Run,
    settings: TelegramSettings,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    first, second = Heard(), Heard()
    leaving = run(make_poller(first))
    await telegram_server.wait_until_polling()
    async with build_bot(settings) as other:
        newcomer = run(make_poller(second, by=other))
        await telegram_server.wait_until(
            lambda: [a for a in telegram_server.ledger.find("getUpdates") if a.status == 409]
        )
        leaving.cancel()
        await asyncio.wait([leaving])
        await ann.send(private, "hello")
        await wait_for(lambda: second.texts == ["hello"])
        newcomer.cancel()
        await asyncio.wait([newcomer])


async def test_what_was_taken_does_not_come_again_after_a_restart(
    make_poller: MakePoller,
    run: Run,
    heard: Heard,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    poller = make_poller(heard)
    running = run(poller)
    await telegram_server.wait_until_polling()
    await ann.send(private, "one")
    await wait_for(lambda: heard.texts == ["one"])
    running.cancel()
    await asyncio.wait([running])
    await poller.confirm()
    again = Heard()
    await ann.send(private, "two")
    run(make_poller(again))
    await wait_for(lambda: again.updates)
    assert again.texts == ["two"]


async def test_who_heard_nothing_confirms_nothing(
    make_poller: MakePoller, heard: Heard, telegram_server: LoopbackTelegram
) -> None:
    await make_poller(heard).confirm()
    assert telegram_server.ledger.find("getUpdates") == []


async def test_to_confirm_does_not_hold_up_the_end(
    make_poller: MakePoller,
    run: Run,
    heard: Heard,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    poller = make_poller(heard)
    running = run(poller)
    await ann.send(private, "one")
    await wait_for(lambda: heard.updates)
    await telegram_server.wait_until_polling()
    running.cancel()
    await asyncio.wait([running])
    await telegram_server.shut()
    began = time.monotonic()
    await poller.confirm()
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    ("error", "failures", "seconds"),
    [
        (NetworkError("down"), 1, 1.0),
        (NetworkError("down"), 2, 2.0),
        (NetworkError("down"), 4, 8.0),
        (NetworkError("down"), 5000, LONGEST_PAUSE_SECONDS),
        (TimedOut(), 1, 0.0),
        (TimedOut(), 2, 2.0),
        (BadRequest("strange"), 1, 1.0),
        (TelegramError("strange"), 3, 4.0),
    ],
)
def test_the_more_failures_the_longer_the_pause(
    error: TelegramError, failures: int, seconds: float
) -> None:
    assert choose_pause(error, failures) == seconds


def test_telegrams_own_wish_is_heeded() -> None:
    assert choose_pause(RetryAfter(33), 1) == 33.0


async def test_a_webhook_that_is_set_meanwhile_is_removed_again(
    make_poller: MakePoller,
    run: Run,
    heard: Heard,
    bot: Bot,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    run(make_poller(heard))
    await telegram_server.wait_until_polling()
    await bot.set_webhook("https://elsewhere.example")
    telegram_server.faults.fail(
        "getUpdates",
        status=409,
        description="Conflict: can't use getUpdates method while webhook is active",
    )
    await telegram_server.wait_until(lambda: telegram_server.webhook is None)
    await ann.send(private, "hello")
    await wait_for(lambda: heard.texts == ["hello"])


async def test_what_cannot_be_taken_is_not_confirmed_and_offered_again(
    make_poller: MakePoller,
    run: Run,
    heard: Heard,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
) -> None:
    poller = make_poller(Stubborn(heard, refusals=2))
    await ann.send(private, "one")
    with capture_logs() as logs:
        run(poller)
        await wait_for(lambda: len(logs) == 2)
        assert telegram_server._updates.count == 1
        await wait_for(lambda: heard.texts == ["one"])
    assert [log["event"] for log in logs] == ["telegram_updates_not_taken"] * 2
    await ann.send(private, "two")
    await wait_for(lambda: heard.texts == ["one", "two"])
