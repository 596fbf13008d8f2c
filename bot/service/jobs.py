"""What the service knows of an accepted job, and whose it is."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation import Person, Problem
from bot.errors import BotError, BotErrorCode
from bot.service.asker import Asker
from bot.service.orders import DreamInput, JobPictures
from bot.service.talk import Talk
from dream_core import DreamRequest, DreamResult, Recipe

Ending = DreamResult | Problem


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """One picture on its way. ``is_first`` lets it come before all that aren't; ``starts`` counts
    the runs of the bot that began to dream it. ``accepted_at`` is by the service's clock.

    ``running`` is the task that reads its dream's events, ``stopped_by`` says why the service
    itself ends the dream, ``is_suspended`` that the bot's next run goes on with it.
    """

    job_id: str
    group_id: str
    person: Person
    asker: Asker
    preset: str
    recipe: Recipe
    pictures: JobPictures
    talk: Talk
    is_first: bool = False
    starts: int = 0
    told_position: int = 0
    accepted_at: float = 0.0
    running: asyncio.Task[Ending] | None = None
    stopped_by: Problem | None = None
    is_suspended: bool = False

    def request(self, given: DreamInput, *, time_limit_seconds: float) -> DreamRequest:
        """What the engine is asked for."""
        return given.request(self.job_id, self.recipe, time_limit_seconds=time_limit_seconds)


class Jobs:
    """All jobs that wait or run, by id and by person."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._by_person: dict[str, dict[str, Job]] = {}

    def __len__(self) -> int:
        return len(self._jobs)

    def __iter__(self) -> Iterator[Job]:
        return iter(list(self._jobs.values()))

    def add(self, job: Job) -> None:
        """Keeps an accepted job until it is discarded."""
        self._jobs[job.job_id] = job
        self._by_person.setdefault(job.person.id, {})[job.job_id] = job

    def discard(self, job: Job) -> None:
        """Forgets a job that is over; one that is forgotten already is no error."""
        if self._jobs.pop(job.job_id, None) is None:
            return
        own = self._by_person[job.person.id]
        del own[job.job_id]
        if not own:
            del self._by_person[job.person.id]

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
        if job.person.id != person_id and not is_moderator:
            raise BotError(
                BotErrorCode.NOT_YOURS,
                "That dream is somebody else's.",
                "Only the person who asked for it can cancel it.",
            )
        return job

    def of_person(self, person_id: str) -> tuple[Job, ...]:
        """The person's jobs, oldest first."""
        return tuple(self._by_person.get(person_id, {}).values())
