"""Answers that were promised: a bot that was killed meanwhile keeps them, or says why not.

While a command is read, Discord shows that the bot thinks; a mention shows nothing. What was
promised is kept in the records' inbox until somebody was answered.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog

from bot.adapters.discord.draft import MARKUP
from bot.adapters.discord.faults import PASSING, describe_fault
from bot.adapters.discord.languages import language_of
from bot.adapters.discord.reopening import ORIGINAL, open_webhook
from bot.errors import BotError
from bot.records import Heard, Records
from bot.texts import Phrases

PLATFORM = "discord"
_KEEPING_SECONDS = 1.0
"""Discord waits for three; a promise that can't be kept on disk is made all the same."""

Hear = Callable[[discord.Message], Awaitable[None]]

_log = structlog.get_logger(__name__)


def trigger_of(asker: discord.Interaction[Any] | discord.Message) -> str:
    """What a dream is triggered by, as the journal knows it."""
    return f"{PLATFORM}:{asker.id}"


class Promises:
    """Keeps each until the task that makes it is over, or for the next run if that was cut off."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._settling: set[asyncio.Task[None]] = set()

    async def promise_answer(self, interaction: discord.Interaction[Any]) -> None:
        """Before the bot is shown thinking."""
        payload = {
            "application_id": interaction.application_id,
            "token": interaction.token,
            "language": language_of(interaction),
        }
        await self._keep(Heard(key=str(interaction.id), payload=payload))

    async def promise_reply(self, message: discord.Message) -> None:
        """Before a post that speaks to the bot is read."""
        payload = {"channel_id": message.channel.id}
        await self._keep(Heard(key=str(message.id), payload=payload))

    async def redeem(self, client: discord.Client, hear: Hear) -> None:
        """Answers what an earlier run has left: hears posts again, and tells of commands that
        they came to nothing. Raises BotError where the records can't be read.
        """
        for heard in await self._records.inbox.load(PLATFORM):
            try:
                if not await self._records.journal.knows(f"{PLATFORM}:{heard.key}"):
                    await _answer(heard, client, hear)
            except (*PASSING, KeyError) as error:
                _log.warning("discord_promise_broken", key=heard.key, reason=describe_fault(error))
            await self._records.inbox.remove(PLATFORM, [heard.key])

    async def wait_settled(self) -> None:
        """Returns once nothing is written any more."""
        if self._settling:
            await asyncio.wait(self._settling)

    async def _keep(self, heard: Heard) -> None:
        try:
            async with asyncio.timeout(_KEEPING_SECONDS):
                await self._records.inbox.add(PLATFORM, heard)
        except (BotError, TimeoutError) as error:
            _log.warning("discord_promise_not_kept", reason=describe_fault(error))
            return
        if (task := asyncio.current_task()) is not None:
            task.add_done_callback(lambda task: self._settle(heard.key, task))

    def _settle(self, key: str, task: asyncio.Task[Any]) -> None:
        if task.cancelled():
            return
        settling = asyncio.create_task(self._remove(key), name=f"settle discord {key}")
        self._settling.add(settling)
        settling.add_done_callback(self._settling.discard)

    async def _remove(self, key: str) -> None:
        try:
            await self._records.inbox.remove(PLATFORM, [key])
        except BotError as error:
            _log.warning("discord_promise_not_settled", reason=str(error))


async def _answer(heard: Heard, client: discord.Client, hear: Hear) -> None:
    if "token" in heard.payload:
        phrases = Phrases(heard.payload["language"])
        words = MARKUP.escape(phrases.say("command-interrupted"))
        webhook = open_webhook(heard.payload, client)
        await webhook.edit_message(ORIGINAL, content=words)
        return
    channel = client.get_partial_messageable(heard.payload["channel_id"])
    await hear(await channel.fetch_message(int(heard.key)))
