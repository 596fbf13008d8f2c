import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.operations.stalls import Spent, divide_stall, read_stack, read_stall

NOTHING = Spent(ran=0.0, waited=0.0, others_waited=0.0, collecting=0.0)
SECONDS = st.floats(0, 10)


def test_running_is_ones_own_whatever_others_did() -> None:
    stall = divide_stall(0.2, Spent(ran=0.2, waited=0.1, others_waited=5.0, collecting=0.05), ())
    assert stall.own_seconds == pytest.approx(0.2)
    assert stall.collecting_seconds == 0.05


def test_waiting_for_a_processor_is_nobodys_fault() -> None:
    stall = divide_stall(0.2, NOTHING._replace(ran=0.05, waited=0.15), ())
    assert (stall.ran_seconds, stall.waited_seconds) == pytest.approx((0.05, 0.15))
    assert stall.own_seconds == pytest.approx(0.05)


def test_waiting_for_something_else_is_ones_own() -> None:
    assert divide_stall(0.2, NOTHING, ()).blocked_seconds == 0.2


def test_a_thread_without_a_processor_excuses_whoever_may_wait_for_it() -> None:
    stall = divide_stall(0.2, NOTHING._replace(ran=0.05, others_waited=0.1), ())
    assert (stall.blocked_seconds, stall.waited_seconds) == pytest.approx((0.05, 0.1))


@given(SECONDS, SECONDS, SECONDS, SECONDS)
def test_the_parts_are_the_whole(seconds: float, ran: float, waited: float, others: float) -> None:
    spent = Spent(ran=ran, waited=waited, others_waited=others, collecting=ran)
    stall = divide_stall(seconds, spent, ())
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
    stall = divide_stall(0.2, NOTHING, (read_stack(sys._getframe()),))
    assert read_stall(json.loads(json.dumps(stall.as_dict()))) == stall
