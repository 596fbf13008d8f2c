"""What was heard and not answered yet, so that a bot that was killed can still answer it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from bot.records.faults import explain_use
from bot.records.tables import inbox
from bot.storage import Database, replace_row


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Something heard on a platform; ``payload`` is all that is needed to hear it again."""

    key: str
    payload: Mapping[str, Any]


class Inbox:
    """Things heard, by platform and a key of the platform's own (at most 64 characters)."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def add(self, platform: str, heard: Heard) -> None:
        """Keeps it; the same key again replaces what was heard. Raises BotError."""
        row = {
            "platform": platform,
            "key": heard.key,
            "payload": dict(heard.payload),
            "received_at": self._clock(),
        }
        with explain_use():
            async with self._database.change() as connection:
                await replace_row(connection, inbox, row)

    async def remove(self, platform: str, keys: Collection[str]) -> None:
        """They are answered. Raises BotError."""
        answered = delete(inbox).where(inbox.c.platform == platform, inbox.c.key.in_(keys))
        with explain_use():
            async with self._database.change() as connection:
                await connection.execute(answered)

    async def load(self, platform: str) -> tuple[Heard, ...]:
        """What nobody answered, oldest first. Raises BotError."""
        query = select(inbox).where(inbox.c.platform == platform).order_by(inbox.c.received_at)
        with explain_use():
            async with self._database.read() as connection:
                rows = (await connection.execute(query)).all()
        return tuple(Heard(key=row.key, payload=row.payload) for row in rows)
