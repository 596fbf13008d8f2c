"""A bot that is killed at the worst moments: its next run goes on, and shows each dream once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.end_to_end.bot_process import BotProcess, run_bot, start_bot, wait_until_connected
from tests.end_to_end.conftest import Town, build_town
from tests.end_to_end.photos import take_photo
from tests.end_to_end.test_discord_dreams import is_result
from tests.loopback.discord import Cut, LoopbackDiscord, Message

pytestmark = pytest.mark.timeout(150)

PHOTO = take_photo()
SHORT: dict[str, object] = {"picture": PHOTO, "size": "96"}
LONG: dict[str, object] = {"picture": take_photo(side=256), "size": "256", "strength": 10}


class Runs:
    """One bot after another, all with the same folder."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town = town
        self._folder = folder

    @asynccontextmanager
    async def killed(self) -> AsyncIterator[BotProcess]:
        """A run that ends by SIGKILL, at the end of the block if not before."""
        bot = await start_bot(self.town.discord, self._folder)
        try:
            await wait_until_connected(self.town.discord)
            yield bot
        finally:
            if bot.process.returncode is None:
                await bot.kill()

    @asynccontextmanager
    async def whole(self) -> AsyncIterator[BotProcess]:
        """A run that ends well."""
        async with run_bot(self.town.discord, self._folder) as bot:
            yield bot


@pytest.fixture
async def runs(tmp_path: Path) -> AsyncIterator[Runs]:
    async with LoopbackDiscord(message_content=True) as discord:
        yield Runs(build_town(discord), tmp_path)
        assert discord.violations == []


async def one_result(town: Town, count: int = 1) -> list[Message]:
    """Waits for so many results, which are all that the bot shows."""
    await town.discord.wait_until(
        lambda: sum(map(is_result, own_messages(town))) >= count,
        f"{count} results",
        timeout_seconds=60,
    )
    shown = own_messages(town)
    assert [is_result(message) for message in shown] == [True] * count
    return shown


def own_messages(town: Town) -> list[Message]:
    bot = town.discord.world.bot
    return [message for message in town.channel.visible_messages if message.author is bot]


def was_resumed(message: Message) -> bool:
    return any("I was restarted" in revision.content for revision in message.revisions)


async def test_what_runs_and_what_waits_goes_on_after_a_kill(runs: Runs) -> None:
    town = runs.town
    async with runs.killed():
        running = await town.ann.slash(town.channel, "dream", **LONG)
        await running.wait_for_message(lambda m: "%" in m.content, timeout_seconds=30)
        waiting = await town.bob.post(town.channel, f"{town.bot_name} size=96", files=[PHOTO])
        reply = await town.channel.wait_for_message(lambda m: m.reference is waiting)
    async with runs.whole():
        first, second = await one_result(town, 2)
    assert first is running.original
    assert second is reply
    assert was_resumed(first)
    assert was_resumed(second)


async def test_an_album_that_is_half_done_is_shown_whole(runs: Runs) -> None:
    town = runs.town
    async with runs.killed():
        photo = take_photo(side=448)  # dreamed for longer than the pause between two statuses
        asked = await town.ann.slash(
            town.channel, "dream", picture=photo, picture_2=photo, size="448", strength=10
        )
        await asked.wait_for_message(lambda m: "2 of 2" in m.content, timeout_seconds=30)
    async with runs.whole():
        (album,) = await one_result(town)
    assert len(album.attachments) == 2


async def test_a_result_that_arrived_unheard_is_not_shown_twice(runs: Runs) -> None:
    town = runs.town
    async with runs.killed() as bot:
        post = await town.ann.post(town.channel, f"{town.bot_name} size=512", files=[PHOTO])
        await town.channel.wait_for_message(lambda m: m.reference is post and "%" in m.content)
        town.discord.faults.cut("PATCH", "/channels/.*", when=Cut.MIDWAY, times=100)
        await town.channel.wait_for_message(is_result, timeout_seconds=30)
        await bot.kill()
        town.discord.faults.clear()
    async with runs.whole():
        await one_result(town)


async def test_a_reply_that_arrived_unheard_is_found_again(runs: Runs) -> None:
    town = runs.town
    async with runs.killed() as bot:
        town.discord.faults.cut("POST", "/channels/.*/messages", when=Cut.MIDWAY, times=100)
        post = await town.ann.post(town.channel, f"{town.bot_name} size=512", files=[PHOTO])
        await town.channel.wait_for_message(lambda m: m.reference is post)
        await bot.kill()
        town.discord.faults.clear()
        town.discord.clock.move(600)  # a nonce is long forgotten
    async with runs.whole():
        await one_result(town)


async def test_a_follow_up_that_arrived_unheard_is_found_again(runs: Runs) -> None:
    town = runs.town
    async with runs.killed() as bot:
        asked = await town.ann.slash(town.channel, "dream", **SHORT)
        result = await asked.wait_for_message(is_result, timeout_seconds=30)
        town.discord.faults.cut("POST", "/webhooks/.*", when=Cut.MIDWAY, times=100)
        pressed = await town.ann.press(result, label="Again")
        await pressed.followup()
        await bot.kill()
        town.discord.faults.clear()
    async with runs.whole():
        await one_result(town, 2)


async def killed_while_reading(town: Town, bot: BotProcess) -> None:
    """The bot asks for a picture, doesn't get it, and is killed."""
    files = town.discord.files
    await town.discord.wait_until(lambda: files.held, "picture that is asked for")
    await bot.kill()
    assert files.gate is not None
    files.gate.set()


async def test_a_command_that_was_only_promised_an_answer_is_told(runs: Runs) -> None:
    town = runs.town
    async with runs.killed() as bot:
        town.discord.files.gate = asyncio.Event()
        asked = await town.ann.slash(town.channel, "dream", **SHORT)
        await killed_while_reading(town, bot)
    async with runs.whole():
        told = await asked.message(timeout_seconds=30)
        assert told.content == "I was restarted before I had your picture. Ask once more."


async def test_a_mention_that_was_just_heard_is_heard_again(runs: Runs) -> None:
    town = runs.town
    async with runs.killed() as bot:
        town.discord.files.gate = asyncio.Event()
        post = await town.ann.post(town.channel, f"{town.bot_name} size=96", files=[PHOTO])
        await killed_while_reading(town, bot)
    async with runs.whole():
        (reply,) = await one_result(town)
    assert reply.reference is post


async def test_told_to_stop_it_leaves_what_waits_to_its_next_run(runs: Runs) -> None:
    town = runs.town
    async with runs.whole() as bot:
        running = await town.ann.slash(town.channel, "dream", **LONG)
        await running.wait_for_message(lambda m: "%" in m.content, timeout_seconds=30)
        waiting = await town.bob.slash(town.channel, "dream", **SHORT)
        await waiting.message()
        await bot.stop()
    assert is_result(await running.message())
    assert "goes on by itself" in (await waiting.message()).content
    async with runs.whole():
        await one_result(town, 2)
