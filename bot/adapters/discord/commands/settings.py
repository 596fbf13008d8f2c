"""``/dream-settings``: for moderators, for a server or one of its channels."""

from typing import Any, Literal

import discord
from discord import app_commands

from bot.adapters.discord.settings_panel import open_panel
from bot.adapters.discord.translator import localise

_SERVER, _CHANNEL = "server", "channel"


def build_settings() -> app_commands.Command[Any, ..., Any]:
    """The command, in English and ready to be translated. Discord itself shows it to moderators
    only, as long as a server's owner doesn't say otherwise.
    """
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name=localise("command-settings-name"),
        description=localise("command-settings"),
        callback=_open,
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=False, private_channel=False
        ),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    command.default_permissions = discord.Permissions(manage_guild=True)
    command.guild_only = True
    app_commands.describe(scope=localise("command-settings-scope"))(command)
    app_commands.rename(scope=localise("command-settings-scope-name"))(command)
    app_commands.choices(
        scope=[
            app_commands.Choice(name=localise("command-settings-server"), value=_SERVER),
            app_commands.Choice(name=localise("command-settings-channel"), value=_CHANNEL),
        ]
    )(command)
    return command


async def _open(
    interaction: discord.Interaction[Any], scope: Literal["server", "channel"] = "server"
) -> None:
    await open_panel(interaction, interaction.channel_id if scope == _CHANNEL else None)
