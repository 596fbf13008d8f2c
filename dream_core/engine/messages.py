"""What the bot's process and its children say to each other. Frozen and picklable.

A child first says Hello or Unfit. It then takes one order at a time and answers each with exactly
one Answer; Progress may come before it. Logged may come at any time.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from dream_core.engine.settings import EngineSettings
from dream_core.errors import DreamError
from dream_core.motion import Animation
from dream_core.recipe import Recipe
from dream_core.request import (
    DreamRequest,
    EncodedPicture,
    Failed,
    Finished,
    Photo,
    Progress,
    StillFormat,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildPlan:
    """What a child is to be. ``module`` has ``open_role(plan)``; ``device`` is its wish.

    ``log_level`` is the least serious level, as numbered by logging, that it should log.
    """

    module: str
    device: str
    threads: int
    settings: EngineSettings
    log_level: int = logging.WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDream:
    """Dream this picture."""

    request: DreamRequest

    @property
    def job_id(self) -> str:
        return self.request.job_id


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDevelop:
    """Make this photo safe to show; of what moves, its first frame."""

    job_id: str
    picture: bytes
    max_pixels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCopy:
    """Make a film of what moves in this picture, within these limits."""

    job_id: str
    picture: bytes
    max_pixels: int
    limits: Animation


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInspect:
    """Say whether what this request needs is all here and can be read."""

    job_id: str
    request: DreamRequest
    max_pixels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInspectFilm:
    """Say whether what moves in this request's picture can be dreamed; answered with Inspected."""

    job_id: str
    request: DreamRequest
    max_pixels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StartShrink:
    """Make this picture's file fit into so many bytes."""

    job_id: str
    picture: bytes
    max_bytes: int
    max_pixels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRetouch:
    """Finish this dream of this photo anew; it is answered with Finished."""

    job_id: str
    photo: bytes
    dream: bytes
    recipe: Recipe
    picture_format: StillFormat | None
    max_pixels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """End this job soon; it is answered with Stopped, or with whatever it came to just before."""

    job_id: str


@dataclass(frozen=True, slots=True)
class Quit:
    """End the process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """The child is ready. ``gpus`` counts the CUDA devices that it sees."""

    device: str
    gpus: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """The child can't work and ends. ``details`` is for the log."""

    error: DreamError
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Developed:
    """The photo, safe to show. ``may_move`` says whether it is worth trying to make it a film."""

    job_id: str
    photo: Photo
    may_move: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The film, safe to show."""

    job_id: str
    film: EncodedPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """Nothing is wrong with the request's files, except that a film may be to be inspected yet."""

    job_id: str
    may_move: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunk:
    """The picture whose file fits."""

    job_id: str
    encoded: EncodedPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The job ended because it should."""

    job_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Crashed:
    """The job met an error that nobody foresaw; the child lives on. For the log, not for people."""

    job_id: str
    details: str


Fact = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A line of the child's log; ``facts`` say whose it is and what it is about."""

    logger: str
    level: int
    text: str
    facts: Mapping[str, Fact]


PhotoOrder = StartDevelop | StartCopy | StartInspect | StartInspectFilm | StartShrink | StartRetouch
Order = StartDream | PhotoOrder
Answer = Finished | Developed | Copied | Inspected | Shrunk | Failed | Stopped | Crashed
ToChild = Order | Stop | Quit
FromChild = Hello | Unfit | Progress | Answer
"""What is for whoever has the child; Logged is for the log alone."""
