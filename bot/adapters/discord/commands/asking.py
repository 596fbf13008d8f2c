"""What the commands that dream have in common: their usual options, and their pictures."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import Attachment, app_commands

from bot.adapters.discord.asking import Wanted, ask_by_command, defer
from bot.adapters.discord.commands.newest import find_newest_here
from bot.adapters.discord.host import host_of
from bot.adapters.discord.sources import no_picture, take_attachments
from bot.commands import DreamOptions, check_options, choose_motion
from bot.wishes import Source, check_sizes, check_unpictured
from dream_core import STRENGTHS

Strength = app_commands.Range[int, STRENGTHS[0], STRENGTHS[-1]]
Seed = app_commands.Range[int, 0, 2**53 - 1]
"""Discord's whole numbers go no further; words after a mention do."""


async def ask_with_files(
    interaction: discord.Interaction[Any],
    files: Sequence[Attachment],
    options: DreamOptions,
    *,
    guide: Attachment | None = None,
) -> None:
    """Dreams the files, or else the channel's newest picture.

    Raises BotError or DreamError before anything is read where it can't be done as asked.
    """
    chosen = check_options(options)
    choose_motion(chosen)
    check_unpictured(chosen, has_picture=bool(files) or guide is not None)
    guides = [] if guide is None else _take_pictures([guide])
    guiding = guides[0] if guides else None
    if chosen.imagines:
        wanted = Wanted(sources=(), options=chosen)
    elif files:
        wanted = Wanted(sources=_take_pictures(files), options=chosen, guide=guiding)
    else:
        largest = host_of(interaction.client).reader.largest_bytes
        check_sizes(guides, largest_bytes=largest)
        await defer(interaction)
        message, sources = await find_newest_here(interaction)
        wanted = Wanted(sources=sources, options=chosen, guide=guiding, link=message.jump_url)
    await ask_by_command(interaction, wanted)


def _take_pictures(files: Sequence[Attachment]) -> list[Source]:
    """Raises BotError with NO_PICTURE where any of them is plainly none."""
    sources = take_attachments(files)
    if len(sources) < len(files):
        raise no_picture(had_other_files=True)
    return sources
