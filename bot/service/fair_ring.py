"""Whose turn it is: a ring of people, and for each person a ring of the chats they ask in.

Every person in the ring has one turn a round, however many jobs they have; a newcomer joins at the
end. No clock, no tasks, no input or output: only the order.

To know a job's place without walking through the queue, the queue keeps, for every depth d, the
sorted turns of the people who have more than d jobs. The job that is d-th of its own person's
comes after d rounds of everybody who has as many, and after those ahead in its own round. An
operation costs two binary searches for each job of *that person*, whatever the length of the
queue.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count


@dataclass(slots=True)
class _Person:
    turn: int
    chats: dict[str, deque[str]] = field(default_factory=dict)
    waiting: int = 0

    def take(self) -> str:
        """The next job; its chat goes to the end of the person's ring."""
        chat_id, line = next(iter(self.chats.items()))
        job_id = line.popleft()
        del self.chats[chat_id]
        if line:
            self.chats[chat_id] = line
        return job_id

    def order(self) -> Iterator[str]:
        """The person's jobs, in the order in which they will be taken."""
        lines = list(self.chats.values())
        depth = 0
        while lines := [line for line in lines if len(line) > depth]:
            yield from (line[depth] for line in lines)
            depth += 1


class FairRing:
    """Waiting jobs by id, as many as are put in: whoever owns it bounds how many a person has."""

    def __init__(self) -> None:
        self._people: dict[str, _Person] = {}
        self._places: dict[str, tuple[str, str]] = {}
        self._turns = count()
        self._depths: list[list[int]] = []
        self._names: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, job_id: object) -> bool:
        return job_id in self._places

    def __iter__(self) -> Iterator[str]:
        """All jobs in the order in which they will be taken, if nobody comes or goes."""
        orders = [self._people[self._names[turn]].order() for turn in self._first_depth()]
        while orders:
            remaining = []
            for order in orders:
                if (job_id := next(order, None)) is not None:
                    yield job_id
                    remaining.append(order)
            orders = remaining

    def add(self, job_id: str, *, person_id: str, chat_id: str) -> int:
        """Puts the job in the person's line and returns its position, 1 being next.

        Raises ValueError for an id that waits already.
        """
        if job_id in self._places:
            raise ValueError(f"{job_id} waits already")
        person = self._people.get(person_id)
        if person is None:
            person = self._people[person_id] = _Person(turn=next(self._turns))
            self._names[person.turn] = person_id
        person.chats.setdefault(chat_id, deque()).append(job_id)
        self._places[job_id] = (person_id, chat_id)
        self._deepen(person)
        return self.position(job_id)

    def pop(self) -> str | None:
        """Takes the job whose turn it is; None if nobody waits."""
        turns = self._first_depth()
        if not turns:
            return None
        person_id = self._names[turns[0]]
        person = self._people[person_id]
        job_id = person.take()
        del self._places[job_id]
        self._leave_ring(person)
        person.waiting -= 1
        if person.waiting:
            self._join_ring(person, person_id)
        else:
            del self._people[person_id]
        return job_id

    def remove(self, job_id: str) -> bool:
        """Takes a job out of line; those behind it move up. False if it doesn't wait."""
        place = self._places.pop(job_id, None)
        if place is None:
            return False
        person_id, chat_id = place
        person = self._people[person_id]
        person.chats[chat_id].remove(job_id)
        if not person.chats[chat_id]:
            del person.chats[chat_id]
        person.waiting -= 1
        self._drop(person.waiting, person.turn)
        if not person.waiting:
            del self._people[person_id], self._names[person.turn]
        return True

    def position(self, job_id: str) -> int:
        """The job's place in line, 1 being next; raises KeyError if it doesn't wait."""
        person = self._people[self._places[job_id][0]]
        depth = next(index for index, other in enumerate(person.order()) if other == job_id)
        earlier_rounds = sum(len(turns) for turns in self._depths[:depth])
        return earlier_rounds + bisect_left(self._depths[depth], person.turn) + 1

    def _first_depth(self) -> list[int]:
        return self._depths[0] if self._depths else []

    def _deepen(self, person: _Person) -> None:
        if person.waiting == len(self._depths):
            self._depths.append([])
        insort(self._depths[person.waiting], person.turn)
        person.waiting += 1

    def _drop(self, depth: int, turn: int) -> None:
        turns = self._depths[depth]
        del turns[bisect_left(turns, turn)]
        if not turns:
            del self._depths[depth]

    def _leave_ring(self, person: _Person) -> None:
        for depth in reversed(range(person.waiting)):
            self._drop(depth, person.turn)
        del self._names[person.turn]

    def _join_ring(self, person: _Person, person_id: str) -> None:
        waiting, person.waiting = person.waiting, 0
        person.turn = next(self._turns)
        self._names[person.turn] = person_id
        for _ in range(waiting):
            self._deepen(person)
