"""``/dream``: pictures that come with it, or the newest one of the channel."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import Attachment, app_commands

from bot.adapters.discord.askers import check_ask
from bot.adapters.discord.asking import Wanted, ask_by_command, defer
from bot.adapters.discord.commands.completion import (
    complete_of,
    complete_preset,
    complete_size,
    read_texts,
)
from bot.adapters.discord.host import Host, host_of
from bot.adapters.discord.places import place_of
from bot.adapters.discord.sources import find_newest, no_picture, take_attachments
from bot.adapters.discord.translator import localise
from bot.commands import DreamOptions
from bot.wishes import Source, check_sizes
from dream_core import LIMITS, STRENGTHS, Blend

_Amount = app_commands.Range[int, int(LIMITS["amount"][0]), int(LIMITS["amount"][1])]
_Strength = app_commands.Range[int, STRENGTHS[0], STRENGTHS[-1]]
_Seed = app_commands.Range[int, 0, 2**53 - 1]
"""Discord's whole numbers go no further; words after a mention do."""

_BLENDS: Mapping[Blend, str] = {
    "normal": "command-blend-normal",
    "soft-light": "command-blend-soft-light",
    "multiply": "command-blend-multiply",
    "screen": "command-blend-screen",
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
        guide=localise("command-dream-guide-name"),
        picture_2=localise("command-dream-picture-2-name"),
        picture_3=localise("command-dream-picture-3-name"),
        picture_4=localise("command-dream-picture-4-name"),
    )(command)
    app_commands.choices(
        blend=[
            app_commands.Choice(name=localise(message_id), value=blend)
            for blend, message_id in _BLENDS.items()
        ]
    )(command)
    return command


async def _dream(
    interaction: discord.Interaction[Any],
    *,
    picture: Attachment | None = None,
    preset: str | None = None,
    of: str | None = None,
    strength: _Strength | None = None,
    size: str | None = None,
    keep_colours: bool | None = None,
    amount: _Amount | None = None,
    blend: Blend | None = None,
    seed: _Seed | None = None,
    guide: Attachment | None = None,
    picture_2: Attachment | None = None,
    picture_3: Attachment | None = None,
    picture_4: Attachment | None = None,
) -> None:
    host = host_of(interaction.client)
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
    )
    given = [file for file in (picture, picture_2, picture_3, picture_4) if file is not None]
    guides = [] if guide is None else _take_pictures([guide])
    guiding = guides[0] if guides else None
    if given:
        wanted = Wanted(sources=_take_pictures(given), options=options, guide=guiding)
    else:
        check_sizes(guides)
        await defer(interaction)
        message, sources = await _find_newest(interaction, host)
        wanted = Wanted(sources=sources, options=options, guide=guiding, link=message.jump_url)
    await ask_by_command(interaction, wanted)


def _take_pictures(files: list[Attachment]) -> list[Source]:
    """Raises BotError with NO_PICTURE where any of them is plainly none."""
    sources = take_attachments(files)
    if len(sources) < len(files):
        raise no_picture(had_other_files=True)
    return sources


async def _find_newest(
    interaction: discord.Interaction[Any], host: Host
) -> tuple[discord.Message, list[Source]]:
    """The newest picture that both the bot and whoever asks may see; raises BotError."""
    channel, user = interaction.channel, host.user
    is_readable = place_of(interaction).is_member and (
        interaction.guild_id is None
        or (
            host.features.reads_messages
            and interaction.permissions.read_message_history
            and interaction.app_permissions.read_message_history
        )
    )
    if user is None or not is_readable or not isinstance(channel, discord.abc.Messageable):
        raise no_picture()
    found = await find_newest(channel, user.id)
    if found is None:
        raise no_picture()
    return found
