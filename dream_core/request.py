"""What goes into the engine and what comes out of it. Plain, frozen and picklable."""

from dataclasses import dataclass
from typing import Literal, get_args

from dream_core.errors import DreamError, ErrorCode, RecipeError
from dream_core.motion import Motion
from dream_core.recipe import Recipe
from dream_core.sheet import PlacedPreset, Sheet

StillFormat = Literal["jpeg", "png", "webp"]
MotionFormat = Literal["mp4", "gif"]
PictureFormat = StillFormat | MotionFormat

MOTION_FORMATS: tuple[MotionFormat, ...] = get_args(MotionFormat)


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamRequest:
    """One picture to dream. ``picture`` is the file's bytes, never decoded outside a worker.

    ``picture`` None means to imagine the recipe's classes from noise: each target is a thing, the
    layer ``logits`` with channels. Of the rest of the recipe, network, steps, seed and size count;
    there is no guide, and nothing to finish.

    ``picture_format`` None means PNG where the picture has transparency, else JPEG. ``guide`` is
    another picture's file: the dream is then made of what the network sees in that one, at the
    recipe's layers, and at one of the network's choice instead of classes.

    ``mask`` is a picture's file too: of any size, laid over the whole photo, white where it is
    dreamed and black where it stays as it is. With the recipe's ``only`` both have to agree.

    With a ``motion`` the result moves: the picture is zoomed into, or is itself an animation or a
    video that is dreamed frame by frame. ``picture_format`` is then a MotionFormat, or None for
    MP4, and for GIF where a GIF came in and fits.

    With a ``sheet`` the result is a page of small pictures, each dreamed or imagined by a recipe
    of its own; of ``recipe`` the size counts, which is that of each, "auto" being what lets all
    of them be seen together.

    Raises RecipeError where these don't go together: what moves, is imagined, or one of many, is
    dreamed all over.
    """

    job_id: str
    picture: bytes | None
    recipe: Recipe
    guide: bytes | None = None
    mask: bytes | None = None
    picture_format: PictureFormat | None = None
    preview_side: int = 384
    preview_interval_seconds: float = 0.25
    time_limit_seconds: float = 600.0
    motion: Motion | None = None
    sheet: Sheet | None = None

    def __post_init__(self) -> None:
        self._check_sheet()
        if self.motion is not None and self.picture is None:
            raise RecipeError(
                ErrorCode.RECIPE_INVALID,
                "A picture that is made from noise doesn't move.",
                "Imagine it first, then zoom into it.",
            )
        is_whole = self.motion is not None or self.sheet is not None or self.picture is None
        if self.is_partial and is_whole:
            raise RecipeError(
                ErrorCode.RECIPE_INVALID,
                "Only a single still picture can be dreamed in part.",
                "Ask for all of it, or for a dream that doesn't move.",
            )
        if self.picture_format is None:
            return
        if (self.picture_format in MOTION_FORMATS) != (self.motion is not None):
            raise RecipeError(
                ErrorCode.RECIPE_INVALID,
                f"A {'still' if self.motion is None else 'moving'} dream can't be written as "
                f"{self.picture_format.upper()}.",
                "Choose JPEG, PNG or WebP for a still one, MP4 or GIF for a moving one.",
            )

    def _check_sheet(self) -> None:
        if self.sheet is None:
            return
        if self.motion is not None:
            raise RecipeError(
                ErrorCode.RECIPE_INVALID, "A sheet of dreams doesn't move.", "Choose one of both."
            )
        if self.recipe.size == "full":
            raise RecipeError(
                ErrorCode.RECIPE_INVALID,
                "The pictures of a sheet have no full size.",
                "Name their longest side in pixels, such as 200.",
            )

    @property
    def is_partial(self) -> bool:
        """Whether some of the photo may stay as it is."""
        return self.mask is not None or self.recipe.only != "all"

    @property
    def photo(self) -> bytes:
        """The picture of a request that has one, as all that move have."""
        if self.picture is None:
            raise LookupError("it is to be imagined")
        return self.picture

    @property
    def still_format(self) -> StillFormat | None:
        """The format of a dream that doesn't move."""
        match self.picture_format:
            case "mp4" | "gif":
                return None
            case still:
                return still


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamResult:
    """A finished dream: an encoded picture without metadata, and the recipe as it was dreamed.

    ``unfinished`` is the dream before its recipe's amount, blend and colours, PNG where it has
    transparency, else JPEG; None where that is ``picture`` itself. ``dream_seconds`` went into
    dreaming: none where a kept dream was finished anew. ``saw`` names what the dream has more of
    than the photo, at most three classes of the vocabulary, the strongest first. A sheet and one
    that moves have no ``unfinished`` and can't be finished anew; ``frames`` and
    ``duration_seconds`` are those of one pass through the latter. ``placed`` says where on a sheet
    the presets are.
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
    frames: int = 1
    duration_seconds: float = 0.0
    placed: tuple[PlacedPreset, ...] = ()

    @property
    def pixels(self) -> int:
        """Those of all its frames."""
        return self.width * self.height * self.frames

    @property
    def dream(self) -> bytes:
        """The file to keep for :meth:`dream_core.engine.protocol.DreamEngine.retouch`."""
        return self.picture if self.unfinished is None else self.unfinished


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture made safe to show: upright, sRGB, without metadata; with a small thumbnail.

    ``picture`` is PNG where the original has transparency, else JPEG; of what moves it may be an
    MP4 without sound. ``thumbnail`` is JPEG.
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
    """How far the dream is: ``fraction`` 0 to 1, and now and then a small JPEG of it.

    Of one that moves, ``octave`` counts the pictures that are dreamed for it.
    """

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
