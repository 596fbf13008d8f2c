"""The bot is killed at the worst moments, or told to stop, and started again on the same folder:
each dream comes once, no message goes on saying that it is dreamed, and nobody has to ask again.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from tests.end_to_end.bot_process import BotProcess, run_bot, start_bot, wait_until_connected
from tests.end_to_end.conftest import Village, build_village
from tests.end_to_end.photos import measure, take_telegram_photo
from tests.end_to_end.telegram_looks import (
    DREAM_SECONDS,
    dream_in,
    has_button,
    is_over,
    is_result,
    result_of,
)
from tests.loopback.telegram import Chat, LoopbackTelegram, Message, Person
from tests.loopback.telegram.faults import Fault

pytestmark = pytest.mark.timeout(150)

PHOTO = take_telegram_photo()
LARGE = take_telegram_photo(side=512)
SLOW = "puppyslug strong size=512"
QUICK = "cats size=96"
RESTARTED = "I was restarted"


@pytest.fixture
async def hamlet() -> AsyncIterator[Village]:
    """A village of its own for each test, where nobody keeps the rules any less."""
    async with LoopbackTelegram() as telegram:
        yield build_village(telegram)
        assert telegram.violations == []


@asynccontextmanager
async def doomed_bot(telegram: LoopbackTelegram, folder: Path) -> AsyncIterator[BotProcess]:
    """A bot that is killed at the end of the block, and no longer held back then."""
    bot = await start_bot(telegram, folder)
    try:
        await wait_until_connected(telegram)
        yield bot
    finally:
        await bot.kill()
        telegram.faults.clear()
        telegram.excuse_presses()


def held(telegram: LoopbackTelegram, method: str, *, answer: bool = False) -> Callable[[], bool]:
    """Holds back one call until the bot is dead; tells whether it has come."""
    telegram.faults.hold(method, answer=answer)
    fault: Fault = telegram.faults._coming[-1]
    return lambda: not fault.times


async def wait_for(look: Callable[[], bool], *, timeout_seconds: float = DREAM_SECONDS) -> None:
    async with asyncio.timeout(timeout_seconds):
        while not look():  # noqa: ASYNC110 (neither a gate nor a file tells anybody)
            await asyncio.sleep(0.02)


def read_states(folder: Path) -> list[str]:
    """How far the jobs are, as the bot's own records have it."""
    with closing(sqlite3.connect(folder / "data" / "records.sqlite3")) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM jobs")]


async def ask(person: Person, words: str = QUICK) -> Message:
    return await person.send(person.private_chat, words, photo=PHOTO if words == QUICK else LARGE)


async def answer_of(asked: Message) -> Message:
    """What the bot says below a message."""
    return await asked.chat.wait_for_message(lambda m: m.reply_to is asked)


async def status_of(asked: Message, *, look: Callable[[Message], object] = bool) -> Message:
    return await asked.chat.wait_for_message(
        lambda m: m.reply_to is asked and has_button(m, "dream:cancel:") and look(m),
        timeout_seconds=30,
    )


def answers(asked: Message) -> list[Message]:
    return [message for message in asked.chat.bot_messages if message.reply_to is asked]


def has_said(message: Message, words: str) -> bool:
    return any(words in revision.words for revision in message.revisions)


def check_all_over(*chats: Chat) -> None:
    for chat in chats:
        assert all(is_over(message) for message in chat.bot_messages)


async def test_killed_it_goes_on_with_what_was_dreamed_what_waited_and_what_was_just_heard(
    hamlet: Village, tmp_path: Path
) -> None:
    telegram, ann, bob = hamlet.telegram, hamlet.ann, hamlet.bob
    eve = telegram.add_person("Eve")
    async with doomed_bot(telegram, tmp_path):
        dreaming = await ask(ann, SLOW)
        waiting = await ask(bob)
        statuses = [await status_of(dreaming), await status_of(waiting)]
        await status_of(dreaming, look=lambda m: "%" in m.words)
        has_come = held(telegram, "getFile")
        just_heard = await eve.send_album(eve.private_chat, [PHOTO, PHOTO], QUICK)
        await wait_for(has_come)
    async with run_bot(telegram, tmp_path):
        results = [await result_of(dreaming), await result_of(waiting)]
        await eve.private_chat.wait_for_message(is_result, timeout_seconds=DREAM_SECONDS)
    assert results == statuses
    assert [max(measure(dream_in(message))) for message in results] == [512, 96]
    assert all(has_said(message, RESTARTED) for message in results)
    assert [len(answers(asked)) for asked in (dreaming, waiting)] == [1, 1]
    album = [message for message in eve.private_chat.bot_messages if message.media_group_id]
    assert len(album) == len(just_heard)
    check_all_over(ann.private_chat, bob.private_chat, eve.private_chat)


async def test_killed_before_a_finished_dream_was_delivered_it_delivers_it_and_dreams_no_other(
    hamlet: Village, tmp_path: Path
) -> None:
    telegram, ann = hamlet.telegram, hamlet.ann
    telegram.faults.hold("editMessageMedia", times=99)
    async with doomed_bot(telegram, tmp_path) as bot:
        asked = await ask(ann)
        status = await status_of(asked)
        await wait_for(lambda: read_states(tmp_path) == ["finished"])
    async with run_bot(telegram, tmp_path):
        assert await result_of(asked) is status
        await wait_for(lambda: read_states(tmp_path) == ["closed"])
        assert bot.read_log().count("job_ended") == 1
    assert answers(asked) == [status]


async def test_killed_before_it_heard_that_its_messages_arrived_it_sends_no_others(
    hamlet: Village, tmp_path: Path
) -> None:
    telegram, ann, bob = hamlet.telegram, hamlet.ann, hamlet.bob
    group, private = hamlet.found_group(), ann.private_chat
    async with doomed_bot(telegram, tmp_path):
        held(telegram, "sendMediaGroup", answer=True)
        await bob.send_album(bob.private_chat, [PHOTO, take_telegram_photo("coffee")], QUICK)
        await bob.private_chat.wait_for_message(
            lambda m: m.media_group_id, timeout_seconds=DREAM_SECONDS
        )
        for chat in (private, group):
            await answer_of(await ann.send(chat, "/help"))
        for _ in (private, group):
            held(telegram, "sendMessage", answer=True)
        asked = [await ann.send(chat, f"/dream {QUICK}", photo=PHOTO) for chat in (private, group)]
        statuses = [await status_of(each) for each in asked]
    await ann.send(group, "is anybody there?")
    async with run_bot(telegram, tmp_path):
        below = await bob.private_chat.wait_for_message(is_result, timeout_seconds=DREAM_SECONDS)
        assert [await result_of(each) for each in asked] == statuses
    assert [answers(each) for each in asked] == [[status] for status in statuses]
    assert [len(chat.bot_messages) for chat in (private, group)] == [2, 2]
    first, second, last = bob.private_chat.bot_messages
    assert first.media_group_id == second.media_group_id is not None
    assert (last, last.reply_to) == (below, first)
    check_all_over(private, group, bob.private_chat)


async def test_killed_before_it_did_anything_about_presses_it_does_it_then(
    hamlet: Village, tmp_path: Path
) -> None:
    telegram, ann, bob = hamlet.telegram, hamlet.ann, hamlet.bob
    async with doomed_bot(telegram, tmp_path):
        asked = await ask(ann)
        result = await result_of(asked)
        offered = await bob.send(bob.private_chat, photo=PHOTO)
        offer = await bob.private_chat.wait_for_message(lambda m: m.reply_to is offered)
        pressed = [held(telegram, "answerCallbackQuery") for _ in range(2)]
        await ann.press(result, text="Stronger")
        await bob.press(offer, text="Cats")
        await wait_for(lambda: all(has_come() for has_come in pressed))
    async with run_bot(telegram, tmp_path):
        await ann.private_chat.wait_for_message(
            lambda m: m.reply_to is result and is_result(m), timeout_seconds=DREAM_SECONDS
        )
        assert await result_of(offered) is offer
    assert len(ann.private_chat.bot_messages) == 2
    assert bob.private_chat.bot_messages == [offer]


async def test_told_to_stop_it_says_that_it_will_go_on_and_does(
    hamlet: Village, tmp_path: Path
) -> None:
    telegram, ann, bob = hamlet.telegram, hamlet.ann, hamlet.bob
    async with run_bot(telegram, tmp_path, PUPPYSLUG_DRAIN_TIME="0") as bot:
        asked = [await ask(ann, SLOW), await ask(bob)]
        await status_of(asked[1])
        await status_of(asked[0], look=lambda m: "%" in m.words)
        await bot.stop()
    statuses = [message for each in asked for message in answers(each)]
    assert all("I'm being restarted" in message.words for message in statuses)
    async with run_bot(telegram, tmp_path):
        assert [await result_of(each) for each in asked] == statuses
    assert all(has_said(message, RESTARTED) for message in statuses)
    check_all_over(ann.private_chat, bob.private_chat)
