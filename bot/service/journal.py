"""What is kept of each accepted job until its ending is delivered, whatever happens to the bot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, Self

from bot.conversation import Person, Problem
from bot.service.asker import Asker
from dream_core import DreamResult, PlacedPreset, Recipe
from dream_core.request import PictureFormat


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    """It waits for its turn, or is being dreamed."""
    FINISHED = "finished"
    """It is dreamed, and not yet delivered."""
    FAILED = "failed"
    """It has an ending without a dream, and not everybody was told yet."""
    CLOSED = "closed"
    """Its ending was delivered, or never can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFacts:
    """A finished dream but for its picture; sizes in pixels, durations in seconds."""

    picture_format: PictureFormat
    width: int
    height: int
    recipe: Recipe
    device: str
    dream_seconds: float
    total_seconds: float
    saw: tuple[str, ...] = ()
    frames: int = 1
    duration_seconds: float = 0.0
    placed: tuple[PlacedPreset, ...] = ()

    @classmethod
    def of(cls, result: DreamResult) -> Self:
        """The facts of a dream that has just finished."""
        return cls(
            picture_format=result.picture_format,
            width=result.width,
            height=result.height,
            recipe=result.recipe,
            device=result.device,
            dream_seconds=result.dream_seconds,
            total_seconds=result.total_seconds,
            saw=result.saw,
            frames=result.frames,
            duration_seconds=result.duration_seconds,
            placed=result.placed,
        )

    def with_picture(self, picture: bytes) -> DreamResult:
        """The whole dream again."""
        return DreamResult(
            picture=picture,
            picture_format=self.picture_format,
            width=self.width,
            height=self.height,
            recipe=self.recipe,
            device=self.device,
            dream_seconds=self.dream_seconds,
            total_seconds=self.total_seconds,
            saw=self.saw,
            frames=self.frames,
            duration_seconds=self.duration_seconds,
            placed=self.placed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProblem:
    """Why a job has no dream, in the words of the error that it was; see ``Problem``."""

    code: str
    sentence: str
    hint: str = ""
    values: Mapping[str, str | float] = field(default_factory=dict)

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """The words of an error, and what other languages need for theirs."""
        return cls(
            code=str(problem.code),
            sentence=problem.sentence,
            hint=problem.hint,
            values=dict(getattr(problem, "values", {})),
        )

    def __str__(self) -> str:
        return f"{self.sentence} {self.hint}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One job: picture number ``part`` of the order ``group_id``.

    ``starts`` counts the runs of the bot that began to dream it, ``accepted_at`` is in seconds
    since 1970. ``result`` is there once it is finished, ``problem`` once it has failed.
    """

    job_id: str
    group_id: str
    part: int
    platform: str
    person: Person
    chat_id: str
    preset: str
    recipe: Recipe
    accepted_at: float
    trigger: str | None = None
    origin: Mapping[str, Any] = field(default_factory=dict)
    parent_chat_id: str | None = None
    server_id: str | None = None
    is_first: bool = False
    state: JobState = JobState.WAITING
    starts: int = 0
    result: ResultFacts | None = None
    problem: KeptProblem | None = None

    @property
    def asker(self) -> Asker:
        """Who asked for it, where."""
        return Asker(
            person_id=self.person.id,
            chat_id=self.chat_id,
            parent_chat_id=self.parent_chat_id,
            server_id=self.server_id,
        )


class AlreadyAcceptedError(Exception):
    """What triggered the order has done so before."""


class Journal(Protocol):
    """Every call returns once the change would outlive the process; raises BotError with
    RECORDS_UNAVAILABLE where it can't be kept.
    """

    async def accept(self, entries: Sequence[JournalEntry]) -> None:
        """Keeps all of them or none; raises AlreadyAcceptedError for a trigger that is known."""
        ...

    async def note_starts(self, job_ids: Sequence[str]) -> None:
        """The bot's present run begins to dream them."""
        ...

    async def finish(self, job_id: str, result: ResultFacts) -> None:
        """It is dreamed; a job that is gone is no error, here and below."""
        ...

    async def fail(self, job_id: str, problem: KeptProblem) -> None:
        """It has ended without a dream."""
        ...

    async def close(self, group_id: str) -> None:
        """The whole order's ending was delivered, or never can be."""
        ...

    async def load_open(self, platform: str) -> Sequence[JournalEntry]:
        """The jobs that aren't closed, in the order in which they were accepted."""
        ...
