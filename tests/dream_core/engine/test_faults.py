import pickle
from collections.abc import Callable

import pytest

from dream_core.engine import faults
from dream_core.errors import DreamError

EVERY = [
    faults.cancelled,
    faults.engine_closed,
    lambda: faults.over_time(600),
    faults.worker_died,
    faults.worker_unfit,
    faults.unforeseen,
    faults.out_of_memory,
]


@pytest.mark.parametrize("fault", EVERY)
def test_every_fault_is_a_sentence_for_people(fault: Callable[[], DreamError]) -> None:
    error = fault()
    assert error.sentence.endswith(".")
    assert error.hint.endswith(".") or error.code == "cancelled"
    assert pickle.loads(pickle.dumps(error)).code == error.code


def test_a_time_limit_is_told() -> None:
    assert "600 seconds" in faults.over_time(600.0).sentence
