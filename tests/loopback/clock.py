"""A loopback's own clock, which a test may move."""

import time


class Clock:
    """Seconds since 1970, as the loopback sees them."""

    def __init__(self) -> None:
        self._ahead_seconds = 0.0

    def now(self) -> float:
        return time.time() + self._ahead_seconds

    def move(self, seconds: float) -> None:
        """Forward, or back with a negative number."""
        self._ahead_seconds += seconds
