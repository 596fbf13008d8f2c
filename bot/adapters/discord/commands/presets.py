"""``/presets``: every look with its picture, a few on a page, for whoever asked alone."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import discord
from discord import app_commands

from bot.adapters.discord.draft import clip, escape
from bot.adapters.discord.host import host_of
from bot.adapters.discord.languages import phrases_for
from bot.adapters.discord.problems import telling_problems
from bot.adapters.discord.translator import localise
from bot.texts import Phrases
from config import find_thumbnail
from dream_core import Presets

PER_PAGE = 5
_LONGEST_TITLE = 256
_LONGEST_DESCRIPTION = 1024
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of the presets; ``number`` begins with 0."""

    number: int
    pages: int
    names: Sequence[str]


def build_presets() -> app_commands.Command[Any, ..., Any]:
    """The command, in English and ready to be translated."""
    return app_commands.Command(
        name=localise("command-presets-name"),
        description=localise("command-presets"),
        callback=_show_first,
    )


def turn_to(presets: Presets, number: int) -> Page:
    """The page of that number, or the last one: there may be fewer than when it was shown."""
    names = tuple(presets)
    pages = max(1, -(-len(names) // PER_PAGE))
    chosen = min(max(0, number), pages - 1)
    first = chosen * PER_PAGE
    return Page(number=chosen, pages=pages, names=names[first : first + PER_PAGE])


class PageButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"dream-presets:(?P<number>[0-9]{1,4})",
):
    """Turns to a page."""

    def __init__(self, number: int, button: discord.ui.Button[discord.ui.View]) -> None:
        button.custom_id = f"dream-presets:{number}"
        super().__init__(button)
        self._number = number

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """What discord.py calls for a press."""
        if not isinstance(item, discord.ui.Button):
            raise TypeError("a button's id on something else")
        return cls(int(match["number"]), item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Shows the page in place of the other."""
        async with telling_problems(interaction):
            await interaction.response.defer()
            await _show(interaction, self._number)


async def _show_first(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await _show(interaction, 0)


async def _show(interaction: discord.Interaction[Any], number: int) -> None:
    presets = host_of(interaction.client).presets
    phrases = phrases_for(interaction)
    page = turn_to(presets, number)
    thumbnails = {name: path for name in page.names if (path := find_thumbnail(name))}
    files = await asyncio.to_thread(_open_files, thumbnails)
    await interaction.edit_original_response(
        content=phrases.say(
            "command-presets-page", page=str(page.number + 1), pages=str(page.pages)
        ),
        embeds=[_describe(name, presets, phrases, file=files.get(name)) for name in page.names],
        attachments=list(files.values()),
        view=_build_view(page, phrases),
    )


def _open_files(paths: dict[str, Path]) -> dict[str, discord.File]:
    return {name: discord.File(path, f"{name}.webp") for name, path in paths.items()}


def _describe(
    name: str, presets: Presets, phrases: Phrases, *, file: discord.File | None
) -> discord.Embed:
    preset = presets[name]
    embed = discord.Embed(
        title=clip(escape(phrases.preset_title(preset)), _LONGEST_TITLE),
        description=clip(escape(phrases.preset_description(preset)), _LONGEST_DESCRIPTION),
    )
    embed.set_footer(text=phrases.say("command-presets-use", name=name))
    if file is not None:
        embed.set_thumbnail(url=f"attachment://{file.filename}")
    return embed


def _build_view(page: Page, phrases: Phrases) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    back = phrases.say("command-presets-back")
    view.add_item(_make_button(back, page.number - 1, disabled=page.number == 0))
    onward = phrases.say("command-presets-next")
    view.add_item(_make_button(onward, page.number + 1, disabled=page.number + 1 == page.pages))
    return view


def _make_button(label: str, number: int, *, disabled: bool) -> PageButton:
    # A disabled one's number leads nowhere; it only must differ from the other's.
    button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
        label=clip(label, _LONGEST_LABEL), disabled=disabled
    )
    return PageButton(number % 1000, button)
