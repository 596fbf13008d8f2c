import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.adapters.discord.access import Access
from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.place import channel_scope, server_scope
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettings, Records
from tests.loopback.discord import Channel, LoopbackDiscord, Permission, Person

SERVER, CHANNEL, THREAD = 7, 71, 711


def put(**values: Any) -> Callable[[ChatSettings], ChatSettings]:
    """Sets these fields and leaves the others."""
    return lambda settings: replace(settings, **values)


@pytest.fixture
def access(records: Records) -> Access:
    return Access(records)


async def test_a_thread_stands_over_its_channel_and_that_over_the_server(access: Access) -> None:
    await access.change(server_scope(SERVER), put(preset="cats", largest_size=512, roles=("1",)))
    await access.change(channel_scope(CHANNEL), put(preset="eyes", answers_mentions=False))
    await access.change(channel_scope(THREAD), put(preset="fur"))
    assert access.settings_at(SERVER, [THREAD, CHANNEL]) == ChatSettings(
        preset="fur", largest_size=512, answers_mentions=False, roles=("1",)
    )
    assert access.settings_at(SERVER, [CHANNEL]).preset == "eyes"
    assert access.settings_at(SERVER, []).preset == "cats"
    assert access.settings_at(None, [THREAD]).largest_size is None


async def test_changes_at_the_same_time_lose_nothing(access: Access) -> None:
    scope = server_scope(SERVER)
    await asyncio.gather(
        access.change(scope, put(preset="cats")),
        access.change(scope, put(largest_size=512)),
        access.change(scope, put(answers_mentions=False)),
    )
    assert access.own_settings(scope) == ChatSettings(
        preset="cats", largest_size=512, answers_mentions=False
    )
    await access.change(scope, lambda _: ChatSettings())
    assert access.own_settings(scope) == ChatSettings()


async def heard(client: DreamClient, person: Person, channel: Channel) -> discord.Message:
    """A post as discord.py makes it."""
    waiting = asyncio.ensure_future(client.wait_for("message", timeout=5))
    await asyncio.sleep(0)
    await person.post(channel, "words")
    message: discord.Message = await waiting
    return message


async def test_channels_threads_and_categories_are_allowed_by_id(
    client: DreamClient, channel: Channel, ann: Person, records: Records
) -> None:
    assert channel.guild is not None
    posts = {
        "other": await heard(client, ann, channel.guild.add_channel("other")),
        "channel": await heard(client, ann, channel),
        "thread": await heard(client, ann, channel.add_thread("talk")),
    }
    scope = server_scope(channel.guild.id)
    await client.access.change(scope, put(channels=(str(channel.id),)))
    allowed = {name for name, post in posts.items() if client.access.allows_channel(post)}
    assert allowed == {"channel", "thread"}
    with pytest.raises(BotError) as refused:
        client.access.check(posts["other"])
    assert refused.value.code == BotErrorCode.NOT_ALLOWED_HERE


async def test_one_of_the_roles_is_enough(
    client: DreamClient, discord_server: LoopbackDiscord, channel: Channel, ann: Person
) -> None:
    assert channel.guild is not None
    artists = channel.guild.add_role("Artists")
    bob = discord_server.add_person("Bob", channel.guild, roles=(artists,))
    roles = (str(artists.id), "1")
    await client.access.change(server_scope(channel.guild.id), put(roles=roles))
    client.access.check(await heard(client, bob, channel))
    with pytest.raises(BotError, match="roles"):
        client.access.check(await heard(client, ann, channel))
    client.access.check(await heard(client, ann, ann.direct_channel))


@pytest.mark.parametrize(
    ("permission", "moderates"),
    [
        (Permission.MANAGE_MESSAGES, True),
        (Permission.MANAGE_GUILD, True),
        (Permission.ADMINISTRATOR, True),
        (Permission.MANAGE_CHANNELS, False),
    ],
)
async def test_moderators_manage_messages_or_the_server(
    client: DreamClient,
    discord_server: LoopbackDiscord,
    channel: Channel,
    permission: Permission,
    moderates: bool,
) -> None:
    assert channel.guild is not None
    role = channel.guild.add_role("Some", permission)
    bob = discord_server.add_person("Bob", channel.guild, roles=(role,))
    post = await heard(client, bob, channel)
    assert client.access.is_moderator(post.author, post.channel) is moderates


async def test_nobody_moderates_in_private(client: DreamClient, ann: Person) -> None:
    post = await heard(client, ann, ann.direct_channel)
    assert not client.access.is_moderator(post.author, post.channel)
