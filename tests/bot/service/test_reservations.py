import pytest

from bot.service.reservations import Bounds, PersonFullError, QueueFullError


def test_a_queue_that_could_hold_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Bounds(limit=0, limit_per_person=1)
    with pytest.raises(ValueError, match="at least one"):
        Bounds(limit=1, limit_per_person=0)


def test_a_reservation_counts_against_both_bounds_at_once() -> None:
    bounds = Bounds(limit=3, limit_per_person=2)
    for _ in range(2):
        bounds.reserve("ann")
    with pytest.raises(PersonFullError):
        bounds.reserve("ann")
    bounds.reserve("bob")
    with pytest.raises(QueueFullError):
        bounds.reserve("cem")
    assert bounds.held == 3


def test_what_is_given_back_is_free_for_others_and_only_once() -> None:
    bounds = Bounds(limit=1, limit_per_person=1)
    reservation = bounds.reserve("ann")
    reservation.release()
    reservation.release()
    assert bounds.held == 0
    bounds.reserve("bob")
    with pytest.raises(QueueFullError):
        bounds.reserve("ann")


def test_a_reservation_that_is_left_behind_is_given_back() -> None:
    bounds = Bounds(limit=1, limit_per_person=1)
    with pytest.raises(OSError, match="full"), bounds.reserve("ann"):
        raise OSError("the disk is full")
    assert bounds.held == 0


def test_what_a_job_has_is_not_given_back_by_leaving() -> None:
    bounds = Bounds(limit=1, limit_per_person=1)
    with bounds.reserve("ann") as reservation:
        reservation.use()
    reservation.release()
    assert bounds.held == 1
    bounds.give_back("ann")
    assert bounds.held == 0


@pytest.mark.parametrize("end", ["use", "release"])
def test_a_reservation_is_used_once(end: str) -> None:
    reservation = Bounds(limit=1, limit_per_person=1).reserve("ann")
    getattr(reservation, end)()
    with pytest.raises(ValueError, match="used up"):
        reservation.use()


def test_what_was_accepted_before_has_its_place_in_any_case() -> None:
    bounds = Bounds(limit=1, limit_per_person=1)
    for _ in range(3):
        bounds.reserve("ann", is_bounded=False)
    assert bounds.held == 3
    with pytest.raises(QueueFullError):
        bounds.reserve("bob")
