"""Names and descriptions of commands in all languages that the bot speaks."""

from functools import cache
from typing import Any

import discord
from discord import app_commands

from bot.texts import DEFAULT_LANGUAGE, Catalogue, choose_language


def localise(message_id: str) -> app_commands.locale_str:
    """A text in English, that discord.py has translated by its id; raises TextError."""
    return app_commands.locale_str(_catalogue(DEFAULT_LANGUAGE).format(message_id), id=message_id)


class TextTranslator(app_commands.Translator):
    """Translates what :func:`localise` made; other texts stay as they are."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 (the id says it all)
    ) -> str | None:
        """The text in the locale's language; None where it stays English."""
        message_id: Any = string.extras.get("id")
        catalogue = _catalogue(choose_language(locale.value))
        if catalogue is _catalogue(DEFAULT_LANGUAGE) or message_id not in catalogue.own_messages:
            return None
        return catalogue.format(message_id)


@cache
def _catalogue(language: str) -> Catalogue:
    return Catalogue(language)
