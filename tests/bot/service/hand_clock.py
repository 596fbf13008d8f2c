"""A clock that a test sets."""


class HandClock:
    """Seconds since 1970 that stand still unless they are set."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now
