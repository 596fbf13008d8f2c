"""The language that somebody is answered in."""

from typing import Any

import discord

from bot.adapters.discord.parts import parts_of
from bot.texts import DEFAULT_LANGUAGE, Phrases, choose_language

Asking = discord.Interaction[Any] | discord.Message
"""How somebody turns to the bot."""


def language_of(interaction: discord.Interaction[Any]) -> str:
    """The chat's, or where none is set the person's own."""
    settings = parts_of(interaction.client).access.settings_for(interaction)
    return choose_language(settings.language or str(interaction.locale))


def language_of_post(message: discord.Message, client: discord.Client) -> str:
    """The chat's, or the server's: Discord doesn't tell the author's."""
    settings = parts_of(client).access.settings_for(message)
    usual = str(message.guild.preferred_locale) if message.guild else DEFAULT_LANGUAGE
    return choose_language(settings.language or usual)


def phrases_for(interaction: discord.Interaction[Any]) -> Phrases:
    """The bot's sentences in the language of the answer."""
    return Phrases(language_of(interaction))


def phrases_for_post(message: discord.Message, client: discord.Client) -> Phrases:
    """The same for a post."""
    return Phrases(language_of_post(message, client))
