"""``/imagine``: a picture of things, out of nothing."""

from typing import Any

import discord
from discord import app_commands

from bot.adapters.discord.askers import check_ask
from bot.adapters.discord.asking import Wanted, ask_by_command
from bot.adapters.discord.commands.asking import Seed, Strength
from bot.adapters.discord.commands.completion import (
    complete_of,
    complete_side,
    read_texts,
)
from bot.adapters.discord.translator import localise
from bot.commands import DreamOptions, check_options
from dream_core import IMAGINE_PRESET, name_preset_of
from dream_core.vocabulary import find_all


def build_imagine() -> app_commands.Command[Any, ..., Any]:
    """The command with its options, in English and ready to be translated."""
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name=localise("command-imagine-name"),
        description=localise("command-imagine"),
        callback=_imagine,
    )
    command.autocomplete("thing")(complete_of)
    command.autocomplete("size")(complete_side)
    app_commands.describe(
        thing=localise("command-imagine-thing"),
        seed=localise("command-dream-seed"),
        size=localise("command-imagine-size"),
        strength=localise("command-dream-strength"),
    )(command)
    app_commands.rename(
        thing=localise("command-imagine-thing-name"),
        seed=localise("command-dream-seed-name"),
        size=localise("command-dream-size-name"),
        strength=localise("command-dream-strength-name"),
    )(command)
    return command


async def _imagine(
    interaction: discord.Interaction[Any],
    *,
    thing: str,
    seed: Seed | None = None,
    size: str | None = None,
    strength: Strength | None = None,
) -> None:
    await check_ask(interaction, interaction.client)
    _, side = read_texts(interaction, size=size)
    options = check_options(
        DreamOptions(
            preset=name_preset_of(find_all(thing), IMAGINE_PRESET),
            seed=seed,
            size=side,
            strength=strength,
        )
    )
    await ask_by_command(interaction, Wanted(sources=(), options=options))
