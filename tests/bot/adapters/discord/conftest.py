"""The parts that the Discord adapter stands on: all real but the engine, which doesn't dream, and
Discord itself, which is a strict one on this machine.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.discord import DiscordAdapter, DiscordSettings
from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.delivery import Patience
from bot.adapters.discord.dreaming import Dreaming
from bot.records import Records
from bot.service import DreamService
from bot.wishes import Pace
from dream_core import Presets
from dream_core.engine.fake import FakeEngine
from tests.bot.conftest import MakePhoto
from tests.loopback.discord import Channel, File, LoopbackDiscord, Permission, Person

MakeAdapter = Callable[..., DiscordAdapter]
Connect = Callable[[], Awaitable[DreamClient]]


@pytest.fixture
async def discord_server() -> AsyncIterator[LoopbackDiscord]:
    """A Discord without the message content intent, to which nobody may do anything wrong."""
    async with LoopbackDiscord() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def make_adapter(
    discord_server: LoopbackDiscord,
    engine: FakeEngine,
    service: DreamService,
    records: Records,
    presets: Presets,
    tmp_path: Path,
) -> MakeAdapter:
    """Makes adapters that lead to the loopback Discord; values replace those settings."""

    def make(**values: Any) -> DiscordAdapter:
        usual: dict[str, Any] = {
            "token": discord_server.token,
            "api_base": discord_server.api_base,
            "gateway": discord_server.gateway,
            "data_dir": tmp_path,
        }
        settings = DiscordSettings(**usual | values)
        return DiscordAdapter(
            settings, engine=engine, service=service, records=records, presets=presets
        )

    return make


@pytest.fixture
async def connect(
    discord_server: LoopbackDiscord, make_adapter: MakeAdapter
) -> AsyncIterator[Connect]:
    """Connects an adapter to the loopback Discord and returns its client; leaves afterwards."""
    async with AsyncExitStack() as stack:

        async def enter() -> DreamClient:
            adapter = await stack.enter_async_context(make_adapter())
            await discord_server.connections.wait_until_connected()
            await wait_for_servers(adapter.client, discord_server)
            return adapter.client

        yield enter


async def wait_for_servers(client: DreamClient, discord_server: LoopbackDiscord) -> None:
    """Until the client knows every channel, which Discord tells after the rest."""
    guilds = [guild for guild in discord_server.world.guilds.values() if guild.has_bot]
    wanted = {channel.id for guild in guilds for channel in guild.channels}
    async with asyncio.timeout(10):
        while not wanted <= {channel.id for channel in client.get_all_channels()}:
            await client.wait_for("guild_available")


@pytest.fixture
async def client(connect: Connect, channel: Channel) -> DreamClient:
    """The connected client of an adapter, which knows the server and its channel."""
    return await connect()


@pytest.fixture
def channel(discord_server: LoopbackDiscord) -> Channel:
    """A channel of a server that has the bot."""
    return discord_server.add_guild("Home").add_channel("pictures")


@pytest.fixture
def ann(discord_server: LoopbackDiscord, channel: Channel) -> Person:
    """A member as any other."""
    assert channel.guild is not None
    return discord_server.add_person("Ann", channel.guild)


@pytest.fixture
def moderator(discord_server: LoopbackDiscord, channel: Channel) -> Person:
    """A member who may manage the server."""
    assert channel.guild is not None
    role = channel.guild.add_role("Moderators", Permission.MANAGE_GUILD)
    return discord_server.add_person("Mod", channel.guild, roles=(role,))


@pytest.fixture(scope="session")
def photo(make_photo: MakePhoto) -> File:
    """A picture as people attach it."""
    return File(name="photo.png", data=make_photo(), description="A plain photo")


@pytest.fixture
def ben(discord_server: LoopbackDiscord, channel: Channel) -> Person:
    """Another member as any other."""
    assert channel.guild is not None
    return discord_server.add_person("Ben", channel.guild)


@pytest.fixture
async def hurried(client: DreamClient) -> DreamClient:
    """A client that shows progress often, and doesn't try for long."""
    client.dreaming = hurry(client)
    return client


def hurry(client: DreamClient) -> Dreaming:
    """The client's dreaming without the pauses of real life."""
    return Dreaming(
        service=client.service,
        engine=client.engine,
        records=client.records,
        presets=client.presets,
        client=client,
        pace=Pace(progress_seconds=0.3, position_seconds=0.3),
        patience=Patience(pauses_seconds=(0.1, 0.1)),
    )
