"""Posting and editing as the bot itself, wherever no interaction leads any more."""

from typing import Any

import discord

from bot.adapters.discord.draft import Draft
from bot.adapters.discord.place import Place


async def edit_as_bot(client: discord.Client, place: Place, message_id: int, draft: Draft) -> None:
    """Edits a message of the bot's own, as its author."""
    await _channel(client, place).get_partial_message(message_id).edit(**draft.for_edit())


async def post_as_bot(client: discord.Client, place: Place, draft: Draft, *, nonce: str) -> int:
    """Posts a message in the channel and returns its id.

    Discord takes a nonce (at most 25 characters) once, so that trying again can't post it twice.
    """
    sent = await _channel(client, place).send(nonce=nonce, **draft.for_post())
    return sent.id


async def post_to_person(client: discord.Client, user_id: int, draft: Draft, *, nonce: str) -> int:
    """Sends a direct message and returns its id."""
    channel = await client.create_dm(discord.Object(user_id))
    return (await channel.send(nonce=nonce, **draft.for_post())).id


def _channel(client: discord.Client, place: Place) -> discord.PartialMessageable:
    known: Any = {"guild_id": place.guild_id} if place.guild_id else {}
    return client.get_partial_messageable(place.channel_id, **known)
