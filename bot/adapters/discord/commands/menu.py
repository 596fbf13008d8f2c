"""“Dream this”, the menu of every message: it needs no intent, and works on anybody's post."""

from typing import Any

import discord
from discord import app_commands

from bot.adapters.discord.askers import check_ask
from bot.adapters.discord.asking import Wanted, ask_by_command
from bot.adapters.discord.sources import find_pictures, no_picture
from bot.adapters.discord.translator import localise


def build_menu() -> app_commands.ContextMenu:
    """The menu's entry, in English and ready to be translated."""
    return app_commands.ContextMenu(name=localise("command-menu-dream-name"), callback=_dream_this)


async def _dream_this(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    await check_ask(interaction, interaction.client)
    sources = find_pictures(message, interaction.client)
    if not sources:
        raise no_picture(had_other_files=True)
    await ask_by_command(interaction, Wanted(sources=sources, link=message.jump_url))
