"""Where somebody turns to the bot."""

from typing import Any

import discord

from bot.adapters.discord.place import USUAL_FILE_BYTES, Place


def place_of(interaction: discord.Interaction[Any]) -> Place:
    """The place of a command or a pressed button, with what its channel allows."""
    if interaction.guild_id is not None:
        # A server may have the commands alone, without their bot.
        is_there = interaction.client.get_guild(interaction.guild_id) is not None
        is_member = interaction.is_guild_integration() and is_there
    else:
        is_member = not interaction.context.private_channel
    return Place(
        channel_id=interaction.channel_id or 0,
        guild_id=interaction.guild_id,
        parent_id=_parent_of(interaction.channel),
        is_restricted=is_restricted(interaction.channel),
        is_member=is_member,
        file_bytes=interaction.filesize_limit,
    )


def place_of_post(message: discord.Message) -> Place:
    """The place of a post that the bot itself received."""
    guild = message.guild
    return Place(
        channel_id=message.channel.id,
        guild_id=guild.id if guild else None,
        parent_id=_parent_of(message.channel),
        is_restricted=is_restricted(message.channel),
        file_bytes=guild.filesize_limit if guild else USUAL_FILE_BYTES,
    )


def is_restricted(channel: object) -> bool:
    """Whether a channel is age-restricted; a thread is as its parent is."""
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return True  # nobody knows, and what was taken for harmless can't be taken back
    is_nsfw = getattr(channel, "is_nsfw", None)
    return bool(is_nsfw is not None and is_nsfw())


def _parent_of(channel: object) -> int | None:
    return channel.parent_id if isinstance(channel, discord.Thread) else None
