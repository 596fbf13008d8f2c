"""One order from its arrival to its end, and the events that its caller reads."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from dream_core.engine.messages import Copied, Developed, Inspected, Order, Shrunk
from dream_core.errors import DreamError
from dream_core.request import Failed, Finished, Progress, Started

JobEvent = Started | Progress | Finished | Developed | Copied | Inspected | Shrunk | Failed


class Job:
    """Lives on the event loop. Its last event is no Started or Progress; none follows."""

    def __init__(self, order: Order, *, time_limit_seconds: float) -> None:
        self.id = order.job_id
        self.order = order
        self.time_limit_seconds = time_limit_seconds
        self.attempts = 0
        self.over = False
        self.on_stop: Callable[[], object] | None = None
        self._deadline: float | None = None
        self._events: deque[JobEvent] = deque()
        self._arrived = asyncio.Event()

    def start(self, device: str) -> float:
        """Counts an attempt and tells the caller; returns the seconds that are left for it."""
        self.attempts += 1
        now = asyncio.get_running_loop().time()
        if self._deadline is None:
            self._deadline = now + self.time_limit_seconds
        self.tell(Started(job_id=self.id, device=device, attempt=self.attempts))
        return max(0.0, self._deadline - now)

    def tell(self, event: JobEvent) -> None:
        """Passes an event on, unless the job is over; a slow reader gets the newest progress."""
        if self.over:
            return
        last = self._events[-1] if self._events else None
        if isinstance(event, Progress) and isinstance(last, Progress):
            self._events[-1] = _merge_progress(last, event)
        else:
            self._events.append(event)
        self.over = not isinstance(event, Started | Progress)
        self._arrived.set()

    def stop(self, error: DreamError) -> bool:
        """Ends the job with an error, and whoever works on it is told; False if it was over."""
        if self.over:
            return False
        self.tell(Failed(job_id=self.id, error=error))
        if self.on_stop is not None:
            self.on_stop()
        return True

    async def next_event(self) -> JobEvent:
        """Waits for the next event. For one reader, who stops at the last one."""
        while not self._events:
            self._arrived.clear()
            await self._arrived.wait()
        return self._events.popleft()


def _merge_progress(older: Progress, newer: Progress) -> Progress:
    if newer.preview is not None or older.preview is None:
        return newer
    return replace(newer, preview=older.preview)
