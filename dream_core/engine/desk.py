"""Takes orders for dreams and photos, keeps them until they end, and hands their events out."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from itertools import count
from typing import TypeVar

from dream_core.engine.checking import check_request
from dream_core.engine.faults import cancelled, engine_closed
from dream_core.engine.job import Job, JobEvent
from dream_core.engine.line import JobLine
from dream_core.engine.messages import (
    Copied,
    Developed,
    Inspected,
    PhotoOrder,
    Shrunk,
    StartCopy,
    StartDevelop,
    StartDream,
    StartInspect,
    StartInspectFilm,
    StartRetouch,
    StartShrink,
)
from dream_core.errors import DreamError, ErrorCode
from dream_core.motion import Animation
from dream_core.networks.registry import Networks
from dream_core.recipe import Recipe
from dream_core.request import (
    DreamEvent,
    DreamRequest,
    DreamResult,
    EncodedPicture,
    Failed,
    Finished,
    Photo,
    StillFormat,
)

PHOTO_LIMIT_SECONDS = 60.0
FILM_LIMIT_SECONDS = 150.0

_Answer = TypeVar("_Answer", Developed, Copied, Inspected, Shrunk, Finished)


class JobDesk:
    """The side of an engine that callers see, whoever does the work.

    Workers take their jobs from ``dreams``, ``photos`` and ``films``: to make a film safe takes
    seconds, for which no photo should wait. ``max_pixels`` is the largest picture that is opened.
    """

    def __init__(self, networks: Networks, *, max_pixels: int) -> None:
        self.dreams = JobLine(engine_closed())
        self.photos = JobLine(engine_closed())
        self.films = JobLine(engine_closed())
        self._networks = networks
        self._max_pixels = max_pixels
        self._jobs: dict[str, Job] = {}
        self._photo_numbers = count(1)

    def open(self) -> None:
        """Takes orders from now on."""
        self.dreams.open()
        self.photos.open()
        self.films.open()

    def close(self) -> None:
        """Ends every job, waiting or running, with engine_closed."""
        self.dreams.close(engine_closed())
        self.photos.close(engine_closed())
        self.films.close(engine_closed())
        for job in list(self._jobs.values()):
            job.stop(engine_closed())

    async def dream(self, request: DreamRequest) -> AsyncGenerator[DreamEvent, None]:
        """See DreamEngine.dream. Raises ValueError if a dream with this id is under way."""
        try:
            check_request(request, self._networks, max_pixels=self._max_pixels)
        except DreamError as error:
            yield Failed(job_id=request.job_id, error=error)
            return
        job = Job(StartDream(request=request), time_limit_seconds=request.time_limit_seconds)
        self._register(job)
        try:
            self.dreams.put(job)
            event: JobEvent | None = None
            while not isinstance(event, Finished | Failed):
                event = await job.next_event()
                if not isinstance(event, Developed | Copied | Inspected | Shrunk):
                    yield event
        finally:
            self._forget(job)

    async def develop(self, picture: bytes, *, film: Animation | None = None) -> Photo:
        """See DreamEngine.develop."""
        order = StartDevelop(
            job_id=self._name_photo(), picture=picture, max_pixels=self._max_pixels
        )
        developed = await self._await_photo(order, Developed)
        if film is None or not developed.may_move:
            return developed.photo
        return await self._copy_film(picture, film, developed.photo)

    async def _copy_film(self, picture: bytes, limits: Animation, still: Photo) -> Photo:
        order = StartCopy(
            job_id=self._name_photo(), picture=picture, max_pixels=self._max_pixels, limits=limits
        )
        try:
            film = (await self._await_photo(order, Copied)).film
        except DreamError as error:
            if error.code is not ErrorCode.PICTURE_STILL:
                raise
            return still
        return replace(
            still,
            picture=film.picture,
            picture_format=film.picture_format,
            width=film.width,
            height=film.height,
        )

    async def inspect(self, request: DreamRequest) -> None:
        """See DreamEngine.inspect."""
        check_request(request, self._networks, max_pixels=self._max_pixels)
        order = StartInspect(
            job_id=self._name_photo(), request=request, max_pixels=self._max_pixels
        )
        inspected = await self._await_photo(order, Inspected)
        if inspected.may_move:
            film_order = StartInspectFilm(
                job_id=self._name_photo(), request=request, max_pixels=self._max_pixels
            )
            await self._await_photo(film_order, Inspected)

    async def shrink(self, picture: bytes, *, max_bytes: int) -> EncodedPicture:
        """See DreamEngine.shrink."""
        order = StartShrink(
            job_id=self._name_photo(),
            picture=picture,
            max_bytes=max_bytes,
            max_pixels=self._max_pixels,
        )
        return (await self._await_photo(order, Shrunk)).encoded

    async def retouch(
        self,
        photo: bytes,
        dream: bytes,
        recipe: Recipe,
        *,
        picture_format: StillFormat | None = None,
    ) -> DreamResult:
        """See DreamEngine.retouch."""
        order = StartRetouch(
            job_id=self._name_photo(),
            photo=photo,
            dream=dream,
            recipe=recipe,
            picture_format=picture_format,
            max_pixels=self._max_pixels,
        )
        return (await self._await_photo(order, Finished)).result

    def cancel(self, job_id: str) -> bool:
        """Ends a dream that waits or runs; False if there is no such dream."""
        job = self._jobs.get(job_id)
        return job is not None and isinstance(job.order, StartDream) and job.stop(cancelled())

    async def _await_photo(self, order: PhotoOrder, answer: type[_Answer]) -> _Answer:
        films = isinstance(order, StartCopy | StartInspectFilm)
        job = Job(order, time_limit_seconds=FILM_LIMIT_SECONDS if films else PHOTO_LIMIT_SECONDS)
        self._register(job)
        try:
            (self.films if films else self.photos).put(job)
            while True:
                event = await job.next_event()
                if isinstance(event, answer):
                    return event
                if isinstance(event, Failed):
                    raise event.error
        finally:
            self._forget(job)

    def _name_photo(self) -> str:
        return f"photo-{next(self._photo_numbers)}"

    def _register(self, job: Job) -> None:
        if job.id in self._jobs:
            raise ValueError(f"a job with the id {job.id!r} is under way")
        self._jobs[job.id] = job

    def _forget(self, job: Job) -> None:
        """Whoever no longer reads a job's events no longer wants it."""
        job.stop(cancelled())
        del self._jobs[job.id]


class DeskEngine:
    """What every engine with a desk answers its callers; the rest is how its workers live."""

    def __init__(self, networks: Networks, *, max_pixels: int) -> None:
        self._desk = JobDesk(networks, max_pixels=max_pixels)

    def dream(self, request: DreamRequest) -> AsyncGenerator[DreamEvent, None]:
        """See DreamEngine.dream."""
        return self._desk.dream(request)

    async def cancel(self, job_id: str) -> bool:
        """See DreamEngine.cancel."""
        return self._desk.cancel(job_id)

    async def develop(self, picture: bytes, *, film: Animation | None = None) -> Photo:
        """See DreamEngine.develop."""
        return await self._desk.develop(picture, film=film)

    async def inspect(self, request: DreamRequest) -> None:
        """See DreamEngine.inspect."""
        await self._desk.inspect(request)

    async def shrink(self, picture: bytes, *, max_bytes: int) -> EncodedPicture:
        """See DreamEngine.shrink."""
        return await self._desk.shrink(picture, max_bytes=max_bytes)

    async def retouch(
        self,
        photo: bytes,
        dream: bytes,
        recipe: Recipe,
        *,
        picture_format: StillFormat | None = None,
    ) -> DreamResult:
        """See DreamEngine.retouch."""
        return await self._desk.retouch(photo, dream, recipe, picture_format=picture_format)
