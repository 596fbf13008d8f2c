"""What the commands' written options may be: suggested while people type, read when they send."""

from typing import Any

import discord
from discord import app_commands

from bot.adapters.discord.draft import clip
from bot.adapters.discord.host import host_of
from bot.adapters.discord.languages import phrases_for
from bot.adapters.discord.settings_parts import SIZES
from bot.commands import Grammar, is_code
from bot.errors import UsageError
from dream_core import LIMITS, Size, name_preset_of
from dream_core.vocabulary import complete, find_all

_LONGEST_CHOICE = 100
_MOST_CHOICES = 25

Choices = list[app_commands.Choice[str]]


async def complete_preset(interaction: discord.Interaction[Any], current: str) -> Choices:
    """The presets whose names, in English or in the asker's language, have what was typed; behind a
    plus those that go with the others.
    """
    before, plus, _ = current.rpartition("+")
    if plus:
        return _complete_mix(host_of(interaction.client).grammar, before, current)
    host, phrases = host_of(interaction.client), phrases_for(interaction)
    typed = _fold(current)
    found = host.grammar.complete(f"/dream preset={typed}")
    names = [suggestion.value.strip() for suggestion in found if suggestion.kind == "preset"]
    titles = {name: phrases.preset_title(preset) for name, preset in host.presets.items()}
    names += [name for name, title in titles.items() if typed in _fold(title)]
    return [
        app_commands.Choice(
            name=clip(
                f"{titles[name]}: {phrases.preset_description(host.presets[name])}", _LONGEST_CHOICE
            ),
            value=name,
        )
        for name in dict.fromkeys(names)
    ][:_MOST_CHOICES]


def _complete_mix(grammar: Grammar, before: str, current: str) -> Choices:
    mixes = [
        f"{before.strip()}+{suggestion.value.strip()}"
        for suggestion in grammar.complete(f"/dream {current}")
        if suggestion.kind == "preset"
    ]
    return [
        app_commands.Choice(name=mix, value=mix) for mix in mixes if len(mix) <= _LONGEST_CHOICE
    ]


async def complete_of(_interaction: discord.Interaction[Any], current: str) -> Choices:
    """Things that could end what was typed, families first."""
    return [
        app_commands.Choice(name=clip(text, _LONGEST_CHOICE), value=text)
        for text in complete(current)
        if len(text) <= _LONGEST_CHOICE
    ][:_MOST_CHOICES]


async def complete_size(interaction: discord.Interaction[Any], current: str) -> Choices:
    """The usual sizes that begin as was typed, and what was typed itself."""
    choices = await complete_side(interaction, current)
    if "full".startswith(_trim_size(current)):
        text = phrases_for(interaction).say("command-size-full")
        choices.append(app_commands.Choice(name=clip(text, _LONGEST_CHOICE), value="full"))
    return choices


async def complete_side(interaction: discord.Interaction[Any], current: str) -> Choices:
    """The same in pixels alone: what is imagined has no size of its own."""
    host, phrases = host_of(interaction.client), phrases_for(interaction)
    typed = _trim_size(current)
    largest = host.access.settings_for(interaction).largest_size or SIZES[-1]
    sides = [side for side in SIZES if side <= largest and str(side).startswith(typed)]
    if typed.isdecimal() and _is_size(int(typed)) and int(typed) not in sides:
        sides.insert(0, int(typed))
    return [
        app_commands.Choice(
            name=clip(phrases.say("command-size-pixels", size=str(side)), _LONGEST_CHOICE),
            value=str(side),
        )
        for side in sides
    ]


def read_texts(
    interaction: discord.Interaction[Any],
    *,
    preset: str | None = None,
    of: str | None = None,
    size: str | None = None,
) -> tuple[str | None, Size | None]:
    """Preset, its own or that of the things named, and size: people may send what nobody suggested.

    Raises UsageError or RecipeError with the nearest that there is.
    """
    grammar = host_of(interaction.client).grammar
    chosen = _read_preset(interaction, preset) if preset is not None else None
    if of is not None:
        if chosen is not None:
            raise UsageError("A preset and things to dream of are two looks.", "Choose one.")
        chosen = name_preset_of(find_all(of))
    side = grammar.read_options(f"size={_join(size)}").size if size is not None else None
    return chosen, side


def _read_preset(interaction: discord.Interaction[Any], text: str) -> str:
    host, phrases = host_of(interaction.client), phrases_for(interaction)
    for name, preset in host.presets.items():
        if _fold(text) == _fold(phrases.preset_title(preset)):
            return name
    if is_code(text):
        raise UsageError(
            f"{text} is a recipe, not a preset.",
            "Mention me and write it, with a picture or in reply to one.",
        )
    return host.grammar.find_preset(text)


def _fold(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _trim_size(text: str) -> str:
    return text.strip().casefold().removesuffix("px").strip()


def _is_size(side: int) -> bool:
    least, most = LIMITS["size"]
    return least <= side <= most


def _join(text: str) -> str:
    """One word, so that it can be nothing but a value."""
    return "".join(letter for letter in text if letter not in ",;=:" and not letter.isspace())
