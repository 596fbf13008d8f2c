import asyncio

import discord
import pytest

from bot.adapters.discord.asking import Wanted, place_of_post
from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.place import USUAL_FILE_BYTES, Place
from bot.wishes import Source
from tests.bot.adapters.discord.looks import wait_for_result
from tests.loopback.discord import Channel, File, LoopbackDiscord, Person


async def read() -> bytes:
    return b""


def test_the_guide_is_read_last() -> None:
    pictures = [Source(read=read, file_name=name) for name in ("a", "b")]
    guide = Source(read=read, file_name="guide")
    assert Wanted(sources=pictures, guide=guide).all_sources() == [*pictures, guide]
    assert Wanted(sources=pictures).all_sources() == pictures


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


@pytest.mark.parametrize("locale", ["de", "fr"])
async def test_the_answer_is_in_the_askers_language(
    client: DreamClient, discord_server: LoopbackDiscord, channel: Channel, photo: File, locale: str
) -> None:
    assert channel.guild is not None
    person = discord_server.add_person("Eva", channel.guild, locale=locale)
    message = await wait_for_result(await person.slash(channel, "dream", picture=photo))
    assert "dreamed" not in message.content
