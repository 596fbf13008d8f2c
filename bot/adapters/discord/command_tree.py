"""The tree of commands, told to Discord only when it changed: Discord counts each time."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.adapters.discord.faults import PASSING, describe_fault
from bot.adapters.discord.problems import answer_problem
from bot.adapters.discord.translator import TextTranslator
from bot.errors import BotError
from bot.records import Records

SYNC_SECONDS = 40.0
_FACT = "discord_commands"

_log = structlog.get_logger(__name__)


class DreamTree(app_commands.CommandTree[discord.Client]):
    """All commands, for servers, private chats, and people who install the bot for themselves.

    ``on_call`` is called in the task of each one that is used.
    """

    def __init__(self, client: discord.Client, *, on_call: Callable[[], None]) -> None:
        self._on_call = on_call
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )

    async def interaction_check(self, _interaction: discord.Interaction[Any], /) -> bool:
        """What discord.py calls first, in the task that answers."""
        self._on_call()
        return True

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        """Tells whoever asked why it didn't work; nobody types on at a dead end."""
        if interaction.type is not discord.InteractionType.autocomplete:
            await answer_problem(interaction, error)


async def sync_when_changed(tree: DreamTree, records: Records) -> bool:
    """Tells Discord of the commands if they aren't those of the last time; returns whether it did.

    Without Discord's consent the bot goes on: commands that it had before still work.
    """
    try:
        async with asyncio.timeout(SYNC_SECONDS):
            digest = await compute_digest(tree)
            if await records.read_fact(_FACT) == digest:
                return False
            commands = await tree.sync()
            await records.write_fact(_FACT, digest)
    except (*PASSING, discord.DiscordException, BotError) as error:
        _log.warning("discord_sync_failed", reason=describe_fault(error))
        return False
    _log.info("discord_synced", commands=len(commands))
    return True


async def compute_digest(tree: DreamTree) -> str:
    """What stands for the commands in all languages, and for the application that has them."""
    translator = tree.translator or TextTranslator()
    payload = [
        await command.get_translated_payload(tree, translator) for command in tree.get_commands()
    ]
    told = json.dumps([tree.client.application_id, payload], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
