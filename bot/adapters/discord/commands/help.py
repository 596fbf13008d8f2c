"""``/dream-help``: how to ask, and for moderators what is off and where the settings are."""

from typing import Any

import discord
from discord import app_commands

from bot.adapters.discord.access import may_set
from bot.adapters.discord.draft import LONGEST_CONTENT, clip
from bot.adapters.discord.host import Host, host_of
from bot.adapters.discord.languages import phrases_for
from bot.adapters.discord.translator import localise
from bot.texts import Phrases


def build_help() -> app_commands.Command[Any, ..., Any]:
    """The command, in English and ready to be translated."""
    return app_commands.Command(
        name=localise("command-help-name"),
        description=localise("command-help"),
        callback=_show_help,
    )


async def _show_help(interaction: discord.Interaction[Any]) -> None:
    host = host_of(interaction.client)
    phrases = phrases_for(interaction)
    text = write_help(host, phrases, for_moderator=may_set(interaction))
    await interaction.response.send_message(
        text, ephemeral=True, allowed_mentions=discord.AllowedMentions.none()
    )


def write_help(host: Host, phrases: Phrases, *, for_moderator: bool = False) -> str:
    """All ways to ask, for Discord."""
    parts = [phrases.say("command-help-text", mention=_mention(host))]
    if for_moderator:
        parts.append(phrases.say("command-help-settings"))
        if not host.features.reads_messages:
            parts.append(phrases.say("command-help-features-off"))
    return clip("\n\n".join(parts), LONGEST_CONTENT)


def write_short_help(host: Host, phrases: Phrases) -> str:
    """The one sentence for a mention that asks for nothing."""
    return phrases.say("command-help-short", mention=_mention(host))


def _mention(host: Host) -> str:
    return host.user.mention if host.user else ""
