"""What the gateway remembers of a bot between its connections."""

import asyncio
import secrets
from typing import Any

from tests.loopback.discord.gateway.codes import Op
from tests.loopback.discord.gateway.wire import Wire
from tests.loopback.discord.world.events import Event, Intent
from tests.loopback.discord.world.guilds import Guild

Json = dict[str, Any]


class Session:
    """One shard of the bot. Its events are numbered and kept, so that it can resume."""

    def __init__(self, *, shard: tuple[int, int], intents: Intent, wire: Wire) -> None:
        self.id = secrets.token_hex(16)
        self.shard = shard
        self.intents = intents
        self.wire: Wire | None = wire
        self.is_ready = False
        self.resumes = 0
        self._events: list[Json] = []
        self._outbox: asyncio.Queue[Json] = asyncio.Queue()

    @property
    def sequence(self) -> int:
        return len(self._events)

    @property
    def event_names(self) -> list[str]:
        """What it was told of, in order."""
        return [frame["t"] for frame in self._events]

    @property
    def is_connected(self) -> bool:
        return self.wire is not None and self.wire.is_open

    def covers(self, guild: Guild | None) -> bool:
        """Whether events of a guild, or of direct conversations, come to this shard."""
        number, count = self.shard
        return number == (0 if guild is None else (guild.id >> 22) % count)

    def hears(self, event: Event) -> bool:
        is_asked_for = not event.intent or bool(self.intents & event.intent)
        return is_asked_for and self.covers(event.guild)

    def push(self, name: str, data: Json) -> None:
        """Numbers an event and sends it, or keeps it for when the bot is back."""
        frame = {"t": name, "s": self.sequence + 1, "d": data}
        self._events.append(frame)
        if self.wire is not None:
            self._outbox.put_nowait(frame)

    def push_event(self, event: Event) -> None:
        if self.hears(event):
            self.push(event.name, event.build(bool(self.intents & Intent.MESSAGE_CONTENT)))

    def resume(self, wire: Wire, sequence: int) -> None:
        """Goes on at another connection, with all that came after the number."""
        self.wire = wire
        self.resumes += 1
        self._outbox = asyncio.Queue()
        for frame in self._events[sequence:]:
            self._outbox.put_nowait(frame)

    async def send_events(self) -> None:
        """Brings the events to the bot until it is cancelled."""
        wire, outbox = self.wire, self._outbox
        assert wire is not None
        while True:
            frame = await outbox.get()
            await wire.send(Op.DISPATCH, frame["d"], t=frame["t"], s=frame["s"])
