import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.place import Place
from bot.adapters.discord.places import is_restricted, place_of
from tests.loopback.discord import Channel, LoopbackDiscord, Person

Visit = Callable[[Person, Channel], Awaitable[Place]]


@pytest.fixture
def visit(client: DreamClient) -> Visit:
    """Where somebody is, as the bot sees it in a command of theirs."""
    places: asyncio.Queue[Place] = asyncio.Queue()

    async def on_interaction(interaction: discord.Interaction[Any]) -> None:
        await places.put(place_of(interaction))

    client.event(on_interaction)

    async def visiting(person: Person, channel: Channel) -> Place:
        await person.slash(channel, "dream-help")
        async with asyncio.timeout(5):
            return await places.get()

    return visiting


async def test_a_channel_of_a_server_with_the_bot(
    visit: Visit, channel: Channel, ann: Person
) -> None:
    assert channel.guild is not None
    expected = Place(channel_id=channel.id, guild_id=channel.guild.id, file_bytes=10 * 2**20)
    assert await visit(ann, channel) == expected
    assert expected.is_member


async def test_a_restricted_channel_and_its_threads(
    visit: Visit, channel: Channel, ann: Person
) -> None:
    thread = channel.add_thread("inside")
    assert not (await visit(ann, thread)).is_restricted
    channel.set_restricted(True)
    assert (await visit(ann, channel)).is_restricted
    assert (await visit(ann, thread)).is_restricted


async def test_a_boosted_server_takes_more(
    visit: Visit, discord_server: LoopbackDiscord, client: DreamClient
) -> None:
    guild = discord_server.add_guild("Boosted", tier=2)
    person = discord_server.add_person("Bo", guild)
    assert (await visit(person, guild.add_channel("x"))).file_bytes == 50 * 2**20


async def test_a_server_without_the_bot_and_a_private_chat_without_it(
    visit: Visit, discord_server: LoopbackDiscord
) -> None:
    guild = discord_server.add_guild("Elsewhere", bot=None)
    guest = discord_server.add_person("Guest", guild, has_installed=True)
    friend = discord_server.add_person("Friend")
    for channel in (guild.add_channel("x"), discord_server.add_conversation(guest, friend)):
        assert not (await visit(guest, channel)).is_member


async def test_a_direct_conversation_with_the_bot(visit: Visit, ann: Person) -> None:
    place = await visit(ann, ann.direct_channel)
    assert (place.guild_id, place.is_member) == (None, True)


def test_a_channel_that_nobody_knows_is_not_restricted() -> None:
    assert not is_restricted(None)
