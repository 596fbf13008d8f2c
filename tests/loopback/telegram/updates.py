"""What the bot is yet to hear of, in the order in which it happened."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.loopback.telegram.world.registry import Event, World

Json = dict[str, Any]

_FIRST_ID = 800_000_001
_KEPT_SECONDS = 24 * 3600.0
_ONLY_ON_REQUEST = ("chat_member", "message_reaction", "message_reaction_count")


@dataclass(slots=True, kw_only=True)
class Update:
    """One event under its number."""

    id: int
    event: Event
    queued_at: float
    is_delivered: bool = False

    @property
    def payload(self) -> Json:
        return {"update_id": self.id, self.event.name: self.event.payload}


class Updates:
    """``allowed`` are the names of those that the bot wants to hear, all if it is empty.

    ``arrived`` is set whenever there is a new one.
    """

    def __init__(self, world: World) -> None:
        self.allowed: Sequence[str] = ()
        self.arrived = asyncio.Event()
        self._world = world
        self._pending: deque[Update] = deque()
        self._next_id = _FIRST_ID
        world.listeners.append(self._listen)

    @property
    def count(self) -> int:
        """How many are pending."""
        self._forget_old()
        return len(self._pending)

    def look(self, limit: int) -> list[Update]:
        """The oldest."""
        self._forget_old()
        return list(self._pending)[:limit]

    def confirm(self, offset: int) -> None:
        """Those with smaller numbers go; a negative offset keeps only so many of the last."""
        if offset < 0:
            offset = self._next_id + offset
        while self._pending and self._pending[0].id < offset:
            self._pending.popleft()

    def drop(self) -> None:
        """All go."""
        self._pending.clear()

    def hand_over(self, update: Update) -> Json:
        """The update's JSON, which is on its way to the bot."""
        if not update.is_delivered and update.event.on_delivery is not None:
            update.event.on_delivery()
        update.is_delivered = True
        return update.payload

    def _listen(self, event: Event) -> None:
        if self.allowed and event.name not in self.allowed:
            return
        if not self.allowed and event.name in _ONLY_ON_REQUEST:
            return
        queued_at = self._world.clock.now()
        self._pending.append(Update(id=self._next_id, event=event, queued_at=queued_at))
        self._next_id += 1
        self.arrived.set()

    def _forget_old(self) -> None:
        oldest = self._world.clock.now() - _KEPT_SECONDS
        while self._pending and self._pending[0].queued_at < oldest:
            self._pending.popleft()
