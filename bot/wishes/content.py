"""What a wish's message is to show, before it is known how a platform shows it."""

from dataclasses import dataclass, field
from enum import Enum, auto

from bot.wishes.actions import Action
from dream_core.request import PictureFormat

_ENDINGS: dict[PictureFormat, str] = {
    "jpeg": "jpg",
    "png": "png",
    "webp": "webp",
    "mp4": "mp4",
    "gif": "gif",
}


class Controls(Enum):
    """The buttons that belong under it."""

    NONE = auto()
    CANCEL = auto()
    """While it waits or is dreamed."""
    RESULT = auto()
    RETRY = auto()
    """Where there is no result for no fault of the picture's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentPicture:
    """A picture's file. ``description`` is its alt text; a spoiler is covered until touched.

    ``width`` and ``height`` are in pixels, 0 for previews; ``duration_seconds`` is a film's.
    """

    data: bytes = field(repr=False)
    file_name: str
    description: str = ""
    is_spoiler: bool = False
    width: int = 0
    height: int = 0
    duration_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A whole message. ``pictures`` None leaves those that it has. ``text`` is marked up.

    ``actions`` are those that a result's buttons offer.
    """

    text: str
    pictures: tuple[ContentPicture, ...] | None = None
    controls: Controls = Controls.NONE
    actions: frozenset[Action] = frozenset()


def sniff_picture(data: bytes) -> PictureFormat:
    """The format of a dream's own file."""
    if data[4:8] == b"ftyp":
        return "mp4"
    starts: dict[bytes, PictureFormat] = {b"\x89PNG": "png", b"RIFF": "webp", b"GIF8": "gif"}
    return starts.get(data[:4], "jpeg")


def name_picture(stem: str, picture_format: PictureFormat) -> str:
    """A file's name that ends as its format does, with no sign that platforms would replace."""
    return f"{stem.replace('+', '-')}.{_ENDINGS[picture_format]}"
