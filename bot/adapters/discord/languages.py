"""The language that somebody is answered in."""

from typing import Any

import discord

from bot.texts import DEFAULT_LANGUAGE, Phrases, choose_language

Asking = discord.Interaction[Any] | discord.Message
"""How somebody turns to the bot."""


def language_of(asking: Asking) -> str:
    """A person's own, or for a post that of its server: Discord doesn't tell its author's."""
    if isinstance(asking, discord.Interaction):
        return choose_language(str(asking.locale))
    return choose_language(str(asking.guild.preferred_locale)) if asking.guild else DEFAULT_LANGUAGE


def phrases_for(asking: Asking) -> Phrases:
    """The bot's sentences in that language."""
    return Phrases(language_of(asking))
