from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

import pytest

from dream_core.engine.child import ParentLink, StoppedError
from dream_core.engine.messages import Hello, Quit, StartDream, Stop


@pytest.fixture
def ends() -> Iterator[tuple["Connection[Any, Any]", ParentLink]]:
    theirs, ours = Pipe()
    with theirs, ours:
        yield theirs, ParentLink(ours)


Ends = tuple["Connection[Any, Any]", ParentLink]


def test_a_child_takes_orders_and_answers(
    ends: Ends, make_order: Callable[..., StartDream]
) -> None:
    parent, link = ends
    parent.send(make_order(b"abc"))
    assert link.next_order() == make_order(b"abc")
    link.send(Hello(device="cpu"))
    assert parent.recv() == Hello(device="cpu")


def test_a_stop_that_comes_too_late_means_nothing(
    ends: Ends, make_order: Callable[..., StartDream]
) -> None:
    parent, link = ends
    parent.send(Stop(job_id="before"))
    parent.send(make_order())
    assert link.next_order() == make_order()
    parent.send(Stop(job_id="before"))
    link.check_stop("job")


def test_a_job_goes_on_until_it_should_stop(ends: Ends) -> None:
    parent, link = ends
    link.check_stop("job")
    parent.send(Stop(job_id="job"))
    with pytest.raises(StoppedError):
        link.check_stop("job")
    link.check_stop("job")


@pytest.mark.parametrize("ask", [ParentLink.next_order, lambda link: link.check_stop("job")])
@pytest.mark.parametrize("ending", [lambda end: end.send(Quit()), lambda end: end.close()])
def test_a_child_ends_when_it_is_told_to_or_its_parent_is_gone(
    ends: Ends, ask: Callable[[ParentLink], object], ending: Callable[[Any], object]
) -> None:
    parent, link = ends
    ending(parent)
    with pytest.raises(SystemExit) as end:
        ask(link)
    assert not end.value.code
