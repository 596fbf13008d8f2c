"""Whether the bot can do what it is there for, and if not, what is in the way."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from bot.errors import BotError
from bot.records import Records
from bot.service import DreamService
from dream_core.engine.protocol import DreamEngine

RECORDS_SECONDS = 3.0
"""How long the records may take to answer."""
_PROBE = "readiness"


class Connection(Protocol):
    """A platform that the bot reaches."""

    @property
    def name(self) -> str:
        """As people write it."""
        ...

    @property
    def is_ready(self) -> bool:
        """Whether it hears from the platform now."""
        ...


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A part that isn't ready, and why in a sentence."""

    part: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        """Plain values for JSON."""
        return asdict(self)


class Readiness:
    """``platforms`` are None until it is known which ones there are."""

    def __init__(self, *, records: Records, engine: DreamEngine, service: DreamService) -> None:
        self.platforms: Sequence[Connection] | None = None
        self._records = records
        self._engine = engine
        self._service = service

    async def examine(self) -> Sequence[Obstacle]:
        """What isn't ready; waits for the records, for seconds at most."""
        return [obstacle async for obstacle in self._find_obstacles()]

    async def _find_obstacles(self) -> AsyncIterator[Obstacle]:
        if not self._service.is_open:
            yield Obstacle("bot", "The bot is shutting down.")
        if reason := await self._ask_records():
            yield Obstacle("records", reason)
        status = self._engine.status
        if status.ready == 0:
            count = len(status.devices)
            yield Obstacle("workers", f"None of the {count} dream workers is ready.")
        if self.platforms is None:
            yield Obstacle("platforms", "The bot is starting.")
        for platform in self.platforms or ():
            if not platform.is_ready:
                yield Obstacle(platform.name.lower(), f"{platform.name} isn't connected.")

    async def _ask_records(self) -> str | None:
        try:
            async with asyncio.timeout(RECORDS_SECONDS):
                await self._records.read_fact(_PROBE)
        except TimeoutError:
            return f"The records didn't answer within {RECORDS_SECONDS:g} seconds."
        except BotError as error:
            return str(error)
        return None
