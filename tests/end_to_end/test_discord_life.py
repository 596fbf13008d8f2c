"""The bot's life with Discord: tokens, intents, outages, shards."""

import asyncio
from pathlib import Path

import pytest

from tests.end_to_end.bot_process import run_bot, start_bot
from tests.end_to_end.conftest import build_town
from tests.end_to_end.photos import take_photo
from tests.end_to_end.test_discord_dreams import is_result, result_of
from tests.loopback.discord import LoopbackDiscord

pytestmark = pytest.mark.timeout(150)

PHOTO = take_photo()


async def test_a_wrong_token_is_told_and_ends_the_bot(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        bot = await start_bot(discord, tmp_path, DISCORD_TOKEN="wrong.token.here")
        assert await bot.wait() == 78
    assert "DISCORD_TOKEN" in bot.read_log()
    assert "wrong.token.here" not in bot.read_log()
    assert "Traceback" not in bot.read_log()


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4012, 4013, 4014])
async def test_a_fatal_close_is_told_and_ends_the_bot(tmp_path: Path, code: int) -> None:
    async with LoopbackDiscord() as discord:
        discord.connections.refuse_next(code)
        bot = await start_bot(discord, tmp_path)
        assert await bot.wait() == 78
    told = bot.read_log().splitlines()[-2:]
    assert "puppyslug: " in told[0] + told[1]
    assert "Traceback" not in bot.read_log()


async def test_what_is_off_without_the_intent_is_said(tmp_path: Path) -> None:
    async with LoopbackDiscord(message_content=False) as discord:
        town = build_town(discord)
        async with run_bot(discord, tmp_path) as bot:
            post = await town.ann.post(town.channel, f"{town.bot_name} cats size=96", files=[PHOTO])
            await town.channel.wait_for_message(
                lambda m: m.reference is post and is_result(m), timeout_seconds=60
            )
            asked = await town.ann.slash(town.channel, "dream")
            assert (await asked.followup()).is_ephemeral
        assert "Message Content" in bot.read_log()
        assert discord.violations == []


async def test_as_many_shards_as_discord_asks_for(tmp_path: Path) -> None:
    async with LoopbackDiscord(shards=2) as discord:
        towns = [build_town(discord), build_town(discord)]
        async with run_bot(discord, tmp_path):
            await discord.connections.wait_until_connected(2)
            for town in towns:
                asked = await town.ann.slash(town.channel, "dream", picture=PHOTO, size="96")
                assert (await result_of(asked)).attachments
        assert discord.violations == []


async def test_a_hundred_people_at_once_are_all_answered_in_time(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        town = build_town(discord)
        channels = [town.guild.add_channel(f"channel-{number}") for number in range(20)]
        people = [discord.add_person(f"Person {number}", town.guild) for number in range(100)]
        async with run_bot(discord, tmp_path, PUPPYSLUG_DRAIN_TIME="0"):
            asked = [
                await person.slash(channels[number % 20], "dream", picture=PHOTO, size="96")
                for number, person in enumerate(people)
            ]
            await asyncio.gather(*(interaction.acknowledged() for interaction in asked))
            for interaction in asked:
                assert (await interaction.message(timeout_seconds=20)).content
        assert discord.violations == []
        assert discord.ledger.flood_count == 0


async def test_told_to_stop_it_finishes_what_it_accepted(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        town = build_town(discord)
        async with run_bot(discord, tmp_path) as bot:
            asked = await town.ann.slash(
                town.channel, "dream", picture=take_photo(side=512), size="512", strength=10
            )
            await asked.wait_for_message(lambda m: "%" in m.content, timeout_seconds=30)
            await bot.stop()
        assert is_result(await asked.message())
        assert discord.violations == []
