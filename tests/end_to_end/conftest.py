"""A server on the loopback Discord, and a village on the loopback Telegram, with the real bot, the
real engine and the real network in them.

One bot serves the tests of a module, as one bot serves a platform; tests that end it start their
own.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.end_to_end.bot_process import BotProcess, run_bot
from tests.loopback.discord import Channel, Guild, LoopbackDiscord, Permission, Person
from tests.loopback.telegram import Chat, LoopbackTelegram, Topic
from tests.loopback.telegram import Person as Villager


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


@dataclass(frozen=True, kw_only=True)
class Village:
    """A forum with a topic, and people; ``mayor`` administers it."""

    telegram: LoopbackTelegram
    forum: Chat
    topic: Topic
    ann: Villager
    bob: Villager
    mayor: Villager

    def found_group(self, title: str = "Village") -> Chat:
        """A new group of all three, which Telegram's limits know nothing of yet."""
        people = (self.ann, self.bob, self.mayor)
        return self.telegram.add_supergroup(title, *people, admins=(self.mayor,))

    @property
    def bot_name(self) -> str:
        """How the bot is mentioned."""
        return f"@{self.telegram.bot.username}"


def build_village(telegram: LoopbackTelegram) -> Village:
    ann, bob = telegram.add_person("Ann"), telegram.add_person("Bob")
    mayor = telegram.add_person("Mayor")
    forum = telegram.add_supergroup("Forum", ann, bob, mayor, admins=(mayor,), is_forum=True)
    return Village(
        telegram=telegram,
        forum=forum,
        topic=forum.add_topic("Dreams"),
        ann=ann,
        bob=bob,
        mayor=mayor,
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


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def village() -> AsyncIterator[Village]:
    async with LoopbackTelegram() as telegram:
        yield build_village(telegram)


@pytest.fixture
def group(village: Village) -> Chat:
    return village.found_group()


@pytest.fixture
def eve(village: Village) -> Villager:
    """Somebody with whom the bot hasn't spoken yet."""
    return village.telegram.add_person("Eve")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def village_bot(village: Village, folder: Path) -> AsyncIterator[BotProcess]:
    async with run_bot(village.telegram, folder) as running:
        yield running


@pytest.fixture(autouse=True)
def no_violations(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does, the bot must keep its platform's rules."""
    yield
    if "village" in request.fixturenames:
        village: Village = request.getfixturevalue("village")
        assert village.telegram.violations == []
        assert village.telegram.ledger.flood_count == 0
    if "town" in request.fixturenames:
        town: Town = request.getfixturevalue("town")
        assert town.discord.violations == []
