"""What a platform must offer: a post comes in; acknowledge, progress, result or apology go out."""

from dataclasses import dataclass
from typing import Protocol

from dream_core.request import DreamResult, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whoever posts. ``id`` is unique over all platforms, such as ``web:5f2c``."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """The job waits; ``position`` 1 is next. ``wait_seconds`` is None until durations are known."""

    job_id: str
    position: int
    wait_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """The queue as one person sees it; ``wait_seconds`` is what a new order would wait."""

    waiting: int
    running: int
    wait_seconds: float | None
    own_waiting: tuple[Queued, ...]
    own_running: tuple[str, ...]


class Problem(Protocol):
    """An error that a person can be told: DreamError and BotError both are."""

    @property
    def code(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def hint(self) -> str: ...


class Conversation(Protocol):
    """One request's way back to the people who wait for it."""

    async def acknowledge(self, queued: Queued) -> None:
        """The job is accepted; called once, before anything else."""
        ...

    async def show_progress(self, update: Queued | Progress) -> None:
        """The position changed or the dream grew; an adapter drops what its platform can't take."""
        ...

    async def deliver(self, job_id: str, result: DreamResult) -> None:
        """The dream is finished; raises if the platform didn't take it."""
        ...

    async def apologise(self, job_id: str, problem: Problem) -> None:
        """The job ended without a result; code ``cancelled`` is an ending people asked for."""
        ...
