"""Opens what moves already: GIF, WebP and PNG animations, MP4 and WebM videos.

Before anything is dreamed, all frames' times are known and are within the limits; the frames
themselves are decoded one after the other, as they are wanted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import numpy as np
from PIL import Image

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.colours import convert_to_srgb
from dream_core.images.decoding import explain_failures, guard_decoder, open_image
from dream_core.images.encoding import flatten_picture
from dream_core.images.formats import VIDEOS, declared_size, sniff_format
from dream_core.images.limits import check_pixels
from dream_core.images.picture import Pixels, build_picture
from dream_core.images.video import (
    convert_frame,
    decode_first_frame,
    open_video,
    read_pixel_ratio,
)
from dream_core.motion import Animation

MOST_FRAMES = 2000
"""However short they are: reading each takes time."""

MOST_PIXELS = 2_000_000_000
"""Of all frames together, as they are in the file."""

_ANIMATED = ("GIF", "WebP", "PNG")
_SHORTEST_SECONDS = 0.011
_INSTEAD_SECONDS = 0.1
"""What browsers make of frames that ask to be shown for less."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """A frame by its place in the file, from when and for how long it is shown."""

    key: int
    start: float
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """What moves: ``seconds`` has those that each of the frames to be dreamed is shown.

    ``size`` is width and height; ``keys`` are the chosen frames' places in ``data``.
    """

    format: str
    size: tuple[int, int]
    seconds: tuple[float, ...]
    data: bytes = field(repr=False)
    keys: frozenset[int]
    max_pixels: int

    def __iter__(self) -> Iterator[Pixels]:
        """The frames, height x width x 3, sRGB, on light grey where they are transparent.

        Raises PictureError picture_unreadable or picture_truncated.
        """
        read = _read_video if self.format in VIDEOS else _read_images
        with explain_failures(self.format, self.data, self.max_pixels):
            count = 0
            for frame in read(self):
                count += 1
                yield frame
            if count < len(self.seconds):
                raise ValueError("truncated: frames are missing")


def open_footage(data: bytes, animation: Animation, *, max_pixels: int) -> Footage:
    """Reads the times of all frames.

    Raises PictureError as :func:`decode_picture` does, picture_still where nothing moves, and
    motion_too_long.
    """
    name = sniff_format(data)
    check_pixels(declared_size(name, data), max_pixels)
    with explain_failures(name, data, max_pixels):
        if name in VIDEOS:
            size, moments = _survey_video(name, data, animation, max_pixels)
        elif name in _ANIMATED:
            size, moments = _survey_images(name, data, animation, max_pixels)
        else:
            raise _still()
    if len(moments) < 2:
        raise _still()
    chosen = _thin(moments, animation.fps)
    end = moments[-1].start + moments[-1].seconds
    starts = [*(moment.start for moment in chosen), end]
    return Footage(
        format=name,
        size=size,
        seconds=tuple(after - before for before, after in pairwise(starts)),
        data=data,
        keys=frozenset(moment.key for moment in chosen),
        max_pixels=max_pixels,
    )


def may_move(data: bytes, *, max_pixels: int) -> bool:
    """Whether it looks as if something moved, which is told at once; only open_footage knows.

    Raises PictureError as :func:`decode_picture` does.
    """
    name = sniff_format(data)
    if name not in _ANIMATED:
        return name in VIDEOS
    with explain_failures(name, data, max_pixels), guard_decoder(max_pixels):
        return bool(getattr(open_image(name, data, max_pixels), "is_animated", False))


def _thin(moments: Sequence[_Moment], fps: float) -> Sequence[_Moment]:
    """Every n-th, so that movement stays even."""
    rate = (len(moments) - 1) / max(moments[-1].start - moments[0].start, 1e-6)
    # Rates are seldom exact: 15.02 isn't worth half of the frames.
    return moments[:: max(1, -int(-rate * 0.98 // fps))]


def _check_length(seconds: float, animation: Animation) -> None:
    if seconds > animation.max_seconds:
        raise _too_long(f"It is longer than {animation.max_seconds:g} seconds.")


def _check_frames(frames: int, size: tuple[int, int]) -> None:
    if frames > MOST_FRAMES:
        raise _too_long(f"It has more than {MOST_FRAMES} frames.")
    if frames * size[0] * size[1] > MOST_PIXELS:
        raise _too_long("Its frames have too many pixels together.")


def _too_long(sentence: str) -> PictureError:
    return PictureError(ErrorCode.MOTION_TOO_LONG, sentence, "Cut out the best part and send that.")


def _survey_images(
    name: str, data: bytes, animation: Animation, max_pixels: int
) -> tuple[tuple[int, int], list[_Moment]]:
    with guard_decoder(max_pixels):
        image = open_image(name, data, max_pixels)
        moments: list[_Moment] = []
        clock = 0.0
        frames = getattr(image, "n_frames", 1)
        _check_frames(frames, image.size)
        if frames < 2:
            raise _still()
        for key in range(getattr(image, "default_image", False), frames):
            image.seek(key)
            # Only a WebP's decoded frame tells how long it is shown.
            image.load()
            seconds = float(image.info.get("duration", 0)) / 1000
            if seconds < _SHORTEST_SECONDS:
                seconds = _INSTEAD_SECONDS
            moments.append(_Moment(key, clock, seconds))
            clock += seconds
            _check_length(clock, animation)
        return image.size, moments


def _read_images(footage: Footage) -> Iterator[Pixels]:
    limit = footage.max_pixels
    with guard_decoder(limit):
        image = open_image(footage.format, footage.data, limit)
    for key in sorted(footage.keys):
        # Not while somebody dreams of the frame: warnings are silent in here.
        with guard_decoder(limit):
            frame = _decode_frame(image, key)
        yield frame


def _decode_frame(image: Image.Image, key: int) -> Pixels:
    image.seek(key)
    image.load()
    colours, alpha = convert_to_srgb(image)
    picture = build_picture(np.array(colours), None if alpha is None else np.array(alpha))
    return flatten_picture(picture)


def _survey_video(
    name: str, data: bytes, animation: Animation, max_pixels: int
) -> tuple[tuple[int, int], list[_Moment]]:
    with open_video(name, data, max_pixels=max_pixels) as (container, stream):
        tick = float(stream.time_base or 0)
        end = (stream.start_time or 0) + (stream.duration or 0)
        times: set[int] = set()
        for packet in container.demux(stream):
            if packet.pts is None or packet.pts < 0:
                continue
            times.add(packet.pts)
            _check_length(packet.pts * tick, animation)
            _check_frames(len(times), (stream.width, stream.height))
    keys = sorted(times)
    gaps = [after - before for before, after in pairwise(keys)]
    # WebM says of the whole file alone how long it is.
    usual = median(gaps or [0])
    last = end - keys[-1] if keys and end > keys[-1] else usual
    moments = [
        _Moment(key, key * tick, length * tick)
        for key, length in zip(keys, [*gaps, last], strict=False)
    ]
    _check_length(sum(moment.seconds for moment in moments), animation)
    return _find_size(name, data, max_pixels), moments


def _find_size(name: str, data: bytes, max_pixels: int) -> tuple[int, int]:
    """As it is shown; only a decoded frame says whether it is to be turned."""
    height, width = decode_first_frame(name, data, max_pixels=max_pixels).shape[:2]
    return width, height


def _read_video(footage: Footage) -> Iterator[Pixels]:
    limit = footage.max_pixels
    with open_video(footage.format, footage.data, max_pixels=limit) as (container, stream):
        for packet in container.demux(stream):
            for frame in stream.decode(packet):
                if frame.is_corrupt:
                    raise ValueError("damaged frame")
                if frame.pts in footage.keys:
                    yield convert_frame(frame, read_pixel_ratio(stream), limit)


def _still() -> PictureError:
    return PictureError(
        ErrorCode.PICTURE_STILL,
        "Nothing moves in this picture.",
        "Send a GIF or a short video, or ask for a zoom or a plain dream.",
    )
