"""What the service knows of an accepted job, and whose it is."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation import Person, Problem
from bot.errors import BotError, BotErrorCode
from bot.service.talk import Talk
from dream_core import DreamRequest, DreamResult, Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamOrder:
    """One picture somebody wants dreamed. ``picture`` is the file's bytes as they came.

    ``preset`` is the name of what the recipe was made from, for texts and statistics. ``guide``
    is another picture's file, whose features the dream is made of.
    """

    person: Person
    chat_id: str
    picture: bytes
    recipe: Recipe
    preset: str
    guide: bytes | None = None

    @property
    def picture_bytes(self) -> int:
        """The memory that its files take."""
        return len(self.picture) + len(self.guide or b"")


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """An order on its way. ``accepted_at`` is by the service's clock; ``running`` is the task that
    reads its dream's events.

    ``stopped_by`` says why the service itself stops the dream, where it does.
    """

    job_id: str
    order: DreamOrder
    talk: Talk
    told_position: int = 0
    accepted_at: float = 0.0
    running: asyncio.Task[DreamResult | Problem] | None = None
    stopped_by: Problem | None = None

    def request(self, *, time_limit_seconds: float) -> DreamRequest:
        """What the engine is asked for."""
        return DreamRequest(
            job_id=self.job_id,
            picture=self.order.picture,
            recipe=self.order.recipe,
            guide=self.order.guide,
            time_limit_seconds=time_limit_seconds,
        )


class Jobs:
    """All jobs that wait or run, by id and by person; their pictures take ``picture_bytes``."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._by_person: dict[str, dict[str, Job]] = {}
        self.picture_bytes = 0

    def __len__(self) -> int:
        return len(self._jobs)

    def __iter__(self) -> Iterator[Job]:
        return iter(list(self._jobs.values()))

    def add(self, job: Job) -> None:
        """Keeps an accepted job until it is discarded."""
        self._jobs[job.job_id] = job
        self.picture_bytes += job.order.picture_bytes
        self._by_person.setdefault(job.order.person.id, {})[job.job_id] = job

    def discard(self, job: Job) -> None:
        """Forgets a job that is over; one that is forgotten already is no error."""
        if self._jobs.pop(job.job_id, None) is None:
            return
        self.picture_bytes -= job.order.picture_bytes
        own = self._by_person[job.order.person.id]
        del own[job.job_id]
        if not own:
            del self._by_person[job.order.person.id]

    def __getitem__(self, job_id: str) -> Job:
        return self._jobs[job_id]

    def get(self, job_id: str) -> Job | None:
        """The job, unless it is over or was never accepted."""
        return self._jobs.get(job_id)

    def find_own(self, job_id: str, person_id: str, *, is_moderator: bool = False) -> Job:
        """The person's own job, anybody's for a moderator.

        Raises BotError with JOB_UNKNOWN or NOT_YOURS.
        """
        job = self._jobs.get(job_id)
        if job is None:
            raise BotError(
                BotErrorCode.JOB_UNKNOWN,
                "That dream neither waits nor runs.",
                "It may be finished or cancelled already.",
            )
        if job.order.person.id != person_id and not is_moderator:
            raise BotError(
                BotErrorCode.NOT_YOURS,
                "That dream is somebody else's.",
                "Only the person who asked for it can cancel it.",
            )
        return job

    def of_person(self, person_id: str) -> tuple[Job, ...]:
        """The person's jobs, oldest first."""
        return tuple(self._by_person.get(person_id, {}).values())
