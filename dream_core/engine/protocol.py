"""What every engine backend offers."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol, Self

from dream_core.motion import Animation
from dream_core.recipe import Recipe
from dream_core.request import (
    DreamEvent,
    DreamRequest,
    DreamResult,
    EncodedPicture,
    Photo,
    StillFormat,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStatus:
    """``devices`` has one name per dream worker; ``ready`` of them have loaded torch."""

    devices: tuple[str, ...]
    ready: int
    busy: int
    restarts: int


class DreamEngine(Protocol):
    """An async context manager whose workers live from enter to exit."""

    @property
    def status(self) -> EngineStatus:
        """The workers as they are now."""
        ...

    def dream(self, request: DreamRequest) -> AsyncGenerator[DreamEvent, None]:
        """Yields Started, Progress..., then exactly one Finished or Failed.

        Waits for a free worker. Closing the generator, or cancelling the task that reads it,
        cancels the dream within one step.
        """
        ...

    async def cancel(self, job_id: str) -> bool:
        """Ends a dream with Failed(code cancelled); False if no such dream waits or runs."""
        ...

    async def develop(self, picture: bytes, *, film: Animation | None = None) -> Photo:
        """Makes a photo safe to show, without waiting for dreams; raises PictureError.

        What moves gives its first frame, or with ``film`` an MP4 of all that are within those
        limits.
        """
        ...

    async def inspect(self, request: DreamRequest) -> None:
        """Refuses a dream that no worker could begin, without waiting for dreams.

        Raises what :meth:`dream` would fail with as soon as it is its turn: RecipeError, and
        PictureError for files that can't be read or dreamed at the size asked for, UnavailableError
        for networks that nobody can fetch.
        """
        ...

    async def shrink(self, picture: bytes, *, max_bytes: int) -> EncodedPicture:
        """Makes a picture's file fit, without waiting for dreams: of lower quality, and smaller
        only where that isn't enough.

        A JPEG, PNG or WebP that fits is returned as it is; else it becomes JPEG, or WebP where it
        has transparency. Raises PictureError, picture_too_large where too few bytes are left.
        """
        ...

    async def retouch(
        self,
        photo: bytes,
        dream: bytes,
        recipe: Recipe,
        *,
        picture_format: StillFormat | None = None,
    ) -> DreamResult:
        """Finishes a kept dream as the recipe says, without dreaming or waiting for dreams.

        ``photo`` is the file that it was dreamed from, ``dream`` what DreamResult.dream gave, and
        ``recipe`` one with the same :attr:`Recipe.unfinished`: what it would give if it were
        dreamed afresh, up to the encoding, is what comes out. Raises PictureError,
        picture_mismatch where the dream can't be that photo's.
        """
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc_info: object) -> None: ...
