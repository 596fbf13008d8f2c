"""How long a wait will be, learned from how long dreams took."""

from collections import deque
from collections.abc import Callable
from statistics import fmean

Clock = Callable[[], float]
"""Seconds that only go forward, such as :func:`time.monotonic`."""

_REMEMBERED = 40
_LEAST_LEFT = 0.1
"""A dream that takes longer than most has at least this share of a usual one left."""


class WaitEstimates:
    """Follows running dreams by id, and keeps the durations of the last ones that finished."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._started: dict[str, float] = {}
        self._durations: deque[float] = deque(maxlen=_REMEMBERED)

    def start(self, job_id: str) -> None:
        """A worker has the job now; a second call, after a worker died, starts it anew."""
        self._started[job_id] = self._clock()

    def end(self, job_id: str, *, finished: bool) -> None:
        """The job is over; only a finished one teaches how long dreams take."""
        started = self._started.pop(job_id, None)
        if finished and started is not None:
            self._durations.append(self._clock() - started)

    def wait_seconds(self, position: int, *, capacity: int) -> float | None:
        """How long the job at this position waits, with ``capacity`` dreams at a time.

        None until a first dream has finished. The wait is exact if all dreams take as long as the
        mean of the last ones.
        """
        if not self._durations:
            return None
        usual = fmean(self._durations)
        now = self._clock()
        left = [max(usual - (now - start), usual * _LEAST_LEFT) for start in self._started.values()]
        free = max(capacity, 1)
        lefts = sorted([0.0] * (free - len(left)) + left)[:free]
        rounds, place = divmod(position - 1, free)
        return rounds * usual + lefts[place]
