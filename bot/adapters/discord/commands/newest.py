"""The picture that a command without one means: the newest in its channel."""

from typing import Any

import discord

from bot.adapters.discord.host import host_of
from bot.adapters.discord.places import place_of
from bot.adapters.discord.sources import find_newest, no_picture
from bot.wishes import Source


async def find_newest_here(
    interaction: discord.Interaction[Any],
) -> tuple[discord.Message, list[Source]]:
    """The newest picture that both the bot and whoever asks may see; raises BotError."""
    host = host_of(interaction.client)
    channel, user = interaction.channel, host.user
    is_readable = place_of(interaction).is_member and (
        interaction.guild_id is None
        or (
            host.features.reads_messages
            and interaction.permissions.read_message_history
            and interaction.app_permissions.read_message_history
        )
    )
    if user is None or not is_readable or not isinstance(channel, discord.abc.Messageable):
        raise no_picture()
    found = await find_newest(channel, user.id, interaction.client)
    if found is None:
        raise no_picture()
    return found
