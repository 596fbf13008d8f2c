"""Which of Discord's events the bot asks for, and what it can't do without the privileged ones."""

from dataclasses import dataclass

import discord

OFF_WITHOUT_CONTENT = (
    "dreaming other people's pictures by replying to them with a mention",
    "/dream without a picture, on the newest one of the channel",
)
"""What the log names; people are told in their own language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What Discord granted. ``reads_messages``: posts that don't speak to the bot have content."""

    reads_messages: bool = False


def usual_intents() -> discord.Intents:
    """Servers, and messages there and in private: no more than what is used, none privileged."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    return intents


def find_features(flags: discord.ApplicationFlags) -> Features:
    """What the application was granted; asking for more ends the connection for good."""
    granted = flags.gateway_message_content or flags.gateway_message_content_limited
    return Features(reads_messages=granted)
