"""Who waits: two fair rings with common bounds, of which the first always comes first."""

from collections.abc import Iterator

from bot.service.fair_ring import FairRing
from bot.service.reservations import Bounds, Reservation


class FairQueue:
    """Waiting jobs by id, at most ``limit`` in all and ``limit_per_person`` of one person.

    A job needs a reservation, which counts against both bounds from the moment it is made.
    """

    def __init__(self, *, limit: int, limit_per_person: int) -> None:
        self._bounds = Bounds(limit=limit, limit_per_person=limit_per_person)
        self._first, self._rest = FairRing(), FairRing()
        self._owners: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._owners)

    def __contains__(self, job_id: object) -> bool:
        return job_id in self._owners

    def __iter__(self) -> Iterator[str]:
        """All jobs in the order in which they will be taken, if nobody comes or goes."""
        yield from self._first
        yield from self._rest

    def reserve(self, person_id: str, *, is_bounded: bool = True) -> Reservation:
        """Holds a place for a job; raises QueueFullError or PersonFullError where there is none.

        ``is_bounded`` False holds one in any case, for what was accepted before the bot's start.
        """
        return self._bounds.reserve(person_id, is_bounded=is_bounded)

    def add(
        self, job_id: str, reservation: Reservation, *, chat_id: str, is_first: bool = False
    ) -> int:
        """Puts the job in the line of whoever has the reservation; returns its position, 1 being
        next. ``is_first`` puts it before all that are not.

        Raises ValueError for an id that waits already, or a reservation that is used up.
        """
        if job_id in self._owners:
            reservation.release()
            raise ValueError(f"{job_id} waits already")
        reservation.use()
        self._owners[job_id] = reservation.person_id
        ring = self._first if is_first else self._rest
        ring.add(job_id, person_id=reservation.person_id, chat_id=chat_id)
        return self.position(job_id)

    def pop(self) -> str | None:
        """Takes the job whose turn it is; None if nobody waits."""
        job_id = self._first.pop() or self._rest.pop()
        if job_id is not None:
            self._leave(job_id)
        return job_id

    def remove(self, job_id: str) -> bool:
        """Takes a job out of line; those behind it move up. False if it doesn't wait."""
        is_removed = self._first.remove(job_id) or self._rest.remove(job_id)
        if is_removed:
            self._leave(job_id)
        return is_removed

    def position(self, job_id: str) -> int:
        """The job's place in line, 1 being next; raises KeyError if it doesn't wait."""
        if job_id in self._first:
            return self._first.position(job_id)
        return len(self._first) + self._rest.position(job_id)

    def _leave(self, job_id: str) -> None:
        self._bounds.give_back(self._owners.pop(job_id))
