"""The line in which jobs wait for a worker: first come, first served."""

import asyncio
from collections import deque

from dream_core.engine.faults import worker_died
from dream_core.engine.job import Job
from dream_core.errors import DreamError

MOST_ATTEMPTS = 2


class JobLine:
    """Open or closed; while it is closed every job in it and to come fails with one error.

    ``filled`` is set while there may be a job to take.
    """

    def __init__(self, closed: DreamError) -> None:
        self._closed: DreamError | None = closed
        self._jobs: deque[Job] = deque()
        self.filled = asyncio.Event()

    def open(self) -> None:
        """Lets jobs wait from now on."""
        self._closed = None

    def close(self, error: DreamError) -> None:
        """Fails the jobs that wait, and those to come, with this error."""
        self._closed = error
        for job in list(self._jobs):
            job.stop(error)

    def put(self, job: Job) -> None:
        """Adds a job at the end, or at the front if it was under way before."""
        if self._closed is not None:
            job.stop(self._closed)
            return
        if job.over:
            return
        if job.attempts:
            self._jobs.appendleft(job)
        else:
            self._jobs.append(job)
        job.on_stop = lambda: self._jobs.remove(job)
        self.filled.set()

    def retry(self, job: Job) -> None:
        """Puts back a job whose worker died, or ends it if that happened too often."""
        if job.attempts < MOST_ATTEMPTS:
            self.put(job)
        else:
            job.stop(worker_died())

    def take(self) -> Job | None:
        """The first job, if there is any."""
        if not self._jobs:
            self.filled.clear()
            return None
        job = self._jobs.popleft()
        job.on_stop = None
        return job
