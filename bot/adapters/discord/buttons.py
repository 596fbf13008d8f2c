"""The buttons, rebuilt from their ids alone: they work over restarts and keep nothing."""

import re
from typing import Any, Self

import discord

from bot.adapters.discord.actions import BUTTONS, custom_id, template
from bot.adapters.discord.presses import Press, answer_press
from bot.wishes import Action

_LONGEST_OPTION = 100
MOST_OPTIONS = 25


class DreamButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=template(*BUTTONS)
):
    """One action for one wish; everything else is looked up when it is pressed."""

    def __init__(
        self, action: Action, wish_id: str, button: discord.ui.Button[discord.ui.View]
    ) -> None:
        button.custom_id = custom_id(action, wish_id)
        super().__init__(button)
        self._press = Press(action=action, wish_id=wish_id)

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
        return cls(Action(match["action"]), match["wish_id"], item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Does it, or says why not."""
        await answer_press(interaction, self._press)


class PresetSelect(
    discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template=template(Action.PRESET)
):
    """The list of presets for one wish."""

    def __init__(self, wish_id: str, select: discord.ui.Select[discord.ui.View]) -> None:
        select.custom_id = custom_id(Action.PRESET, wish_id)
        super().__init__(select)
        self._wish_id = wish_id

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """What discord.py calls for a choice."""
        if not isinstance(item, discord.ui.Select):
            raise TypeError("a list's id on something else")
        return cls(match["wish_id"], item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Dreams with the chosen preset, or says why not."""
        chosen = next(iter(self.item.values), None)
        press = Press(action=Action.PRESET, wish_id=self._wish_id, preset=chosen)
        await answer_press(interaction, press)


def button_items() -> tuple[type[discord.ui.DynamicItem[Any]], ...]:
    """What the client registers, so that the buttons of earlier runs work too."""
    return DreamButton, PresetSelect
