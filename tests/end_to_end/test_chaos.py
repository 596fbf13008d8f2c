"""Whatever is killed and when: each accepted dream is shown once, and nothing is left hanging."""

import asyncio
import os
import random
import re
from pathlib import Path

import pytest

from tests.end_to_end.bot_process import BotProcess, start_bot, wait_until_connected
from tests.end_to_end.chaos import DiscordCrowd, Killer, TelegramCrowd, now
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.telegram import LoopbackTelegram

JOBS = int(os.environ.get("PUPPYSLUG_TEST_CHAOS_JOBS", "200"))
SEED = int(os.environ.get("PUPPYSLUG_TEST_CHAOS_SEED", "2015"))
CHAOS_SECONDS = 50.0
CALM_SECONDS = 240.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings that choose the database."""
    if request.param == "sqlite":
        return {}
    return {"PUPPYSLUG_DATABASE": request.getfixturevalue("make_postgres_database")()}


async def test_nothing_is_lost_nothing_is_shown_twice_and_nothing_hangs(
    tmp_path: Path, database: dict[str, str]
) -> None:
    chance = random.Random(SEED)
    settings = {"PUPPYSLUG_WORKERS": "1", "PUPPYSLUG_MAX_WAITING_PER_PERSON": "20", **database}
    async with LoopbackDiscord(message_content=True) as discord, LoopbackTelegram() as telegram:
        villagers = [telegram.add_person(f"Villager {number}") for number in range(25)]
        guild = discord.add_guild("Town")
        channels = [guild.add_channel(f"channel-{number}") for number in range(5)]
        towners = [discord.add_person(f"Towner {number}", guild) for number in range(25)]
        here = TelegramCrowd(telegram=telegram, people=villagers, chance=chance)
        there = DiscordCrowd(discord=discord, channels=channels, people=towners, chance=chance)
        bot = await start_bot(discord, tmp_path, telegram, **settings)
        killer = Killer(
            folder=tmp_path,
            servers=(discord, telegram),
            settings=settings,
            chance=chance,
            bot=bot,
        )
        try:
            await wait_until_connected(discord)
            await wait_until_connected(telegram)
            async with asyncio.TaskGroup() as group:
                group.create_task(killer.kill_for(CHAOS_SECONDS))
                for crowd in (here, there):
                    group.create_task(ask_all(crowd))
            began = now()
            await wait_until_done(here, there)
            calm_seconds = now() - began
            await killer.bot.stop()
        except BaseException:
            await _kill(killer.bot)
            raise
        check(here, there)
        check_rules(discord, telegram)
    accepted = len(here.asked) + len(there.answered())
    print(
        f"chaos: {accepted} jobs on {'PostgreSQL' if database else 'SQLite'}, "
        f"{killer.kills['bot']} kills of the bot, {killer.kills['worker']} of workers, "
        f"{len(there.unnoticed)} commands and mentions not noticed within 4 s, "
        f"all shown {calm_seconds:.0f} s after the last kill (seed {SEED})"
    )
    assert accepted >= JOBS
    assert killer.kills["bot"] >= 3
    assert killer.kills["worker"] >= 3


async def ask_all(crowd: TelegramCrowd | DiscordCrowd) -> None:
    """Half of all jobs, spread over the chaos."""
    pause = CHAOS_SECONDS / (JOBS / 2)
    for _ in range(JOBS // 2):
        await crowd.ask()
        await asyncio.sleep(crowd.chance.uniform(0.3, 1.5) * pause)
    if isinstance(crowd, DiscordCrowd):
        await asyncio.sleep(5)
        while len(crowd.answered()) < JOBS // 2:
            await crowd.ask()
            await asyncio.sleep(pause)


async def wait_until_done(here: TelegramCrowd, there: DiscordCrowd) -> None:
    ends_at = now() + CALM_SECONDS
    # Two worlds, each with changes of its own.
    while not (here.is_done and there.is_done) and now() < ends_at:  # noqa: ASYNC110
        await asyncio.sleep(0.5)


def check(here: TelegramCrowd, there: DiscordCrowd) -> None:
    for crowd in (here, there):
        wrong = {asked: results for asked, results in crowd.list_results() if len(results) != 1}
        assert wrong == {}
    assert here.hanging() == []
    assert there.hanging() == []
    shown = [asked for crowd in (here, there) for asked in crowd.asked]
    assert len(set(map(id, shown))) == len(shown)


def check_rules(discord: LoopbackDiscord, telegram: LoopbackTelegram) -> None:
    """A bot that is dead acknowledges nothing, and one that was killed may show something again as
    it is shown already; all else is held against it.
    """
    excused = re.compile(r".* wasn't acknowledged within 3 s|.* message is not modified: .*")
    violations = [*discord.violations, *telegram.violations]
    assert [each for each in violations if not excused.fullmatch(each)] == []


async def _kill(bot: BotProcess) -> None:
    if bot.process.returncode is None:
        await bot.kill()
