"""The Discord adapter: commands, mentions and buttons in, messages that grow into dreams out."""

from bot.adapters.discord.adapter import DiscordAdapter
from bot.adapters.discord.settings import DiscordSettings

__all__ = ["DiscordAdapter", "DiscordSettings"]
