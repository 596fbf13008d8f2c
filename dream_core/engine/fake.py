"""An engine without torch, for tests of whatever uses one.

Its dream of a photo is the negative; what it imagines stays noise. Every subject that it sees is
in the middle of the picture.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Self

import numpy as np

from dream_core.dreamer import Place
from dream_core.engine.darkroom import work_on_photo
from dream_core.engine.desk import DeskEngine
from dream_core.engine.faults import over_time, unforeseen
from dream_core.engine.job import Job
from dream_core.engine.line import JobLine
from dream_core.engine.messages import StartDream
from dream_core.engine.protocol import EngineStatus
from dream_core.errors import DreamError
from dream_core.images import (
    DecodedPicture,
    check_mask,
    decode_picture,
    encode_dream,
    make_preview,
    open_guide,
    open_mask,
    resize_picture,
    result_side,
)
from dream_core.images.picture import Pixels
from dream_core.imagining.method import choose_side
from dream_core.moving.bounds import excusing_still
from dream_core.moving.making import make_film
from dream_core.networks.registry import Networks
from dream_core.octaves import resolve_recipe
from dream_core.recipe import Recipe
from dream_core.request import DreamRequest, DreamResult, Finished, Progress
from dream_core.sheets.making import make_sheet

DEVICE = "fake"
"""What Started, the result and the status say a dream was made on."""

_LAST_STEP = 10**6

_log = logging.getLogger(__name__)


class FakeEngine(DeskEngine):
    """A DreamEngine whose every step takes ``step_seconds`` and does nothing.

    Every dream has more of what ``saw`` names. Pictures, sizes, recipes, limits and cancelling are
    treated as the real engine does. What should go wrong is set with :meth:`fail_next` and
    :meth:`kill_next`.
    """

    def __init__(
        self,
        networks: Networks,
        *,
        workers: int = 1,
        step_seconds: float = 0.0,
        max_pixels: int = 64_000_000,
        saw: tuple[str, ...] = (),
    ) -> None:
        super().__init__(networks, max_pixels=max_pixels)
        self.step_seconds = step_seconds
        self.saw = saw
        self._max_pixels = max_pixels
        self._workers = workers
        self._busy = 0
        self._restarts = 0
        self._failures: deque[DreamError] = deque()
        self._deaths = 0
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def status(self) -> EngineStatus:
        """Every worker is ready from enter to exit."""
        return EngineStatus(
            devices=(DEVICE,) * self._workers if self._tasks else (),
            ready=self._workers if self._tasks else 0,
            busy=self._busy,
            restarts=self._restarts,
        )

    def fail_next(self, error: DreamError) -> None:
        """The next dream that starts, and isn't to fail for an earlier call, fails with this."""
        self._failures.append(error)

    def kill_next(self, times: int = 1) -> None:
        """The workers of this many attempts to come die after their first step."""
        self._deaths += times

    async def __aenter__(self) -> Self:
        self._desk.open()
        lines = [self._desk.photos, self._desk.films, *[self._desk.dreams] * self._workers]
        self._tasks = [asyncio.create_task(self._work(line)) for line in lines]
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._desk.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _work(self, line: JobLine) -> None:
        while True:
            await line.filled.wait()
            if job := line.take():
                await self._perform(job, line)

    async def _perform(self, job: Job, line: JobLine) -> None:
        loop = asyncio.get_running_loop()
        seconds_left = job.start(DEVICE)
        attempt = asyncio.create_task(self._attempt(job))
        limit = loop.call_later(seconds_left, job.stop, over_time(job.time_limit_seconds))
        job.on_stop = attempt.cancel
        self._busy += isinstance(job.order, StartDream)
        try:
            await asyncio.wait([attempt])
        finally:
            self._busy -= isinstance(job.order, StartDream)
            job.on_stop = None
            limit.cancel()
            attempt.cancel()
        self._conclude(job, line, attempt)

    def _conclude(self, job: Job, line: JobLine, attempt: asyncio.Task[None]) -> None:
        error = None if attempt.cancelled() else attempt.exception()
        if isinstance(error, _WorkerDiedError):
            self._restarts += 1
            line.retry(job)
        elif isinstance(error, DreamError):
            job.stop(error)
        elif error is not None:
            _log.error("job %s failed", job.id, exc_info=error, extra={"job_id": job.id})
            job.stop(unforeseen())

    async def _attempt(self, job: Job) -> None:
        order = job.order
        if not isinstance(order, StartDream):
            job.tell(await asyncio.to_thread(work_on_photo, order))
            return
        if self._failures:
            raise self._failures.popleft()
        request = order.request
        if request.motion is not None or request.sheet is not None:
            with excusing_still(request):
                await self._dream_many(job, request)
                return
        await self._dream(job, replace(request, motion=None))

    async def _dream(self, job: Job, request: DreamRequest) -> None:
        begin = time.perf_counter()
        picture, mask = await asyncio.to_thread(_open_pictures, request, self._max_pixels)
        recipe = _resolve(request, picture)
        await self._climb(job, request, recipe, picture)
        seconds = time.perf_counter() - begin
        result = await asyncio.to_thread(
            _finish, request, recipe, picture, mask=mask, seconds=seconds
        )
        job.tell(Finished(job_id=job.id, result=replace(result, saw=self.saw)))

    async def _dream_many(self, job: Job, request: DreamRequest) -> None:
        dies = self._deaths > 0
        self._deaths -= dies
        loop = asyncio.get_running_loop()
        dreamer = _ManyDreamer(
            request,
            step_seconds=self.step_seconds,
            dies=dies,
            tell=lambda progress: loop.call_soon_threadsafe(job.tell, progress),
        )
        try:
            result = await asyncio.to_thread(_finish_many, request, dreamer, self._max_pixels)
        finally:
            dreamer.stopped.set()
        job.tell(Finished(job_id=job.id, result=result))

    async def _climb(
        self, job: Job, request: DreamRequest, recipe: Recipe, photo: DecodedPicture
    ) -> None:
        preview = await asyncio.to_thread(make_preview, photo.pixels, request.preview_side)
        total = recipe.octaves * recipe.steps
        next_preview = time.monotonic()
        for done in range(total):
            await asyncio.sleep(self.step_seconds)
            if self._deaths:
                self._deaths -= 1
                raise _WorkerDiedError
            is_due = time.monotonic() >= next_preview
            job.tell(
                Progress(
                    job_id=job.id,
                    fraction=(done + 1) / total,
                    octave=done // recipe.steps + 1,
                    octaves=recipe.octaves,
                    step=done % recipe.steps + 1,
                    steps=recipe.steps,
                    preview=preview if is_due else None,
                )
            )
            if is_due:
                next_preview = time.monotonic() + request.preview_interval_seconds


class _WorkerDiedError(Exception):
    pass


def _resolve(request: DreamRequest, picture: DecodedPicture) -> Recipe:
    if request.picture is None:
        return replace(request.recipe.unfinished, size=picture.width, grow_octaves=False)
    return resolve_recipe(request.recipe, picture.width, picture.height)


class _ManyDreamer:
    """A SheetDreamer in a thread of its own, which ends soon after ``stopped`` is set."""

    def __init__(
        self,
        request: DreamRequest,
        *,
        step_seconds: float,
        dies: bool,
        tell: Callable[[Progress], object],
    ) -> None:
        self.stopped = threading.Event()
        self._request = request
        self._step_seconds = step_seconds
        self._dies = dies
        self._tell = tell
        self._next_preview = time.monotonic()
        self._place = Place(number=1, total=1, start=0.0, stop=1.0)

    def dream(self, picture: Pixels, recipe: Recipe, place: Place) -> Pixels:
        """The negative."""
        (dreamed,) = self.dream_batch([picture], recipe, place)
        return dreamed

    def dream_batch(
        self, pictures: Sequence[Pixels], recipe: Recipe, place: Place
    ) -> Sequence[Pixels]:
        """The negatives."""
        shown = pictures[0] if place.shown is None else place.shown
        self._climb(recipe.octaves * recipe.steps, place, shown)
        return [255 - picture for picture in pictures]

    def imagine(self, recipes: Sequence[Recipe], side: int, place: Place) -> Sequence[Pixels]:
        """Noise, another one for each channel."""
        self._climb(recipes[0].steps, place, place.shown)
        return [_draw_square(recipe.targets[0].channels, side) for recipe in recipes]

    def report(self, fraction: float, frame: Pixels | None = None) -> None:
        """See PictureDreamer."""
        self._report(fraction, frame, step=_LAST_STEP)

    def _climb(self, steps: int, place: Place, shown: Pixels | None) -> None:
        self._place = place
        for done in range(1, steps + 1):
            if self._dies:
                raise _WorkerDiedError
            self.stopped.wait(self._step_seconds)
            self._report(place.start + (place.stop - place.start) * done / steps, shown, step=done)

    def _report(self, fraction: float, picture: Pixels | None, *, step: int) -> None:
        if self.stopped.is_set():
            raise _StoppedError
        preview = None
        if picture is not None and time.monotonic() >= self._next_preview:
            preview = make_preview(picture, self._request.preview_side)
            self._next_preview = time.monotonic() + self._request.preview_interval_seconds
        self._tell(
            Progress(
                job_id=self._request.job_id,
                fraction=fraction,
                octave=self._place.number,
                octaves=self._place.total,
                step=step,
                steps=_LAST_STEP,
                preview=preview,
            )
        )


class _StoppedError(Exception):
    """Nobody waits for the film or the sheet any more."""


def _finish_many(request: DreamRequest, dreamer: _ManyDreamer, max_pixels: int) -> DreamResult:
    begin = time.perf_counter()
    open_guide = partial(_open_guide, request, max_pixels)
    make = make_film if request.sheet is None else make_sheet
    composite = make(request, dreamer, max_pixels=max_pixels, on_opened=open_guide)
    seconds = time.perf_counter() - begin
    return composite.describe(device=DEVICE, dream_seconds=seconds, total_seconds=seconds)


def _open_pictures(request: DreamRequest, max_pixels: int) -> tuple[DecodedPicture, Pixels | None]:
    """The photo at the result's size, and where it is dreamed.

    The guide changes nothing, but has to be a picture.
    """
    if request.picture is None:
        return _draw_noise(request.recipe, max_pixels), None
    decoded = decode_picture(request.picture, max_pixels=max_pixels)
    side = result_side(decoded.width, decoded.height, request.recipe.size, max_pixels=max_pixels)
    _open_guide(request, max_pixels)
    resized = resize_picture(decoded, side)
    mask = _find_mask(request, resized, max_pixels) if request.is_partial else None
    return resized, mask


def _open_guide(request: DreamRequest, max_pixels: int) -> None:
    if request.guide is not None:
        open_guide(request.guide, max_pixels=max_pixels)


def _find_mask(request: DreamRequest, photo: DecodedPicture, max_pixels: int) -> Pixels:
    """Where it is dreamed, 0 to 255; raises PictureError where that is nowhere."""
    height, width = photo.pixels.shape[:2]
    mask = np.full((height, width), 255, np.uint8)
    if request.mask is not None:
        mask = open_mask(request.mask, (width, height), max_pixels=max_pixels)
    if request.recipe.only != "all":
        subject = np.zeros_like(mask)
        subject[height // 4 : -(height // 4), width // 4 : -(width // 4)] = 255
        mask = np.minimum(mask, subject if request.recipe.only == "subject" else 255 - subject)
        check_mask(mask)
    return mask


def _draw_noise(recipe: Recipe, max_pixels: int) -> DecodedPicture:
    side = choose_side(recipe.size, max_pixels=max_pixels)
    return DecodedPicture(pixels=_draw_square(recipe.seed, side), alpha=None)


def _draw_square(seed: int | Sequence[int], side: int) -> Pixels:
    random = np.random.default_rng(seed)
    return random.integers(0, 256, (side, side, 3), dtype=np.uint8)


def _finish(
    request: DreamRequest,
    recipe: Recipe,
    photo: DecodedPicture,
    *,
    mask: Pixels | None,
    seconds: float,
) -> DreamResult:
    pixels = 255 - photo.pixels
    if mask is not None:
        pixels = np.where(mask[..., None] > 0, pixels, photo.pixels)
    negative = replace(photo, pixels=pixels)
    finished = encode_dream(negative, photo.pixels, recipe, request.still_format)
    return DreamResult(
        picture=finished.encoded.picture,
        picture_format=finished.encoded.picture_format,
        width=photo.width,
        height=photo.height,
        recipe=recipe,
        device=DEVICE,
        dream_seconds=seconds,
        total_seconds=seconds,
        unfinished=finished.unfinished,
    )
