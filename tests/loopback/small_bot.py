"""A bot as small as it can be and still do what the loopback has to understand."""

import asyncio
import re
from io import BytesIO
from typing import Any, Self

import discord
from discord import app_commands

Interaction = discord.Interaction[Any]
Button = discord.ui.Button[discord.ui.View]


class AgainButton(discord.ui.DynamicItem[Button], template=r"again:(?P<number>\d+)"):
    """Edits the message it is under."""

    def __init__(self, number: int) -> None:
        super().__init__(discord.ui.Button(label="Again", custom_id=f"again:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["number"]))

    async def callback(self, interaction: Interaction) -> None:
        await interaction.response.defer()
        await interaction.followup.send(f"pressed {self.number}")


class SmallBot(discord.AutoShardedClient):
    """Echoes pictures; greets whoever mentions it."""

    def __init__(self, *, content: bool = False, **options: Any) -> None:
        intents = discord.Intents(
            guilds=True, guild_messages=True, dm_messages=True, message_content=content
        )
        super().__init__(intents=intents, guild_ready_timeout=0.05, **options)
        self.started = asyncio.Event()
        self.resumed = asyncio.Event()
        self.heard: list[discord.Message] = []
        self.tree = app_commands.CommandTree(self)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the pause that the real Discord asks for."""

    async def setup_hook(self) -> None:
        self.add_dynamic_items(AgainButton)
        self.tree.add_command(echo)
        self.tree.add_command(slow)
        self.tree.add_command(repeat)
        await self.tree.sync()

    async def on_ready(self) -> None:
        self.started.set()

    async def on_resumed(self) -> None:
        self.resumed.set()

    async def on_message(self, message: discord.Message) -> None:
        if message.author.id == self.application_id:
            return
        self.heard.append(message)
        if self.user in message.mentions:
            await message.reply(f"hello {message.content}", mention_author=False)


@app_commands.command()
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
@app_commands.allowed_installs(guilds=True, users=True)
async def echo(
    interaction: Interaction, picture: discord.Attachment, preset: str | None = None
) -> None:
    """Sends the picture back."""
    await interaction.response.defer(thinking=True)
    data = await picture.read()
    file = discord.File(BytesIO(data), picture.filename, description="An echo")
    view = discord.ui.View(timeout=None).add_item(AgainButton(7))
    await interaction.edit_original_response(
        content=f"echo {preset}", attachments=[file], view=view
    )


@echo.autocomplete("preset")
async def complete(_interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    names = ("cats", "castles", "dogs")
    return [app_commands.Choice(name=n.title(), value=n) for n in names if n.startswith(typed)]


@app_commands.command()
async def slow(interaction: Interaction, seconds: float) -> None:
    """Thinks too long."""
    await asyncio.sleep(seconds)
    await interaction.response.send_message("at last", ephemeral=True)


@app_commands.context_menu(name="Repeat this")
async def repeat(interaction: Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(message.content, ephemeral=True)
