import pytest

from bot.service.estimates import WaitEstimates


class HandClock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def estimates(clock: HandClock) -> WaitEstimates:
    return WaitEstimates(clock)


def run_job(estimates: WaitEstimates, clock: HandClock, seconds: float) -> None:
    estimates.start("job")
    clock.seconds += seconds
    estimates.end("job", finished=True)


def test_nothing_is_known_before_a_first_dream(estimates: WaitEstimates) -> None:
    estimates.start("running")

    assert estimates.wait_seconds(1, capacity=1) is None


def test_a_free_worker_means_no_wait(estimates: WaitEstimates, clock: HandClock) -> None:
    run_job(estimates, clock, 10)

    assert estimates.wait_seconds(1, capacity=1) == 0
    assert estimates.wait_seconds(2, capacity=1) == 10
    assert estimates.wait_seconds(2, capacity=2) == 0


def test_time_already_spent_on_a_running_dream_is_not_waited_again(
    estimates: WaitEstimates, clock: HandClock
) -> None:
    run_job(estimates, clock, 10)
    estimates.start("running")
    clock.seconds += 4

    assert estimates.wait_seconds(1, capacity=1) == pytest.approx(6)
    assert estimates.wait_seconds(3, capacity=1) == pytest.approx(26)


def test_several_workers_shorten_the_wait(estimates: WaitEstimates, clock: HandClock) -> None:
    run_job(estimates, clock, 10)
    estimates.start("older")
    clock.seconds += 5
    estimates.start("newer")

    waits = [estimates.wait_seconds(position, capacity=2) for position in (1, 2, 3, 4)]
    assert waits == [pytest.approx(seconds) for seconds in (5, 10, 15, 20)]


def test_a_dream_that_takes_long_never_promises_an_end_in_the_past(
    estimates: WaitEstimates, clock: HandClock
) -> None:
    run_job(estimates, clock, 10)
    estimates.start("endless")
    clock.seconds += 1000

    assert estimates.wait_seconds(1, capacity=1) == pytest.approx(1)


def test_only_finished_dreams_teach(estimates: WaitEstimates, clock: HandClock) -> None:
    run_job(estimates, clock, 10)
    estimates.start("cancelled")
    clock.seconds += 1
    estimates.end("cancelled", finished=False)
    estimates.end("never started", finished=True)

    assert estimates.wait_seconds(2, capacity=1) == 10


def test_the_estimate_follows_what_dreams_take_now(
    estimates: WaitEstimates, clock: HandClock
) -> None:
    for _ in range(5):
        run_job(estimates, clock, 100)
    for _ in range(40):
        run_job(estimates, clock, 2)

    assert estimates.wait_seconds(2, capacity=1) == pytest.approx(2)


def test_a_second_start_counts_from_then(estimates: WaitEstimates, clock: HandClock) -> None:
    estimates.start("job")
    clock.seconds += 50
    estimates.start("job")
    clock.seconds += 3
    estimates.end("job", finished=True)

    assert estimates.wait_seconds(2, capacity=1) == 3


def test_more_running_than_capacity_is_no_error(estimates: WaitEstimates, clock: HandClock) -> None:
    run_job(estimates, clock, 10)
    for name in "abc":
        estimates.start(name)

    assert estimates.wait_seconds(1, capacity=0) == pytest.approx(10)
