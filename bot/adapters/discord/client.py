"""The bot as discord.py runs it: connected, with its commands, and listening."""

import asyncio
from typing import Any

import discord
import structlog

from bot.adapters.discord.access import Access
from bot.adapters.discord.buttons import button_items
from bot.adapters.discord.command_tree import DreamTree, sync_when_changed
from bot.adapters.discord.commands import add_commands, command_items
from bot.adapters.discord.dreaming import Dreaming
from bot.adapters.discord.endpoints import reach_gateway_at
from bot.adapters.discord.intents import (
    OFF_WITHOUT_CONTENT,
    Features,
    find_features,
    usual_intents,
)
from bot.adapters.discord.mentions import build_grammar, hear
from bot.adapters.discord.promises import Promises
from bot.adapters.discord.translator import TextTranslator
from bot.commands import Grammar
from bot.records import Records
from bot.service import DreamService
from bot.wishes import LARGEST_FILE, PictureReader
from dream_core import Presets
from dream_core.engine.protocol import DreamEngine

_LONGEST_LIMIT_SECONDS = 60.0
"""How long discord.py may hold back a call for Discord's limits; delivery has its own patience."""

_log = structlog.get_logger(__name__)


class DreamClient(discord.AutoShardedClient):
    """Carries the parts that commands and buttons need; they find them through it.

    ``gateway`` is where a proxy of Discord's gateway listens. It divides itself into as many
    connections as Discord advises. ``incoming_bytes`` is the largest picture that is fetched.
    """

    def __init__(
        self,
        *,
        engine: DreamEngine,
        service: DreamService,
        records: Records,
        presets: Presets,
        gateway: str | None = None,
        incoming_bytes: int = LARGEST_FILE,
    ) -> None:
        # Nobody hears this bot speak, and discord.py would warn that nobody can.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        self._asked_intents = usual_intents()
        super().__init__(
            intents=self._asked_intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_ratelimit_timeout=_LONGEST_LIMIT_SECONDS,
        )
        if gateway is not None:
            reach_gateway_at(gateway, self.http)
        self.engine = engine
        self.service = service
        self.records = records
        self.presets = presets
        self.access = Access(records)
        self.reader = PictureReader(largest_bytes=incoming_bytes)
        self.features = Features()
        self.grammar = Grammar(presets)
        self.dreaming = Dreaming(
            service=service, engine=engine, records=records, presets=presets, client=self
        )
        self.promises = Promises(records)
        self.tree = DreamTree(self, on_call=self.note_handling)
        add_commands(self.tree)
        self._handling: set[asyncio.Task[Any]] = set()

    async def setup_hook(self) -> None:
        """What discord.py calls between login and connection: all that waits for who the bot is."""
        self.features = find_features(self.application_flags)
        # The connection's own object: what it asks for is decided only now.
        self._asked_intents.message_content = self.features.reads_messages
        if not self.features.reads_messages:
            _log.warning(
                "discord_features_off",
                without="Message Content Intent",
                off=OFF_WITHOUT_CONTENT,
            )
        if self.user is not None:
            self.grammar = build_grammar(self.presets, self.user)
        self.add_dynamic_items(*button_items(), *command_items())
        await self.tree.set_translator(TextTranslator())
        await sync_when_changed(self.tree, self.records)
        await self.dreaming.resume()

    async def on_ready(self) -> None:
        """Every shard has its servers."""
        _log.info("discord_ready", guilds=len(self.guilds), shards=len(self.shards))
        self.note_handling()
        await self.promises.redeem(self, self.on_message)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Discord or the network went away; discord.py connects again."""
        _log.info("discord_disconnected", shard=shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Discord tells now what happened meanwhile."""
        _log.info("discord_resumed", shard=shard_id)

    async def on_message(self, message: discord.Message) -> None:
        """Somebody posted something."""
        self.note_handling()
        await hear(message, self)

    async def on_error(self, event_method: str, /, *_args: object, **_kwargs: object) -> None:
        """A fault of the program, for the log alone."""
        _log.exception("discord_event_failed", discord_event=event_method)

    def is_connected(self) -> bool:
        """Whether there is a connection for every shard; discord.py is ready through outages."""
        return not any(shard.is_closed() for shard in self.shards.values())

    def forget_shards(self) -> None:
        """The next connection asks Discord again how many there should be."""
        self.shard_count: Any = None

    def note_handling(self) -> None:
        """The current task answers somebody, who should hear the end of it before the bot goes."""
        if task := asyncio.current_task():
            self._handling.add(task)
            task.add_done_callback(self._handling.discard)

    async def wait_handled(self, timeout_seconds: float) -> None:
        """Returns once everybody who turned to the bot is answered, or the time is up."""
        others = self._handling - {asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=timeout_seconds)
        await self.promises.wait_settled()
