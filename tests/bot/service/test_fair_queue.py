import time

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from bot.service.fair_queue import FairQueue
from bot.service.reservations import PersonFullError, QueueFullError, Reservation
from tests.bot.service.ring_model import RingModel

LIMIT = 12
LIMIT_PER_PERSON = 4


def add(queue: FairQueue, job: str, *, is_first: bool = False) -> int:
    """A job written ``person/chat/number``."""
    person_id, chat_id, _ = job.split("/")
    return queue.add(job, queue.reserve(person_id), chat_id=chat_id, is_first=is_first)


def make_queue(*jobs: str, limit: int = 100, limit_per_person: int = 100) -> FairQueue:
    queue = FairQueue(limit=limit, limit_per_person=limit_per_person)
    for job in jobs:
        add(queue, job)
    return queue


def drain(queue: FairQueue) -> list[str]:
    taken = []
    while (job := queue.pop()) is not None:
        taken.append(job)
    return taken


def test_people_take_turns() -> None:
    assert drain(make_queue("ann/x/1", "ann/x/2", "bob/x/1")) == ["ann/x/1", "bob/x/1", "ann/x/2"]


def test_what_is_first_comes_before_everything_else_and_fairly_among_itself() -> None:
    queue = make_queue("ann/x/1", "bob/x/1")
    positions = [add(queue, job, is_first=True) for job in ("mia/x/1", "mia/x/2", "max/x/1")]

    assert positions == [1, 2, 2]
    assert [queue.position(job) for job in ("ann/x/1", "bob/x/1", "mia/x/2")] == [4, 5, 3]
    assert drain(queue) == ["mia/x/1", "max/x/1", "mia/x/2", "ann/x/1", "bob/x/1"]


def test_one_person_may_wait_in_both_lines_and_has_one_bound() -> None:
    queue = make_queue("mia/x/1", limit_per_person=2)
    add(queue, "mia/y/1", is_first=True)
    for is_first in (True, False):
        with pytest.raises(PersonFullError):
            add(queue, "mia/z/1", is_first=is_first)
    assert drain(queue) == ["mia/y/1", "mia/x/1"]


def test_both_lines_share_the_bound_of_the_queue() -> None:
    queue = make_queue("ann/x/1", limit=2)
    add(queue, "mia/x/1", is_first=True)
    for is_first in (True, False):
        with pytest.raises(QueueFullError):
            add(queue, "bob/x/1", is_first=is_first)


def test_a_place_is_free_again_once_its_job_is_taken_or_gone() -> None:
    queue = make_queue("ann/x/1", "ann/x/2", limit=2)
    queue.pop()
    add(queue, "bob/x/1")
    assert queue.remove("ann/x/2")
    add(queue, "bob/x/2")
    assert len(queue) == 2


def test_a_reserved_place_is_nobody_elses_and_waits_in_no_line() -> None:
    queue = make_queue(limit=1)
    with queue.reserve("ann") as reservation:
        with pytest.raises(QueueFullError):
            queue.reserve("bob")
        assert (len(queue), list(queue), queue.pop()) == (0, [], None)
        assert queue.add("job", reservation, chat_id="x") == 1
    assert list(queue) == ["job"]


def test_what_was_accepted_before_waits_in_any_case() -> None:
    queue = make_queue("ann/x/1", limit=1, limit_per_person=1)
    reservation = queue.reserve("ann", is_bounded=False)
    assert queue.add("ann/x/2", reservation, chat_id="x") == 2


def test_what_was_accepted_before_is_taken_beyond_the_bounds_and_counts() -> None:
    queue = FairQueue(limit=3, limit_per_person=2)
    for number in "12345":
        queue.add(number, queue.reserve("ann", is_bounded=False), chat_id="x")

    with pytest.raises(QueueFullError):
        queue.reserve("bob")
    for number in "123":
        queue.remove(number)
    with pytest.raises(PersonFullError):
        queue.reserve("ann")
    assert queue.add("6", queue.reserve("bob"), chat_id="x") == 2


def test_a_job_waits_only_once() -> None:
    queue = make_queue("ann/x/1", limit=2)
    for is_first in (True, False):
        with pytest.raises(ValueError, match="waits already"):
            add(queue, "ann/x/1", is_first=is_first)
    add(queue, "bob/x/1")


def test_a_reservation_is_for_one_job() -> None:
    queue = make_queue()
    reservation = queue.reserve("ann")
    queue.add("1", reservation, chat_id="x")
    with pytest.raises(ValueError, match="used up"):
        queue.add("2", reservation, chat_id="x")
    assert list(queue) == ["1"]


def test_an_unknown_job_has_no_position_and_cannot_be_removed() -> None:
    queue = make_queue("ann/x/1")
    with pytest.raises(KeyError):
        queue.position("bob/x/1")
    assert not queue.remove("bob/x/1")
    assert "bob/x/1" not in queue


def test_ten_thousand_jobs_cost_about_as_much_each_as_ten() -> None:
    """The best of a few runs, with room for a busy machine: a linear one is 1000 times slower."""

    def measure(jobs: int) -> float:
        queue = FairQueue(limit=jobs, limit_per_person=5)
        start = time.process_time()
        for number in range(jobs):
            reservation = queue.reserve(f"p{number // 2}")
            queue.add(str(number), reservation, chat_id=f"c{number % 7}", is_first=number % 3 == 0)
        for number in range(0, jobs, 2):
            queue.position(str(number))
        for number in range(0, jobs, 10):
            queue.remove(str(number))
        drain(queue)
        return (time.process_time() - start) / jobs

    few = min(measure(10) for _ in range(50))
    many = min(measure(10_000) for _ in range(2))

    assert many < 10 * few


class FairQueueMachine(RuleBasedStateMachine):
    jobs = Bundle("jobs")
    reservations = Bundle("reservations")

    def __init__(self) -> None:
        super().__init__()
        self.queue = FairQueue(limit=LIMIT, limit_per_person=LIMIT_PER_PERSON)
        self.first, self.rest = RingModel(), RingModel()
        self.held: list[str] = []
        self.count = 0

    def places_of(self, person: str) -> int:
        waiting = self.first.count(person) + self.rest.count(person)
        return waiting + self.held.count(person)

    def order(self) -> list[str]:
        return [*self.first.order(), *self.rest.order()]

    @rule(target=reservations, person=st.sampled_from("abcde"), is_bounded=st.booleans())
    def reserve(self, person: str, is_bounded: bool) -> object:
        if is_bounded and len(self.order()) + len(self.held) >= LIMIT:
            with pytest.raises(QueueFullError):
                self.queue.reserve(person)
            return multiple()
        if is_bounded and self.places_of(person) >= LIMIT_PER_PERSON:
            with pytest.raises(PersonFullError):
                self.queue.reserve(person)
            return multiple()
        self.held.append(person)
        return self.queue.reserve(person, is_bounded=is_bounded)

    @rule(reservation=consumes(reservations))
    def release(self, reservation: Reservation) -> None:
        self.held.remove(reservation.person_id)
        reservation.release()

    @rule(
        target=jobs,
        reservation=consumes(reservations),
        chat=st.sampled_from("xyz"),
        is_first=st.booleans(),
    )
    def add(self, reservation: Reservation, chat: str, is_first: bool) -> str:
        self.count += 1
        job = f"job{self.count}"
        self.held.remove(reservation.person_id)
        model = self.first if is_first else self.rest
        model.add(job, reservation.person_id, chat)
        with reservation:
            position = self.queue.add(job, reservation, chat_id=chat, is_first=is_first)
        assert position == self.order().index(job) + 1
        return job

    @rule()
    def pop(self) -> None:
        assert self.queue.pop() == (self.first.pop() or self.rest.pop())

    @rule(job=consumes(jobs))
    def remove(self, job: str) -> None:
        assert self.queue.remove(job) is (job in self.order())
        for model in (self.first, self.rest):
            model.remove(job)

    @invariant()
    def order_and_positions_are_those_of_the_rings(self) -> None:
        order = self.order()
        assert list(self.queue) == order
        assert [self.queue.position(job) for job in order] == list(range(1, len(order) + 1))
        assert len(self.queue) == len(order)
        assert all(job in self.queue for job in order)


FairQueueMachine.TestCase.settings = settings(
    deadline=None, max_examples=60, stateful_step_count=40
)
TestFairQueueMachine = FairQueueMachine.TestCase
