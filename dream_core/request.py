"""What goes into the engine and what comes out of it. Plain, frozen and picklable."""

from dataclasses import dataclass
from typing import Literal

from dream_core.errors import DreamError
from dream_core.recipe import Recipe

PictureFormat = Literal["jpeg", "png", "webp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamRequest:
    """One picture to dream. ``picture`` is the file's bytes, never decoded outside a worker.

    ``picture`` None means to imagine the recipe's classes from noise: each target is a thing, the
    layer ``logits`` with channels. Of the rest of the recipe, network, steps, seed and size count;
    there is no guide, and nothing to finish.

    ``picture_format`` None means PNG where the picture has transparency, else JPEG. ``guide`` is
    another picture's file: the dream is then made of what the network sees in that one, at the
    recipe's layers, and at one of the network's choice instead of classes.
    """

    job_id: str
    picture: bytes | None
    recipe: Recipe
    guide: bytes | None = None
    picture_format: PictureFormat | None = None
    preview_side: int = 384
    preview_interval_seconds: float = 0.25
    time_limit_seconds: float = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamResult:
    """A finished dream: an encoded picture without metadata, and the recipe as it was dreamed.

    ``unfinished`` is the dream before its recipe's amount, blend and colours, PNG where it has
    transparency, else JPEG; None where that is ``picture`` itself. ``dream_seconds`` went into
    dreaming: none where a kept dream was finished anew. ``saw`` names what the dream has more of
    than the photo, at most three classes of the vocabulary, the strongest first.
    """

    picture: bytes
    picture_format: PictureFormat
    width: int
    height: int
    recipe: Recipe
    device: str
    dream_seconds: float
    total_seconds: float
    unfinished: bytes | None = None
    saw: tuple[str, ...] = ()

    @property
    def dream(self) -> bytes:
        """The file to keep for :meth:`dream_core.engine.protocol.DreamEngine.retouch`."""
        return self.picture if self.unfinished is None else self.unfinished


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture made safe to show: upright, sRGB, without metadata; with a small thumbnail.

    ``picture`` is PNG where the original has transparency, else JPEG; ``thumbnail`` is JPEG.
    """

    picture: bytes
    picture_format: PictureFormat
    thumbnail: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedPicture:
    """A picture's file, and the size that it has in pixels."""

    picture: bytes
    picture_format: PictureFormat
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A worker has the job. ``attempt`` is 2 after a worker died."""

    job_id: str
    device: str
    attempt: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the dream is: ``fraction`` 0 to 1, and now and then a small JPEG of it."""

    job_id: str
    fraction: float
    octave: int
    octaves: int
    step: int
    steps: int
    preview: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    job_id: str
    result: DreamResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    job_id: str
    error: DreamError


DreamEvent = Started | Progress | Finished | Failed
