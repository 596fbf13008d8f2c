"""The panel of ``/dream-settings``: lists and buttons, each of which changes one setting at once.

All that a part needs to know stands in its id, so that a panel works over restarts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Self

import discord

from bot.adapters.discord.access import Access, may_set
from bot.adapters.discord.host import host_of
from bot.adapters.discord.languages import phrases_for
from bot.adapters.discord.place import channel_scope, server_scope
from bot.adapters.discord.problems import telling_problems
from bot.adapters.discord.settings_parts import Part, build_items, build_language_items
from bot.adapters.discord.settings_summary import write_summary
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettings
from bot.texts import find_languages

_PARTS = "|".join(Part)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is set: one channel, or without one the whole server."""

    guild_id: int
    channel_id: int | None = None

    @property
    def id(self) -> str:
        """The scope in the records."""
        return channel_scope(self.channel_id) if self.channel_id else server_scope(self.guild_id)

    def own_settings(self, access: Access) -> ChatSettings:
        """What was set for the scope itself."""
        return access.own_settings(self.id)

    def settings(self, access: Access) -> ChatSettings:
        """What holds there, a channel's server included."""
        return access.settings_at(self.guild_id, [self.channel_id] if self.channel_id else [])


class PanelPart(
    discord.ui.DynamicItem[Any],
    template=rf"dream-settings:(?P<scope>server|[0-9]{{1,20}}):(?P<part>{_PARTS})",
):
    """One list or button of the panel."""

    def __init__(self, part: Part, channel_id: int | None, item: discord.ui.Item[Any]) -> None:
        named: Any = item
        named.custom_id = f"dream-settings:{channel_id or 'server'}:{part}"
        super().__init__(item)
        self._part, self._channel_id = part, channel_id

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """What discord.py calls for a press or a choice."""
        channel_id = None if match["scope"] == "server" else int(match["scope"])
        return cls(Part(match["part"]), channel_id, item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Sets it and shows the panel as it is then, or says why not."""
        async with telling_problems(interaction):
            scope = check_scope(interaction, self._channel_id)
            await interaction.response.defer()
            if self._part not in (Part.LANGUAGES_OPEN, Part.BACK):
                alter = partial(alter_part, part=self._part, values=_read_values(interaction))
                await host_of(interaction.client).access.change(scope.id, alter)
            shows_languages = self._part is Part.LANGUAGES_OPEN
            await interaction.edit_original_response(
                **_render(interaction, scope, shows_languages=shows_languages)
            )


async def open_panel(interaction: discord.Interaction[Any], channel_id: int | None) -> None:
    """Answers with the panel, for whoever asked alone; raises BotError unless they may set."""
    scope = check_scope(interaction, channel_id)
    await interaction.response.send_message(**_render(interaction, scope), ephemeral=True)


def check_scope(interaction: discord.Interaction[Any], channel_id: int | None) -> Scope:
    """What the interaction's moderator may set; raises BotError with MODERATORS_ONLY for anybody
    else, whatever Discord let them see.
    """
    if interaction.guild_id is None or not may_set(interaction):
        raise BotError(
            BotErrorCode.MODERATORS_ONLY,
            "Only moderators can change my settings.",
            "It takes the permission Manage Server.",
        )
    return Scope(interaction.guild_id, channel_id)


def alter_part(settings: ChatSettings, *, part: Part, values: Sequence[str]) -> ChatSettings:
    """The settings once a part of the panel was used; a list without a choice takes one back."""
    first = next(iter(values), None)
    match part:
        case Part.PRESET:
            return replace(settings, preset=first)
        case Part.SIZE:
            return replace(settings, largest_size=int(first) if first else None)
        case Part.LANGUAGE:
            return replace(settings, language=first if first in find_languages() else None)
        case Part.CHANNELS:
            return replace(settings, channels=tuple(values))
        case Part.ROLES:
            return replace(settings, roles=tuple(values))
        case Part.MENTIONS_ON | Part.MENTIONS_OFF:
            return replace(settings, answers_mentions=part is Part.MENTIONS_ON)
        case Part.RESET:
            return ChatSettings()
        case _:
            return settings


def _read_values(interaction: discord.Interaction[Any]) -> Sequence[str]:
    """What was chosen from a list; nothing for a button."""
    data: object = interaction.data
    return data.get("values", ()) if isinstance(data, dict) else ()


def _render(
    interaction: discord.Interaction[Any], scope: Scope, *, shows_languages: bool = False
) -> dict[str, Any]:
    host = host_of(interaction.client)
    phrases = phrases_for(interaction)
    settings = scope.settings(host.access)
    own = scope.own_settings(host.access)
    if shows_languages:
        items = build_language_items(own, phrases)
    else:
        answers_mentions = settings.answers_mentions is not False
        items = build_items(own, host.presets, phrases, answers_mentions=answers_mentions)
    view = discord.ui.View(timeout=None)
    for part, item in items.items():
        if part is not Part.CHANNELS or scope.channel_id is None:
            view.add_item(PanelPart(part, scope.channel_id, item))
    return {
        "content": write_summary(settings, host.presets, phrases, channel_id=scope.channel_id),
        "view": view,
        "allowed_mentions": discord.AllowedMentions.none(),
    }
