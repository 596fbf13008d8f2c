"""How many places a queue has: held by jobs that wait, and by those that are about to.

A job must be durable before it waits, and to make it durable takes a while. A reservation holds
its place meanwhile, so that whoever got one is never refused afterwards.
"""

from collections import Counter
from types import TracebackType
from typing import Self


class QueueBoundError(Exception):
    """There is no place: the queue holds as many as it may."""


class QueueFullError(QueueBoundError):
    """The queue is full for everybody."""


class PersonFullError(QueueBoundError):
    """The person has as many places as one person may."""


class Bounds:
    """Places by person, at most ``limit`` in all and ``limit_per_person`` of one person."""

    def __init__(self, *, limit: int, limit_per_person: int) -> None:
        if limit < 1 or limit_per_person < 1:
            raise ValueError("A queue holds at least one job, and one of a person.")
        self._limit = limit
        self._limit_per_person = limit_per_person
        self._of_person: Counter[str] = Counter()
        self.held = 0
        """How many places are taken."""

    def reserve(self, person_id: str, *, is_bounded: bool = True) -> "Reservation":
        """Takes a place; raises QueueFullError or PersonFullError where there is none.

        ``is_bounded`` False takes one in any case, for what was accepted before the bot's start.
        """
        if is_bounded and self.held >= self._limit:
            raise QueueFullError
        if is_bounded and self._of_person[person_id] >= self._limit_per_person:
            raise PersonFullError
        self._of_person[person_id] += 1
        self.held += 1
        return Reservation(self, person_id)

    def give_back(self, person_id: str) -> None:
        """One of the person's places is free again."""
        self.held -= 1
        self._of_person[person_id] -= 1
        if not self._of_person[person_id]:
            del self._of_person[person_id]


class Reservation:
    """A person's place for one job, which nobody else can take meanwhile.

    A context manager: leaving it gives the place back, unless a job has it by then.
    """

    def __init__(self, bounds: Bounds, person_id: str) -> None:
        self.person_id = person_id
        self._bounds = bounds
        self._is_open = True

    def use(self) -> None:
        """A job has the place from now on; raises ValueError if one had it, or it was given back.

        Whoever gave the job the place tells the bounds when it is free again.
        """
        if not self._is_open:
            raise ValueError("the reservation is used up")
        self._is_open = False

    def release(self) -> None:
        """Gives the place back; does nothing if a job has it or it was given back already."""
        if self._is_open:
            self._is_open = False
            self._bounds.give_back(self.person_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
