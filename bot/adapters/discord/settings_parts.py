"""The lists and buttons of the settings panel, showing what is set."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import discord

from bot.adapters.discord.draft import clip
from bot.records import ChatSettings
from bot.texts import Phrases, find_languages
from dream_core import Presets

MOST_CHOICES = 25
SIZES = (256, 512, 768, 1024, 1536, 2048, 3072, 4096)
"""Those that are offered, in pixels of the longest side; ``/dream`` takes any other too."""

_LONGEST_LABEL = 80
_LONGEST_OPTION = 100
_CHANNEL_KINDS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.voice,
    discord.ChannelType.category,
]


class Part(StrEnum):
    """What can be set, as the parts' ids name it."""

    PRESET = "preset"
    SIZE = "size"
    LANGUAGE = "language"
    LANGUAGES_OPEN = "languages-open"
    """Turns to the list of languages: a panel has five rows, and a list takes one."""
    BACK = "back"
    CHANNELS = "channels"
    ROLES = "roles"
    MENTIONS_ON = "mentions-on"
    MENTIONS_OFF = "mentions-off"
    RESET = "reset"


def build_items(
    settings: ChatSettings, presets: Presets, phrases: Phrases, *, answers_mentions: bool
) -> dict[Part, discord.ui.Item[Any]]:
    """Everything, in rows; ``settings`` are the scope's own, which the lists show as chosen."""
    mentions = Part.MENTIONS_OFF if answers_mentions else Part.MENTIONS_ON
    turn = "panel-turn-mentions-off" if answers_mentions else "panel-turn-mentions-on"
    return {
        Part.PRESET: _select(
            phrases.say("panel-choose-preset"),
            _preset_options(settings.preset, presets, phrases),
            row=0,
        ),
        Part.SIZE: _select(
            phrases.say("panel-choose-size"), _size_options(settings.largest_size, phrases), row=1
        ),
        Part.CHANNELS: discord.ui.ChannelSelect(
            placeholder=_clip(phrases.say("panel-choose-channels")),
            channel_types=_CHANNEL_KINDS,
            default_values=_defaults(settings.channels, discord.SelectDefaultValueType.channel),
            min_values=0,
            max_values=MOST_CHOICES,
            row=2,
        ),
        Part.ROLES: discord.ui.RoleSelect(
            placeholder=_clip(phrases.say("panel-choose-roles")),
            default_values=_defaults(settings.roles, discord.SelectDefaultValueType.role),
            min_values=0,
            max_values=MOST_CHOICES,
            row=3,
        ),
        mentions: _button(phrases.say(turn), row=4),
        Part.LANGUAGES_OPEN: _button(phrases.say("panel-choose-language"), row=4),
        Part.RESET: _button(phrases.say("panel-reset"), row=4, style=discord.ButtonStyle.danger),
    }


def build_language_items(
    settings: ChatSettings, phrases: Phrases
) -> dict[Part, discord.ui.Item[Any]]:
    """The list of languages, and the way back."""
    options = [
        discord.SelectOption(
            label=_clip(phrases.language_name(language)),
            value=language,
            default=language == settings.language,
        )
        for language in find_languages()[:MOST_CHOICES]
    ]
    return {
        Part.LANGUAGE: _select(phrases.say("panel-choose-language"), options, row=0),
        Part.BACK: _button(phrases.say("command-presets-back"), row=1),
    }


def _button(
    label: str, *, row: int, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=clip(label, _LONGEST_LABEL), style=style, row=row)


def _select(
    placeholder: str, options: list[discord.SelectOption], *, row: int
) -> discord.ui.Select[Any]:
    """At most one choice; none takes the setting back."""
    return discord.ui.Select(
        placeholder=_clip(placeholder), options=options, min_values=0, max_values=1, row=row
    )


def _preset_options(
    chosen: str | None, presets: Presets, phrases: Phrases
) -> list[discord.SelectOption]:
    names = list(presets)[:MOST_CHOICES]
    if chosen is not None and chosen in presets and chosen not in names:
        names[-1] = chosen
    return [
        discord.SelectOption(
            label=_clip(phrases.preset_title(presets[name])),
            value=name,
            description=_clip(phrases.preset_description(presets[name])),
            default=name == chosen,
        )
        for name in names
    ]


def _size_options(chosen: int | None, phrases: Phrases) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(
            label=_clip(phrases.say("panel-pixels", size=str(size))),
            value=str(size),
            default=size == chosen,
        )
        for size in SIZES
    ]


def _defaults(
    ids: Iterable[str], kind: discord.SelectDefaultValueType
) -> list[discord.SelectDefaultValue]:
    return [discord.SelectDefaultValue(id=int(found), type=kind) for found in ids]


def _clip(text: str) -> str:
    return clip(text, _LONGEST_OPTION)
