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
class Suspended:
    """The bot leaves before the job has ended; its next run goes on with it."""

    job_id: str


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


class UnreachableError(Exception):
    """The platform can't be reached now; the same call is worth another try later."""


class Conversation(Protocol):
    """One job's way back to the people who wait for it.

    An ending may be told twice where the bot was killed or the platform unreachable in between:
    the second telling must not be seen as a second dream.
    """

    async def acknowledge(self, queued: Queued) -> None:
        """The job is accepted; called once, before anything else."""
        ...

    async def show_progress(self, update: Queued | Progress | Suspended) -> None:
        """The position changed or the dream grew; an adapter drops what its platform can't take.

        That it is suspended is the last thing told by this run of the bot.
        """
        ...

    async def deliver(self, job_id: str, result: DreamResult) -> None:
        """The dream is finished. Raises UnreachableError where it may be taken later, anything
        else where the platform will never take it.
        """
        ...

    async def apologise(self, job_id: str, problem: Problem) -> None:
        """The job ended without a result; code ``cancelled`` is an ending people asked for.

        Raises as ``deliver`` does.
        """
        ...
