"""Encodes a reel as MP4 or GIF, of the best quality whose file has so many bytes at most."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.picture import Pixels
from dream_core.images.sizes import scale_size
from dream_core.moving.gif import write_gif
from dream_core.moving.mp4 import write_mp4
from dream_core.moving.reel import Reel
from dream_core.request import EncodedPicture, MotionFormat

Check = Callable[[Pixels], object]
"""Called with every frame; what it raises ends the encoding."""

BEST_CRF = 18.0
WORST_CRF = 30.0
"""H.264's constant rate factors. Worse than this a smaller film looks better."""

SMALLEST_SIDE = 96
"""Longest side in pixels of what still is a film to look at."""

_CRF_OF_HALF = 6.0
"""So much more CRF halves a file, as a rule."""
_CAUTION = 0.93
_SLOWEST_STEP = 0.9
_SAMPLE_FRAMES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What a film may have: bytes at most, and who is to be asked at every frame."""

    max_bytes: int
    check: Check


def encode_film(reel: Reel, motion_format: MotionFormat, cut: Cut) -> EncodedPicture:
    """The film, of lower quality and then of a smaller size where it wouldn't fit.

    Raises PictureError picture_too_large where no film worth looking at would.
    """
    return _cut_gif(reel, cut) if motion_format == "gif" else _cut_mp4(reel, cut)


def gif_fits(reel: Reel, max_bytes: int) -> bool:
    """Whether the reel at its own size would fit as a GIF, judged by a few of its frames."""
    return _estimate_gif(reel, reel.size) * _CAUTION <= max_bytes


def _cut_mp4(reel: Reel, cut: Cut) -> EncodedPicture:
    size, crf = _make_even(reel.size), BEST_CRF
    while True:
        film = write_mp4(_watch(reel, cut), reel.seconds, size=size, crf=crf)
        if len(film) <= cut.max_bytes:
            return EncodedPicture(picture=film, picture_format="mp4", width=size[0], height=size[1])
        excess = len(film) / (_CAUTION * cut.max_bytes)
        if crf < WORST_CRF:
            crf = min(WORST_CRF, crf + max(1.0, _CRF_OF_HALF * math.log2(excess)))
        else:
            size = _make_even(_shrink(size, 1 / excess, cut))


def _cut_gif(reel: Reel, cut: Cut) -> EncodedPicture:
    size = reel.size
    estimate = _estimate_gif(reel, size)
    while estimate > cut.max_bytes:
        size = _shrink(size, _CAUTION * cut.max_bytes / estimate, cut)
        estimate = _estimate_gif(reel, size)
    while True:
        film = write_gif(_watch(reel, cut), reel.seconds, size=size)
        if len(film) <= cut.max_bytes:
            return EncodedPicture(picture=film, picture_format="gif", width=size[0], height=size[1])
        size = _shrink(size, _CAUTION * cut.max_bytes / len(film), cut)


def _estimate_gif(reel: Reel, size: tuple[int, int]) -> float:
    every = max(1, len(reel) // _SAMPLE_FRAMES)
    sample = [frame for number, frame in enumerate(reel) if number % every == 0]
    film = write_gif(sample, [0.1] * len(sample), size=size)
    return len(film) * len(reel) / len(sample)


def _watch(reel: Reel, cut: Cut) -> Iterator[Pixels]:
    for frame in reel:
        cut.check(frame)
        yield frame


def _shrink(size: tuple[int, int], share: float, cut: Cut) -> tuple[int, int]:
    """The size with that share of the pixels."""
    side = max(size)
    if side <= SMALLEST_SIDE:
        raise PictureError(
            ErrorCode.PICTURE_TOO_LARGE,
            f"The film can't be made to fit into {cut.max_bytes} bytes.",
            "Ask for a shorter one.",
        )
    smaller = math.floor(side * min(_SLOWEST_STEP, math.sqrt(share)))
    return scale_size(*size, max(SMALLEST_SIDE, smaller))


def _make_even(size: tuple[int, int]) -> tuple[int, int]:
    """H.264 keeps colours for four pixels at a time."""
    width, height = size
    return max(2, width // 2 * 2), max(2, height // 2 * 2)
