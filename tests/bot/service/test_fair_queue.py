import time
from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from bot.service.fair_queue import FairQueue, PersonFullError, QueueFullError

LIMIT = 12
LIMIT_PER_PERSON = 4


def make_queue(*jobs: str) -> FairQueue:
    """Jobs written ``person/chat/number``, in the order in which they come."""
    queue = FairQueue(limit=1000, limit_per_person=100)
    for job in jobs:
        person_id, chat_id, _ = job.split("/")
        queue.add(job, person_id=person_id, chat_id=chat_id)
    return queue


def drain(queue: FairQueue) -> list[str]:
    taken = []
    while (job := queue.pop()) is not None:
        taken.append(job)
    return taken


def test_one_person_is_served_in_order() -> None:
    queue = make_queue("ann/x/1", "ann/x/2", "ann/x/3")

    assert drain(queue) == ["ann/x/1", "ann/x/2", "ann/x/3"]


def test_people_take_turns_however_many_jobs_one_has() -> None:
    queue = make_queue("ann/x/1", "ann/x/2", "ann/x/3", "bob/x/1", "cem/x/1", "cem/x/2")

    assert drain(queue) == ["ann/x/1", "bob/x/1", "cem/x/1", "ann/x/2", "cem/x/2", "ann/x/3"]


def test_chats_of_a_person_take_turns() -> None:
    queue = make_queue("ann/x/1", "ann/x/2", "ann/y/1", "ann/z/1")

    assert drain(queue) == ["ann/x/1", "ann/y/1", "ann/z/1", "ann/x/2"]


def test_many_chats_give_nobody_more_turns() -> None:
    queue = make_queue("ann/x/1", "ann/y/1", "ann/z/1", "bob/x/1")

    assert drain(queue)[1] == "bob/x/1"


def test_a_newcomer_waits_for_one_round_at_most() -> None:
    queue = make_queue(*(f"ann/x/{number}" for number in range(50)))
    queue.pop()

    assert queue.add("bob/x/1", person_id="bob", chat_id="x") == 2


def test_newcomers_never_push_back_somebody_who_waits_for_a_second_turn() -> None:
    queue = make_queue("ann/x/1", "ann/x/2", "bob/x/1")
    queue.pop()
    before = queue.position("ann/x/2")
    queue.add("cem/x/1", person_id="cem", chat_id="x")

    assert queue.position("ann/x/2") == before


def test_who_leaves_the_line_lets_the_others_move_up() -> None:
    queue = make_queue("ann/x/1", "ann/x/2", "bob/x/1")

    assert queue.remove("ann/x/1")
    assert [queue.position(job) for job in ("ann/x/2", "bob/x/1")] == [1, 2]
    assert not queue.remove("ann/x/1")


def test_bounds_are_kept_in_all_and_per_person() -> None:
    queue = FairQueue(limit=3, limit_per_person=2)
    queue.add("1", person_id="ann", chat_id="x")
    queue.add("2", person_id="ann", chat_id="y")

    with pytest.raises(PersonFullError):
        queue.add("3", person_id="ann", chat_id="z")
    queue.add("3", person_id="bob", chat_id="x")
    with pytest.raises(QueueFullError):
        queue.add("4", person_id="cem", chat_id="x")
    assert drain(queue) == ["1", "3", "2"]


def test_what_was_accepted_before_is_taken_beyond_the_bounds_and_counts() -> None:
    queue = FairQueue(limit=3, limit_per_person=2)
    for number in "12345":
        queue.add(number, person_id="ann", chat_id="x", is_bounded=False)

    with pytest.raises(QueueFullError):
        queue.add("6", person_id="bob", chat_id="x")
    for number in "123":
        queue.remove(number)
    with pytest.raises(PersonFullError):
        queue.add("6", person_id="ann", chat_id="x")
    assert queue.add("6", person_id="bob", chat_id="x") == 2


def test_a_job_waits_only_once() -> None:
    queue = make_queue("ann/x/1")

    with pytest.raises(ValueError, match="waits already"):
        queue.add("ann/x/1", person_id="bob", chat_id="x")


def test_a_queue_that_could_hold_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        FairQueue(limit=0, limit_per_person=1)


def test_an_unknown_job_has_no_position() -> None:
    with pytest.raises(KeyError):
        make_queue().position("ann/x/1")


def test_ten_thousand_jobs_cost_about_as_much_each_as_ten() -> None:
    """The best of a few runs, with room for a busy machine: a linear queue is 1000 times slower."""

    def measure(jobs: int) -> float:
        queue = FairQueue(limit=jobs, limit_per_person=5)
        start = time.process_time()
        for number in range(jobs):
            queue.add(str(number), person_id=f"p{number // 2}", chat_id=f"c{number % 7}")
        for number in range(0, jobs, 2):
            queue.position(str(number))
        for number in range(0, jobs, 10):
            queue.remove(str(number))
        while queue.pop() is not None:
            pass
        return (time.process_time() - start) / jobs

    few = min(measure(10) for _ in range(50))
    many = min(measure(10_000) for _ in range(2))

    assert many < 10 * few


class RingModel:
    """The same order by the plainest means: a list of people, each with a list of chats."""

    def __init__(self) -> None:
        self.people: list[tuple[str, list[tuple[str, list[str]]]]] = []

    def copy(self) -> "RingModel":
        model = RingModel()
        model.people = [
            (person, [(chat, list(jobs)) for chat, jobs in chats]) for person, chats in self.people
        ]
        return model

    def add(self, job: str, person: str, chat: str) -> None:
        chats = next((chats for name, chats in self.people if name == person), None)
        if chats is None:
            chats = []
            self.people.append((person, chats))
        jobs = next((jobs for name, jobs in chats if name == chat), None)
        if jobs is None:
            jobs = []
            chats.append((chat, jobs))
        jobs.append(job)

    def pop(self) -> str | None:
        if not self.people:
            return None
        person, chats = self.people.pop(0)
        chat, jobs = chats.pop(0)
        job = jobs.pop(0)
        if jobs:
            chats.append((chat, jobs))
        if chats:
            self.people.append((person, chats))
        return job

    def remove(self, job: str) -> None:
        for _, chats in self.people:
            for _, jobs in chats:
                if job in jobs:
                    jobs.remove(job)
            chats[:] = [(chat, jobs) for chat, jobs in chats if jobs]
        self.people = [(person, chats) for person, chats in self.people if chats]

    def order(self) -> list[str]:
        model, order = self.copy(), []
        while (job := model.pop()) is not None:
            order.append(job)
        return order

    def count(self, person: str) -> int:
        return sum(len(jobs) for name, chats in self.people if name == person for _, jobs in chats)


class FairQueueMachine(RuleBasedStateMachine):
    jobs = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self.queue = FairQueue(limit=LIMIT, limit_per_person=LIMIT_PER_PERSON)
        self.model = RingModel()
        self.owners: dict[str, str] = {}
        self.served: Counter[str] = Counter()
        self.served_since: dict[str, Counter[str]] = {}

    @rule(target=jobs, person=st.sampled_from("abcde"), chat=st.sampled_from("xyz"))
    def add(self, person: str, chat: str) -> object:
        job = f"job{len(self.owners)}"
        if len(self.queue) == LIMIT:
            with pytest.raises(QueueFullError):
                self.queue.add(job, person_id=person, chat_id=chat)
            return multiple()
        if self.model.count(person) == LIMIT_PER_PERSON:
            with pytest.raises(PersonFullError):
                self.queue.add(job, person_id=person, chat_id=chat)
            return multiple()
        if not self.model.count(person):
            self.served_since[person] = Counter()
        self.owners[job] = person
        self.model.add(job, person, chat)
        position = self.queue.add(job, person_id=person, chat_id=chat)
        assert position == self.model.order().index(job) + 1
        return job

    @rule()
    def pop(self) -> None:
        job = self.queue.pop()
        assert job == self.model.pop()
        if job is not None:
            person = self.owners[job]
            self.served_since[person] = Counter()
            for waited in self.served_since.values():
                waited[person] += 1

    @rule(job=consumes(jobs))
    def remove(self, job: str) -> None:
        waits = job in self.model.order()
        assert self.queue.remove(job) is waits
        self.model.remove(job)

    @invariant()
    def order_and_positions_are_those_of_the_ring(self) -> None:
        order = self.model.order()
        assert list(self.queue) == order
        assert [self.queue.position(job) for job in order] == list(range(1, len(order) + 1))
        assert len(self.queue) == len(order)
        assert all(job in self.queue for job in order)

    @invariant()
    def nobody_is_served_twice_while_somebody_waits_for_a_first_turn(self) -> None:
        for person, served in self.served_since.items():
            if self.model.count(person):
                assert all(turns <= 1 for other, turns in served.items() if other != person)


FairQueueMachine.TestCase.settings = settings(
    deadline=None, max_examples=60, stateful_step_count=40
)
TestFairQueueMachine = FairQueueMachine.TestCase
