import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.operations.stalls import Spent, divide_stall, read_stack, read_stall

SECONDS = st.floats(0, 10)


def test_running_is_ones_own_whatever_others_did() -> None:
    spent = Spent(ran=0.2, waited=0.1, others_waited=5.0, collecting=0.05)
    stall = divide_stall(0.2, spent, ())
    assert stall.own_seconds == pytest.approx(0.2)
    assert stall.collecting_seconds == 0.05


def test_waiting_for_a_processor_is_nobodys_fault() -> None:
    stall = divide_stall(0.2, Spent(ran=0.05, waited=0.15, others_ran=1.0), ())
    assert (stall.ran_seconds, stall.waited_seconds) == pytest.approx((0.05, 0.15))
    assert stall.own_seconds == pytest.approx(0.05)


def test_waiting_for_something_that_was_seen_is_ones_own() -> None:
    assert divide_stall(0.2, Spent(seen=0.25), ()).blocked_seconds == 0.2


def test_waiting_for_another_thread_that_ran_is_ones_own() -> None:
    assert divide_stall(0.2, Spent(others_ran=0.2), ()).blocked_seconds == 0.2


def test_a_thread_without_a_processor_excuses_whoever_may_wait_for_it() -> None:
    stall = divide_stall(0.2, Spent(ran=0.05, others_waited=0.1, seen=0.2), ())
    assert (stall.blocked_seconds, stall.waited_seconds) == pytest.approx((0.05, 0.1))


def test_where_nobody_ran_nor_could_look_the_system_held_all_up() -> None:
    stall = divide_stall(0.2, Spent(ran=0.01, others_ran=0.005, seen=0.01), ())
    assert stall.own_seconds == pytest.approx(0.02)
    assert stall.waited_seconds == pytest.approx(0.18)


@given(SECONDS, st.tuples(*[SECONDS] * 6))
def test_the_parts_are_the_whole(seconds: float, spent: tuple[float, ...]) -> None:
    stall = divide_stall(seconds, Spent(*spent), ())
    parts = (stall.ran_seconds, stall.blocked_seconds, stall.waited_seconds)
    assert all(part >= 0 for part in parts)
    assert stall.seconds == pytest.approx(seconds)
    assert stall.collecting_seconds <= seconds


def test_a_stack_is_read_from_the_innermost_call_on() -> None:
    def inner() -> list[str]:
        return [call.function for call in read_stack(sys._getframe())[:2]]

    name = "test_a_stack_is_read_from_the_innermost_call_on"
    assert inner() == [f"{name}.<locals>.inner", name]
    assert read_stack(None) == ()


def test_a_stall_comes_back_from_json_as_it_was() -> None:
    stall = divide_stall(0.2, Spent(), (read_stack(sys._getframe()),))
    assert read_stall(json.loads(json.dumps(stall.as_dict()))) == stall
