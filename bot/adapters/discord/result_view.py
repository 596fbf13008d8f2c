"""The buttons under a result, and under a dream on its way."""

from collections.abc import Collection

import discord

from bot.adapters.discord.buttons import MOST_OPTIONS, DreamButton, PresetSelect
from bot.adapters.discord.draft import clip
from bot.records import Wish
from bot.texts import Phrases
from bot.wishes import Action, Content, Controls, is_at_limit, label_action, list_other_presets
from dream_core import Presets

_LONGEST_LABEL = 80
_LONGEST_OPTION = 100
_OTHERS = (Action.BLEND, Action.RECIPE, Action.DELETE)
_CHANGES = (Action.DEEPER, Action.STRONGER, Action.WEAKER, Action.AGAIN, Action.COLOURS)


def build_view(content: Content, wish: Wish, presets: Presets, phrases: Phrases) -> discord.ui.View:
    """The buttons that belong under a wish's message as it is now."""
    match content.controls:
        case Controls.RESULT:
            return build_result_view(wish, presets, phrases, actions=content.actions)
        case Controls.CANCEL:
            return build_cancel_view(wish, phrases)
        case Controls.RETRY:
            return build_retry_view(wish, phrases)
        case Controls.NONE:
            return discord.ui.View(timeout=None)


def build_result_view(
    wish: Wish, presets: Presets, phrases: Phrases, *, actions: Collection[Action]
) -> discord.ui.View:
    """What can be done with a finished dream."""
    view = discord.ui.View(timeout=None)
    for action in filter(actions.__contains__, _CHANGES):
        view.add_item(_make_button(wish, action, phrases, row=0))
    others = list_other_presets(wish.options, presets)
    if others and Action.PRESET in actions:
        view.add_item(_make_select(wish, others[:MOST_OPTIONS], presets, phrases))
    for action in filter(actions.__contains__, _OTHERS):
        view.add_item(_make_button(wish, action, phrases, row=2))
    return view


def build_cancel_view(wish: Wish, phrases: Phrases) -> discord.ui.View:
    """What can be done with a dream that waits or grows."""
    return discord.ui.View(timeout=None).add_item(_make_button(wish, Action.CANCEL, phrases, row=0))


def build_retry_view(wish: Wish, phrases: Phrases) -> discord.ui.View:
    """What can be done with a dream that came to nothing."""
    view = discord.ui.View(timeout=None)
    for action in (Action.AGAIN, Action.DELETE):
        view.add_item(_make_button(wish, action, phrases, row=0))
    return view


def _make_button(wish: Wish, action: Action, phrases: Phrases, *, row: int) -> DreamButton:
    is_dangerous = action is Action.DELETE
    style = discord.ButtonStyle.danger if is_dangerous else discord.ButtonStyle.secondary
    button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
        style=style,
        label=clip(label_action(wish.options, action, phrases), _LONGEST_LABEL),
        disabled=is_at_limit(wish.options, action),
        row=row,
    )
    return DreamButton(action, wish.id, button)


def _make_select(wish: Wish, names: list[str], presets: Presets, phrases: Phrases) -> PresetSelect:
    options = [
        discord.SelectOption(
            label=clip(phrases.preset_title(presets[name]), _LONGEST_OPTION),
            value=name,
            description=clip(phrases.preset_description(presets[name]), _LONGEST_OPTION),
        )
        for name in names
    ]
    select: discord.ui.Select[discord.ui.View] = discord.ui.Select(
        placeholder=clip(phrases.say("button-preset"), _LONGEST_OPTION), options=options, row=1
    )
    return PresetSelect(wish.id, select)
