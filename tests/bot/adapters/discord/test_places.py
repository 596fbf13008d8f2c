import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.place import USUAL_FILE_BYTES, Place
from bot.adapters.discord.places import is_restricted, place_of, place_of_post
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


async def hear(client: DreamClient, person: Person, channel: Channel) -> discord.Message:
    waiting = asyncio.ensure_future(client.wait_for("message", timeout=5))
    await asyncio.sleep(0)
    await person.post(channel, "words")
    message: discord.Message = await waiting
    return message


async def test_a_posts_place_is_what_its_channel_is(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    assert channel.guild is not None
    post = await hear(client, ann, channel)
    expected = Place(channel_id=channel.id, guild_id=channel.guild.id, file_bytes=USUAL_FILE_BYTES)
    assert place_of_post(post) == expected
    private = await hear(client, ann, ann.direct_channel)
    assert place_of_post(private) == Place(channel_id=ann.direct_channel.id)


async def test_a_restricted_channels_thread_is_restricted(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    channel.set_restricted(True)
    assert place_of_post(await hear(client, ann, channel.add_thread("talk"))).is_restricted


async def test_a_boosted_servers_limit_is_its_own(
    client: DreamClient, discord_server: LoopbackDiscord
) -> None:
    guild = discord_server.add_guild("Boosted", tier=2)
    channel = guild.add_channel("pictures")
    bob = discord_server.add_person("Bob", guild)
    assert place_of_post(await hear(client, bob, channel)).file_bytes == 50 * 2**20
