"""What Telegram sees of files that move: GIF, MP4 and WebM."""

from dataclasses import dataclass
from io import BytesIO

import av
from PIL import Image

_GIF = (b"GIF87a", b"GIF89a")


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """Sizes are in pixels. ``kind`` is gif, mp4 or webm, ``codec`` such as h264."""

    kind: str
    codec: str
    width: int
    height: int
    seconds: float
    has_sound: bool = False


def examine_film(data: bytes) -> Film | None:
    """None for what doesn't move, or can't be read."""
    if data.startswith(_GIF):
        return _examine_gif(data)
    try:
        with av.open(BytesIO(data), "r") as container:
            if not container.streams.video:
                return None
            stream = container.streams.video[0]
            seconds = (container.duration or 0) / av.time_base
            has_sound = bool(container.streams.audio)
            kind = _name_format(container.format.name)
            codec = stream.codec_context.name
            size = stream.width, stream.height
    except (av.FFmpegError, ValueError):
        return None
    if not kind:
        return None
    return Film(
        kind=kind,
        codec=codec,
        width=size[0],
        height=size[1],
        seconds=seconds,
        has_sound=has_sound,
    )


def _name_format(name: str) -> str:
    names = name.split(",")
    return next((kind for kind in ("mp4", "webm") if kind in names), "")


def _examine_gif(data: bytes) -> Film | None:
    try:
        with Image.open(BytesIO(data)) as picture:
            frames = getattr(picture, "n_frames", 1)
            seconds = 0.0
            for number in range(frames):
                picture.seek(number)
                seconds += picture.info.get("duration", 0) / 1000
            width, height = picture.size
            return Film(kind="gif", codec="gif", width=width, height=height, seconds=seconds)
    except (OSError, SyntaxError, ValueError):
        return None
