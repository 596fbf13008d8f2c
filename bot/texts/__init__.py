"""What the bot says, by language."""

from bot.texts.catalogue import (
    DEFAULT_LANGUAGE,
    Catalogue,
    TextError,
    choose_language,
    find_languages,
    load_languages,
)
from bot.texts.phrases import Phrases

__all__ = [
    "DEFAULT_LANGUAGE",
    "Catalogue",
    "Phrases",
    "TextError",
    "choose_language",
    "find_languages",
    "load_languages",
]
