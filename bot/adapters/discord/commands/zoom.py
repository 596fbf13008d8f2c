"""``/zoom``: an endless zoom into a dream of a picture."""

from typing import Any

import discord
from discord import Attachment, app_commands

from bot.adapters.discord.askers import check_ask
from bot.adapters.discord.commands.asking import Seed, ask_with_files
from bot.adapters.discord.commands.completion import (
    complete_of,
    complete_preset,
    complete_size,
    read_texts,
)
from bot.adapters.discord.translator import localise
from bot.commands import DreamOptions
from dream_core.motion import MOTION_LIMITS

_Speed = app_commands.Range[float, MOTION_LIMITS["speed"][0], MOTION_LIMITS["speed"][1]]
_Turn = app_commands.Range[float, MOTION_LIMITS["turn"][0], MOTION_LIMITS["turn"][1]]
_Seconds = app_commands.Range[float, MOTION_LIMITS["seconds"][0], MOTION_LIMITS["seconds"][1]]


def build_zoom() -> app_commands.Command[Any, ..., Any]:
    """The command with its options, in English and ready to be translated."""
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name=localise("command-zoom-name"),
        description=localise("command-zoom"),
        callback=_zoom,
    )
    command.autocomplete("preset")(complete_preset)
    command.autocomplete("of")(complete_of)
    command.autocomplete("size")(complete_size)
    app_commands.describe(
        picture=localise("command-dream-picture"),
        preset=localise("command-dream-preset"),
        of=localise("command-dream-of"),
        speed=localise("command-zoom-speed"),
        turn=localise("command-zoom-turn"),
        seconds=localise("command-zoom-seconds"),
        seed=localise("command-dream-seed"),
        size=localise("command-dream-size"),
    )(command)
    app_commands.rename(
        picture=localise("command-dream-picture-name"),
        preset=localise("command-dream-preset-name"),
        of=localise("command-dream-of-name"),
        speed=localise("command-zoom-speed-name"),
        turn=localise("command-zoom-turn-name"),
        seconds=localise("command-zoom-seconds-name"),
        seed=localise("command-dream-seed-name"),
        size=localise("command-dream-size-name"),
    )(command)
    return command


async def _zoom(
    interaction: discord.Interaction[Any],
    *,
    picture: Attachment | None = None,
    preset: str | None = None,
    of: str | None = None,
    speed: _Speed | None = None,
    turn: _Turn | None = None,
    seconds: _Seconds | None = None,
    seed: Seed | None = None,
    size: str | None = None,
) -> None:
    await check_ask(interaction, interaction.client)
    chosen, side = read_texts(interaction, preset=preset, of=of, size=size)
    options = DreamOptions(
        preset=chosen,
        size=side,
        seed=seed,
        form="zoom",
        speed=speed,
        turn=turn,
        seconds=seconds,
    )
    await ask_with_files(interaction, [] if picture is None else [picture], options)
