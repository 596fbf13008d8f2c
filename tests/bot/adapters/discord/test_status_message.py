import asyncio
from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.draft import Draft
from bot.adapters.discord.place import Place
from bot.adapters.discord.places import place_of
from bot.adapters.discord.refusals import FAULTS
from bot.adapters.discord.status_message import StatusMessage
from tests.loopback.discord import Channel, LoopbackDiscord, Person


@pytest.fixture
async def heard(client: DreamClient, channel: Channel, ann: Person) -> discord.Interaction[Any]:
    """A command of Ann's as discord.py hears it, acknowledged."""
    interactions: asyncio.Queue[discord.Interaction[Any]] = asyncio.Queue()

    async def on_interaction(interaction: discord.Interaction[Any]) -> None:
        await interactions.put(interaction)

    client.event(on_interaction)
    asked = await ann.slash(channel, "dream-help")
    await asked.acknowledged()
    async with asyncio.timeout(5):
        return await interactions.get()


@pytest.mark.parametrize(
    ("age_seconds", "is_member", "is_open"),
    [(0, True, True), (869, True, True), (871, True, False), (871, False, True)],
)
async def test_a_token_is_used_as_long_as_it_lives(
    age_seconds: float, is_member: bool, is_open: bool, heard: discord.Interaction[Any]
) -> None:
    place = replace(place_of(heard), is_member=is_member)
    now = heard.created_at.timestamp() + age_seconds
    for opening in (StatusMessage.answering, StatusMessage.following):
        message = await opening(heard, place, clock=lambda: now)
        assert message.is_open is is_open


async def test_a_follow_up_appears_when_it_first_shows_something(
    heard: discord.Interaction[Any], channel: Channel
) -> None:
    message = await StatusMessage.following(heard, place_of(heard))
    assert (message.message_id, channel.visible_messages) == (None, [])
    await message.show(Draft(content="first"))
    await message.show(Draft(content="second"))
    (shown,) = channel.visible_messages
    assert (shown.id, shown.content) == (message.message_id, "second")


async def test_what_is_closed_stays_so_and_what_is_lost_has_no_id(
    heard: discord.Interaction[Any],
) -> None:
    message = await StatusMessage.following(heard, place_of(heard))
    await message.show(Draft(content="words"))
    message.close()
    assert not message.is_open
    assert message.message_id is not None
    message.lose()
    assert message.message_id is None


async def test_a_reply_is_found_again_where_its_first_try_looked_in_vain(
    client: DreamClient, channel: Channel, ann: Person, discord_server: LoopbackDiscord
) -> None:
    posts: asyncio.Queue[discord.Message] = asyncio.Queue()

    async def on_message(message: discord.Message) -> None:
        await posts.put(message)

    client.event(on_message)
    post = await ann.post(channel, "look")
    async with asyncio.timeout(5):
        heard = await posts.get()
    message = await StatusMessage.replying(heard, Place(channel_id=channel.id))
    discord_server.faults.cut("POST", r"/channels/.*")
    with pytest.raises(FAULTS):
        await message.show(Draft(content="first"))
    await message.show(Draft(content="second"))
    shown = [other for other in channel.visible_messages if other is not post]
    assert [other.content for other in shown] == ["second"]
    assert shown[0].reference is post
