from typing import Any

import discord
import pytest
from discord import app_commands

from bot.adapters.discord.translator import TextTranslator, localise
from bot.texts import TextError

CONTEXT: Any = None


async def translate(text: app_commands.locale_str, locale: discord.Locale) -> str | None:
    return await TextTranslator().translate(text, locale, CONTEXT)


async def test_texts_are_in_the_languages_that_the_bot_speaks() -> None:
    text = localise("command-dream")
    assert "picture" in text.message
    german = await translate(text, discord.Locale.german)
    french = await translate(text, discord.Locale.french)
    assert len({text.message, german, french}) == 3
    assert german is not None
    assert french is not None


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "ja", "pt-BR"])
async def test_other_languages_stay_english(locale: str) -> None:
    assert await translate(localise("command-dream"), discord.Locale(locale)) is None


async def test_a_text_without_an_id_stays_as_it_is() -> None:
    assert await translate(app_commands.locale_str("dream"), discord.Locale.german) is None


def test_a_text_that_is_missing_is_a_fault_of_the_program() -> None:
    with pytest.raises(TextError):
        localise("command-nobody-wrote")
