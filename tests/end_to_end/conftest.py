"""A server on the loopback Discord with the real bot, the real engine and the real network in it.

One bot serves the tests of a module, as one bot serves a server; tests that end it start their own.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.end_to_end.bot_process import BotProcess, run_bot
from tests.loopback.discord import Channel, Guild, LoopbackDiscord, Permission, Person


@dataclass(frozen=True, kw_only=True)
class Town:
    """A server with a channel and people; ``mod`` may manage it."""

    discord: LoopbackDiscord
    guild: Guild
    channel: Channel
    ann: Person
    bob: Person
    mod: Person

    @property
    def bot_name(self) -> str:
        """How the bot is mentioned."""
        return f"<@{self.discord.world.bot.id}>"


def build_town(discord: LoopbackDiscord) -> Town:
    guild = discord.add_guild("Town")
    managing = guild.add_role("Moderators", Permission.MANAGE_GUILD | Permission.MANAGE_MESSAGES)
    return Town(
        discord=discord,
        guild=guild,
        channel=guild.add_channel("general"),
        ann=discord.add_person("Ann", guild),
        bob=discord.add_person("Bob", guild),
        mod=discord.add_person("Mod", guild, roles=(managing,)),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bot")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town() -> AsyncIterator[Town]:
    async with LoopbackDiscord(message_content=True) as discord:
        yield build_town(discord)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot(town: Town, folder: Path) -> AsyncIterator[BotProcess]:
    async with run_bot(town.discord, folder) as running:
        yield running


@pytest.fixture(autouse=True)
def no_violations(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does, the bot must keep Discord's rules."""
    yield
    if "town" in request.fixturenames:
        town: Town = request.getfixturevalue("town")
        assert town.discord.violations == []
