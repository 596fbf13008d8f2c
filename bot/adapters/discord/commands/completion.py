"""What ``/dream``'s written options may be: suggested while people type, read when they send."""

from typing import Any

import discord
from discord import app_commands

from bot.adapters.discord.draft import clip
from bot.adapters.discord.host import host_of
from bot.adapters.discord.settings_parts import SIZES
from bot.commands import Grammar
from bot.texts import Phrases, choose_language
from dream_core import LIMITS, Size

_LONGEST_CHOICE = 100

Choices = list[app_commands.Choice[str]]


async def complete_preset(interaction: discord.Interaction[Any], current: str) -> Choices:
    """The presets whose names have what was typed; Discord shows 25 at most."""
    host = host_of(interaction.client)
    typed = "".join(letter for letter in current if letter.isalnum())
    found = host.grammar.complete(f"/dream preset={typed}")
    return [
        app_commands.Choice(
            name=clip(f"{suggestion.label}: {suggestion.description}", _LONGEST_CHOICE),
            value=suggestion.value.strip(),
        )
        for suggestion in found
        if suggestion.kind == "preset"
    ]


async def complete_size(interaction: discord.Interaction[Any], current: str) -> Choices:
    """The usual sizes that begin as was typed, and what was typed itself."""
    host, phrases = host_of(interaction.client), _phrases(interaction)
    typed = current.strip().casefold().removesuffix("px").strip()
    largest = host.access.settings_for(interaction).largest_size or SIZES[-1]
    sides = [side for side in SIZES if side <= largest and str(side).startswith(typed)]
    if typed.isdecimal() and _is_size(int(typed)) and int(typed) not in sides:
        sides.insert(0, int(typed))
    choices = [
        app_commands.Choice(
            name=clip(phrases.say("command-size-pixels", size=str(side)), _LONGEST_CHOICE),
            value=str(side),
        )
        for side in sides
    ]
    if "full".startswith(typed):
        full = clip(phrases.say("command-size-full"), _LONGEST_CHOICE)
        choices.append(app_commands.Choice(name=full, value="full"))
    return choices


def read_texts(
    grammar: Grammar, *, preset: str | None, size: str | None
) -> tuple[str | None, Size | None]:
    """Preset and size by the one grammar: people may send what nobody suggested.

    Raises UsageError with the nearest that there is.
    """
    chosen = grammar.find_preset(preset) if preset is not None else None
    side = grammar.read_options(f"size={_join(size)}").size if size is not None else None
    return chosen, side


def _is_size(side: int) -> bool:
    least, most = LIMITS["size"]
    return least <= side <= most


def _join(text: str) -> str:
    """One word, so that it can be nothing but a value."""
    return "".join(letter for letter in text if letter not in ",;=:" and not letter.isspace())


def _phrases(interaction: discord.Interaction[Any]) -> Phrases:
    return Phrases(choose_language(str(interaction.locale)))
