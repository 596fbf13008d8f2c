from bot.adapters.web.limits import Rate, RateLimiter


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_and_the_next_one_waits() -> None:
    clock = Clock()
    limiter = RateLimiter(Rate(burst=3, per_minute=60), clock=clock)
    assert [limiter.wait_seconds("a") for _ in range(4)] == [0, 0, 0, 1.0]
    clock.now += 1.0
    assert limiter.wait_seconds("a") == 0
    assert limiter.wait_seconds("a") > 0


def test_waiting_is_told_without_being_prolonged() -> None:
    clock = Clock()
    limiter = RateLimiter(Rate(burst=1, per_minute=6), clock=clock)
    limiter.wait_seconds("a")
    assert [round(limiter.wait_seconds("a"), 6) for _ in range(3)] == [10.0] * 3
    clock.now += 4
    assert round(limiter.wait_seconds("a"), 6) == 6.0


def test_one_name_does_not_use_up_anothers() -> None:
    limiter = RateLimiter(Rate(burst=1, per_minute=1), clock=Clock())
    assert limiter.wait_seconds("a") == 0
    assert limiter.wait_seconds("b") == 0
    assert limiter.wait_seconds("a") > 0


def test_rest_saves_up_no_more_than_a_burst() -> None:
    clock = Clock()
    limiter = RateLimiter(Rate(burst=2, per_minute=60), clock=clock)
    limiter.wait_seconds("a")
    clock.now += 3600
    assert [limiter.wait_seconds("a") > 0 for _ in range(3)] == [False, False, True]


def test_the_names_seen_longest_ago_are_forgotten() -> None:
    limiter = RateLimiter(Rate(burst=1, per_minute=1), names=2, clock=Clock())
    for name in "abc":
        limiter.wait_seconds(name)
    assert limiter.wait_seconds("a") == 0
    assert limiter.wait_seconds("c") > 0
