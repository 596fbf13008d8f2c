"""``/dream``: pictures that come with it, or the newest one of the channel."""

from collections.abc import Mapping
from typing import Any, Literal

import discord
from discord import Attachment, app_commands

from bot.adapters.discord.askers import check_ask
from bot.adapters.discord.commands.asking import Seed, Strength, ask_with_files
from bot.adapters.discord.commands.completion import (
    complete_of,
    complete_preset,
    complete_size,
    read_texts,
)
from bot.adapters.discord.translator import localise
from bot.commands import DreamOptions, Form
from dream_core import LIMITS, Blend

_Amount = app_commands.Range[int, int(LIMITS["amount"][0]), int(LIMITS["amount"][1])]

_Part = Literal["subject", "background"]

_BLENDS: Mapping[Blend, str] = {
    "normal": "command-blend-normal",
    "soft-light": "command-blend-soft-light",
    "multiply": "command-blend-multiply",
    "screen": "command-blend-screen",
}
_FORMS: Mapping[Form, str] = {
    "still": "command-form-still",
    "moving": "command-form-moving",
    "zoom": "command-form-zoom",
    "sheet": "command-form-sheet",
}
_PARTS: Mapping[_Part, str] = {
    "subject": "command-only-subject",
    "background": "command-only-background",
}


def build_dream() -> app_commands.Command[Any, ..., Any]:
    """The command with its options, in English and ready to be translated."""
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name=localise("command-dream-name"),
        description=localise("command-dream"),
        callback=_dream,
    )
    command.autocomplete("preset")(complete_preset)
    command.autocomplete("of")(complete_of)
    command.autocomplete("size")(complete_size)
    app_commands.describe(
        picture=localise("command-dream-picture"),
        preset=localise("command-dream-preset"),
        of=localise("command-dream-of"),
        strength=localise("command-dream-strength"),
        size=localise("command-dream-size"),
        keep_colours=localise("command-dream-colours"),
        amount=localise("command-dream-amount"),
        blend=localise("command-dream-blend"),
        seed=localise("command-dream-seed"),
        only=localise("command-dream-only"),
        form=localise("command-dream-form"),
        guide=localise("command-dream-guide"),
        picture_2=localise("command-dream-picture-more"),
        picture_3=localise("command-dream-picture-more"),
        picture_4=localise("command-dream-picture-more"),
    )(command)
    app_commands.rename(
        picture=localise("command-dream-picture-name"),
        preset=localise("command-dream-preset-name"),
        of=localise("command-dream-of-name"),
        strength=localise("command-dream-strength-name"),
        size=localise("command-dream-size-name"),
        keep_colours=localise("command-dream-colours-name"),
        amount=localise("command-dream-amount-name"),
        blend=localise("command-dream-blend-name"),
        seed=localise("command-dream-seed-name"),
        only=localise("command-dream-only-name"),
        form=localise("command-dream-form-name"),
        guide=localise("command-dream-guide-name"),
        picture_2=localise("command-dream-picture-2-name"),
        picture_3=localise("command-dream-picture-3-name"),
        picture_4=localise("command-dream-picture-4-name"),
    )(command)
    app_commands.choices(blend=_offer(_BLENDS), only=_offer(_PARTS), form=_offer(_FORMS))(command)
    return command


def _offer(texts: Mapping[Any, str]) -> list[app_commands.Choice[str]]:
    """The values that an option may have, each under its text's name."""
    return [
        app_commands.Choice(name=localise(message_id), value=value)
        for value, message_id in texts.items()
    ]


async def _dream(
    interaction: discord.Interaction[Any],
    *,
    picture: Attachment | None = None,
    preset: str | None = None,
    of: str | None = None,
    strength: Strength | None = None,
    size: str | None = None,
    keep_colours: bool | None = None,
    amount: _Amount | None = None,
    blend: Blend | None = None,
    seed: Seed | None = None,
    only: _Part | None = None,
    form: Form | None = None,
    guide: Attachment | None = None,
    picture_2: Attachment | None = None,
    picture_3: Attachment | None = None,
    picture_4: Attachment | None = None,
) -> None:
    await check_ask(interaction, interaction.client)
    chosen, side = read_texts(interaction, preset=preset, of=of, size=size)
    options = DreamOptions(
        preset=chosen,
        size=side,
        strength=strength,
        seed=seed,
        keep_colours=keep_colours,
        amount=amount,
        blend=blend,
        only=only,
        form=form,
    )
    given = [file for file in (picture, picture_2, picture_3, picture_4) if file is not None]
    await ask_with_files(interaction, given, options, guide=guide)
