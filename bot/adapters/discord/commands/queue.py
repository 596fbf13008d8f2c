"""``/dream-queue``: how many wait, and where one's own are."""

from typing import Any

import discord
from discord import app_commands

from bot.adapters.discord.draft import escape
from bot.adapters.discord.host import host_of
from bot.adapters.discord.languages import phrases_for
from bot.adapters.discord.place import person_id
from bot.adapters.discord.translator import localise


def build_queue() -> app_commands.Command[Any, ..., Any]:
    """The command, in English and ready to be translated."""
    return app_commands.Command(
        name=localise("command-queue-name"),
        description=localise("command-queue"),
        callback=_show_queue,
    )


async def _show_queue(interaction: discord.Interaction[Any]) -> None:
    view = host_of(interaction.client).service.view(person_id(interaction.user.id))
    text = phrases_for(interaction).queue(view)
    await interaction.response.send_message(escape(text), ephemeral=True)
