"""``/dream-forget-me``: asks once more, then removes everything of whoever asked."""

import re
from typing import Any, Self

import discord
from discord import app_commands

from bot.adapters.discord.host import host_of
from bot.adapters.discord.languages import phrases_for
from bot.adapters.discord.place import person_id
from bot.adapters.discord.problems import telling_problems
from bot.adapters.discord.translator import localise

_CUSTOM_ID = "dream-forget"


def build_forget() -> app_commands.Command[Any, ..., Any]:
    """The command, in English and ready to be translated."""
    return app_commands.Command(
        name=localise("command-forget-name"),
        description=localise("command-forget"),
        callback=_ask_first,
    )


class ForgetButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=re.escape(_CUSTOM_ID)
):
    """Removes what is kept of whoever presses it: nobody can remove anybody else's."""

    def __init__(self, label: str) -> None:
        style = discord.ButtonStyle.danger
        super().__init__(discord.ui.Button(style=style, label=label, custom_id=_CUSTOM_ID))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], _item: object, _match: re.Match[str], /
    ) -> Self:
        """What discord.py calls for a press."""
        return cls(phrases_for(interaction).say("command-forget-confirm"))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Removes it all and tells how much that was."""
        async with telling_problems(interaction):
            await interaction.response.defer()
            dreaming = host_of(interaction.client).dreaming
            count = await dreaming.forget(person_id(interaction.user.id))
            text = phrases_for(interaction).say("command-forgotten", count=count)
            await interaction.edit_original_response(content=text, view=None)


async def _ask_first(interaction: discord.Interaction[Any]) -> None:
    phrases = phrases_for(interaction)
    view = discord.ui.View(timeout=None)
    view.add_item(ForgetButton(phrases.say("command-forget-confirm")))
    question = phrases.say("command-forget-question")
    await interaction.response.send_message(question, view=view, ephemeral=True)
