"""The gradient of large pictures and of many, in parts: memory is bounded whatever their size."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise, starmap

import torch
from torch import Tensor

OnShare = Callable[[float], None]

OVERLAP = 32
"""What a window sees beyond its core, in pixels."""


@dataclass(frozen=True, slots=True)
class Span:
    """One axis of a window: it sees start to stop, and its core is what it answers for."""

    start: int
    stop: int
    core_start: int
    core_stop: int


def window_spans(length: int, longest: int) -> list[Span]:
    """Divides an axis evenly into cores, each inside a window; all windows are equally long."""
    if length <= longest:
        return [Span(0, length, 0, length)]
    count = math.ceil(length / (longest - 2 * OVERLAP))
    window = math.ceil(length / count) + 2 * OVERLAP
    bounds = [index * length // count for index in range(count + 1)]
    starts = [min(max(0, bound - OVERLAP), length - window) for bound in bounds[:-1]]
    return [
        Span(start, start + window, core_start, core_stop)
        for start, core_start, core_stop in zip(starts, bounds[:-1], bounds[1:], strict=True)
    ]


def each_window(height: int, width: int, most_pixels: int) -> Iterator[tuple[Span, Span]]:
    """The (vertical, horizontal) spans of every window, row by row; one if all fits in it.

    Otherwise windows are half as large at most: so large a picture takes memory of its own.
    """
    if height * width <= most_pixels:
        yield Span(0, height, 0, height), Span(0, width, 0, width)
        return
    longest = max(math.isqrt(most_pixels // 2), 4 * OVERLAP)
    for down in window_spans(height, longest):
        for across in window_spans(width, longest):
            yield down, across


def divide_batch(pictures: Tensor, most_pixels: int) -> list[slice]:
    """Which of a batch (NCHW) go through together: evenly divided, of so many pixels at most.

    One goes by itself where it has more pixels than that.
    """
    count, _, height, width = pictures.shape
    parts = math.ceil(count / max(1, most_pixels // (height * width)))
    bounds = [index * count // parts for index in range(parts + 1)]
    return list(starmap(slice, pairwise(bounds)))


def gradient_by_windows(
    picture: Tensor,
    gradient_of: Callable[[Tensor, OnShare], Tensor],
    *,
    most_pixels: int,
    on_share: OnShare,
) -> Tensor:
    """Assembles ``gradient_of`` (NCHW to NCHW) from windows of all pictures.

    ``on_share`` hears how much is done, 0 to 1: what ``gradient_of`` tells of each window, summed.
    """
    height, width = picture.shape[-2:]
    windows = list(each_window(height, width, most_pixels))
    if len(windows) == 1:
        return gradient_of(picture, on_share)

    def share_of_window(index: int) -> OnShare:
        return lambda share: on_share((index + share) / len(windows))

    gradient = torch.empty_like(picture)
    for index, (down, across) in enumerate(windows):
        seen = picture[..., down.start : down.stop, across.start : across.stop]
        core = (
            ...,
            slice(down.core_start - down.start, down.core_stop - down.start),
            slice(across.core_start - across.start, across.core_stop - across.start),
        )
        gradient[..., down.core_start : down.core_stop, across.core_start : across.core_stop] = (
            gradient_of(seen, share_of_window(index))[core]
        )
    return gradient
