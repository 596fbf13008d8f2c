"""The slash commands and the menu, one module each."""

from typing import Any

import discord
from discord import app_commands

from bot.adapters.discord.commands.dream import build_dream
from bot.adapters.discord.commands.forget import ForgetButton, build_forget
from bot.adapters.discord.commands.help import build_help
from bot.adapters.discord.commands.imagine import build_imagine
from bot.adapters.discord.commands.menu import build_menu
from bot.adapters.discord.commands.presets import PageButton, build_presets
from bot.adapters.discord.commands.queue import build_queue
from bot.adapters.discord.commands.settings import build_settings
from bot.adapters.discord.commands.zoom import build_zoom
from bot.adapters.discord.settings_panel import PanelPart

__all__ = ["add_commands", "command_items"]


def add_commands(tree: app_commands.CommandTree[discord.Client]) -> None:
    """Adds everything that people can choose from a list of commands."""
    tree.add_command(build_dream())
    tree.add_command(build_imagine())
    tree.add_command(build_zoom())
    tree.add_command(build_presets())
    tree.add_command(build_settings())
    tree.add_command(build_queue())
    tree.add_command(build_help())
    tree.add_command(build_forget())
    tree.add_command(build_menu())


def command_items() -> tuple[type[discord.ui.DynamicItem[Any]], ...]:
    """The buttons and lists of the commands' own answers, those of earlier runs included."""
    return ForgetButton, PageButton, PanelPart
