"""Writes endless GIFs whose every frame has 256 colours of its own."""

import io
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from PIL import Image

from dream_core.images.picture import Pixels

_COLOURS = 256
_COARSE_BITS, _COARSE_MIDDLE = np.uint8(0b11111000), np.uint8(0b100)
_TICK = 0.01
"""A GIF's unit of time in seconds."""

FASTEST_SECONDS = 0.02
"""Browsers show a frame that asks for less ten times as long."""


def write_gif(
    frames: Iterable[Pixels], seconds: Sequence[float], *, size: tuple[int, int]
) -> bytes:
    """The file of frames (height x width x 3, sRGB), each shown for about so long, at this size.

    What ``frames`` raises ends it.
    """
    images = (_reduce(frame, size) for frame in frames)
    stream = io.BytesIO()
    next(images).save(
        stream,
        "GIF",
        save_all=True,
        append_images=images,
        duration=_round_times(seconds),
        loop=0,
        disposal=1,
        optimize=False,
    )
    return stream.getvalue()


def round_rate(fps: float) -> float:
    """The nearest frame rate whose every frame is shown for as many whole ticks."""
    ticks = max(FASTEST_SECONDS, 1 / fps) / _TICK
    return 1 / (round(ticks) * _TICK)


def _reduce(frame: Pixels, size: tuple[int, int]) -> Image.Image:
    image = Image.fromarray(frame)
    if image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    # Fewer colours to choose from: the same error, and twenty times as fast.
    coarse = Image.fromarray((np.asarray(image) & _COARSE_BITS) + _COARSE_MIDDLE)
    # Without dithering: its noise would flicker, and make the file a quarter larger.
    return coarse.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT)


def _round_times(seconds: Sequence[float]) -> list[int]:
    """Milliseconds in whole ticks whose errors don't add up, so that the whole stays as long."""
    return list(_iterate_times(seconds))


def _iterate_times(seconds: Sequence[float]) -> Iterator[int]:
    clock, told = 0.0, 0
    for shown in seconds:
        clock += shown
        ticks = max(round(FASTEST_SECONDS / _TICK), round(clock / _TICK) - told)
        told += ticks
        yield ticks * 10
