import time
from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from bot.service.fair_ring import FairRing
from tests.bot.service.ring_model import RingModel


def make_ring(*jobs: str) -> FairRing:
    """Jobs written ``person/chat/number``, in the order in which they come."""
    ring = FairRing()
    for job in jobs:
        person_id, chat_id, _ = job.split("/")
        ring.add(job, person_id=person_id, chat_id=chat_id)
    return ring


def drain(ring: FairRing) -> list[str]:
    taken = []
    while (job := ring.pop()) is not None:
        taken.append(job)
    return taken


def test_one_person_is_served_in_order() -> None:
    ring = make_ring("ann/x/1", "ann/x/2", "ann/x/3")

    assert drain(ring) == ["ann/x/1", "ann/x/2", "ann/x/3"]


def test_people_take_turns_however_many_jobs_one_has() -> None:
    ring = make_ring("ann/x/1", "ann/x/2", "ann/x/3", "bob/x/1", "cem/x/1", "cem/x/2")

    assert drain(ring) == ["ann/x/1", "bob/x/1", "cem/x/1", "ann/x/2", "cem/x/2", "ann/x/3"]


def test_chats_of_a_person_take_turns() -> None:
    ring = make_ring("ann/x/1", "ann/x/2", "ann/y/1", "ann/z/1")

    assert drain(ring) == ["ann/x/1", "ann/y/1", "ann/z/1", "ann/x/2"]


def test_many_chats_give_nobody_more_turns() -> None:
    ring = make_ring("ann/x/1", "ann/y/1", "ann/z/1", "bob/x/1")

    assert drain(ring)[1] == "bob/x/1"


def test_a_newcomer_waits_for_one_round_at_most() -> None:
    ring = make_ring(*(f"ann/x/{number}" for number in range(50)))
    ring.pop()

    assert ring.add("bob/x/1", person_id="bob", chat_id="x") == 2


def test_newcomers_never_push_back_somebody_who_waits_for_a_second_turn() -> None:
    ring = make_ring("ann/x/1", "ann/x/2", "bob/x/1")
    ring.pop()
    before = ring.position("ann/x/2")
    ring.add("cem/x/1", person_id="cem", chat_id="x")

    assert ring.position("ann/x/2") == before


def test_who_leaves_the_line_lets_the_others_move_up() -> None:
    ring = make_ring("ann/x/1", "ann/x/2", "bob/x/1")

    assert ring.remove("ann/x/1")
    assert [ring.position(job) for job in ("ann/x/2", "bob/x/1")] == [1, 2]
    assert not ring.remove("ann/x/1")


def test_a_job_waits_only_once() -> None:
    ring = make_ring("ann/x/1")

    with pytest.raises(ValueError, match="waits already"):
        ring.add("ann/x/1", person_id="bob", chat_id="x")


def test_an_unknown_job_has_no_position() -> None:
    with pytest.raises(KeyError):
        make_ring().position("ann/x/1")


def test_ten_thousand_jobs_cost_about_as_much_each_as_ten() -> None:
    """The best of a few runs, with room for a busy machine: a linear one is 1000 times slower."""

    def measure(jobs: int) -> float:
        ring = FairRing()
        start = time.process_time()
        for number in range(jobs):
            ring.add(str(number), person_id=f"p{number // 2}", chat_id=f"c{number % 7}")
        for number in range(0, jobs, 2):
            ring.position(str(number))
        for number in range(0, jobs, 10):
            ring.remove(str(number))
        while ring.pop() is not None:
            pass
        return (time.process_time() - start) / jobs

    few = min(measure(10) for _ in range(50))
    many = min(measure(10_000) for _ in range(2))

    assert many < 10 * few


class FairRingMachine(RuleBasedStateMachine):
    jobs = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self.ring = FairRing()
        self.model = RingModel()
        self.owners: dict[str, str] = {}
        self.served: Counter[str] = Counter()
        self.served_since: dict[str, Counter[str]] = {}

    @rule(target=jobs, person=st.sampled_from("abcde"), chat=st.sampled_from("xyz"))
    def add(self, person: str, chat: str) -> str:
        job = f"job{len(self.owners)}"
        if not self.model.count(person):
            self.served_since[person] = Counter()
        self.owners[job] = person
        self.model.add(job, person, chat)
        position = self.ring.add(job, person_id=person, chat_id=chat)
        assert position == self.model.order().index(job) + 1
        return job

    @rule()
    def pop(self) -> None:
        job = self.ring.pop()
        assert job == self.model.pop()
        if job is not None:
            person = self.owners[job]
            self.served_since[person] = Counter()
            for waited in self.served_since.values():
                waited[person] += 1

    @rule(job=consumes(jobs))
    def remove(self, job: str) -> None:
        waits = job in self.model.order()
        assert self.ring.remove(job) is waits
        self.model.remove(job)

    @invariant()
    def order_and_positions_are_those_of_the_ring(self) -> None:
        order = self.model.order()
        assert list(self.ring) == order
        assert [self.ring.position(job) for job in order] == list(range(1, len(order) + 1))
        assert len(self.ring) == len(order)
        assert all(job in self.ring for job in order)

    @invariant()
    def nobody_is_served_twice_while_somebody_waits_for_a_first_turn(self) -> None:
        for person, served in self.served_since.items():
            if self.model.count(person):
                assert all(turns <= 1 for other, turns in served.items() if other != person)


FairRingMachine.TestCase.settings = settings(deadline=None, max_examples=60, stateful_step_count=40)
TestFairRingMachine = FairRingMachine.TestCase
