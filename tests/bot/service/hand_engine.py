"""A dream engine that a test leads by hand."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Self

from dream_core import (
    DreamError,
    DreamEvent,
    DreamRequest,
    DreamResult,
    EncodedPicture,
    ErrorCode,
    Failed,
    Finished,
    Photo,
    Progress,
    Recipe,
    Started,
)
from dream_core.engine.protocol import EngineStatus
from dream_core.motion import Animation
from dream_core.request import PictureFormat
from tests.bot.service.ordering import RECIPE

RESULT = DreamResult(
    picture=b"dream",
    picture_format="jpeg",
    width=4,
    height=3,
    recipe=RECIPE,
    device="cpu",
    dream_seconds=1.0,
    total_seconds=1.5,
    saw=("beagle", "altar"),
)


class HandEngine:
    """An engine whose dreams a test leads by hand: each waits for the event it is to yield next."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers
        self.started: list[str] = []
        self.requests: list[DreamRequest] = []
        self.closed: list[str] = []
        self._events: dict[str, asyncio.Queue[DreamEvent | Exception | None]] = {}
        self._arrived = asyncio.Condition()

    @property
    def status(self) -> EngineStatus:
        return EngineStatus(devices=("cpu",) * self.workers, ready=self.workers, busy=0, restarts=0)

    async def dream(self, request: DreamRequest) -> AsyncGenerator[DreamEvent, None]:
        job_id = request.job_id
        events = self._events[job_id] = asyncio.Queue()
        async with self._arrived:
            self.started.append(job_id)
            self.requests.append(request)
            self._arrived.notify_all()
        try:
            yield Started(job_id=job_id, device="cpu")
            while (event := await events.get()) is not None:
                if isinstance(event, Exception):
                    raise event
                yield event
                if isinstance(event, Finished | Failed):
                    return
        finally:
            self.closed.append(job_id)

    async def wait_started(self, jobs: int) -> list[str]:
        async with asyncio.timeout(5), self._arrived:
            await self._arrived.wait_for(lambda: len(self.started) >= jobs)
        return self.started

    def progress(self, job_id: str, fraction: float, preview: bytes | None = None) -> None:
        self.send(job_id, make_progress(job_id, fraction, preview=preview))

    def finish(self, job_id: str) -> None:
        self.send(job_id, Finished(job_id=job_id, result=RESULT))

    def fail(self, job_id: str, code: ErrorCode) -> None:
        self.send(job_id, Failed(job_id=job_id, error=DreamError(code, "It failed.", "Try.")))

    def send(self, job_id: str, event: DreamEvent | Exception | None) -> None:
        self._events[job_id].put_nowait(event)

    async def cancel(self, job_id: str) -> bool:
        raise NotImplementedError

    async def develop(self, picture: bytes, *, film: Animation | None = None) -> Photo:
        raise NotImplementedError

    async def inspect(self, request: DreamRequest) -> None:
        """Nothing is wrong with anything."""

    async def shrink(self, picture: bytes, *, max_bytes: int) -> EncodedPicture:
        raise NotImplementedError

    async def retouch(
        self,
        photo: bytes,
        dream: bytes,
        recipe: Recipe,
        *,
        picture_format: PictureFormat | None = None,
    ) -> DreamResult:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        return None


def make_progress(job_id: str, fraction: float, preview: bytes | None = None) -> Progress:
    step = round(fraction * 10)
    return Progress(
        job_id=job_id, fraction=fraction, octave=1, octaves=1, step=step, steps=10, preview=preview
    )
