"""What moved where from one frame to the next: OpenCV's dense inverse search (Kroeger, 2016)."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from dream_core.images.picture import Pixels

Floats = npt.NDArray[np.float32]

_SMALLEST_SIDE = 64
"""Smaller frames are enlarged for the search, which looks at patches of 8 pixels at 3 scales."""

_LIKENESS = 18.0
"""Levels by which a surface may change its light between frames and still be the same."""

CUT = 0.35
"""With less of a frame to be trusted, this is another scene."""

_SURE = 0.5
"""Trust with which a surface is the same one for certain; noise and resampling never leave all."""

_SHARE_OFF, _PIXELS_OFF = 0.01, 0.5
"""How far there and back may end from where it began (Sundaram, Brox and Keutzer, 2010)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flow:
    """``places`` is height x width x 2: where in the former frame each pixel was, as x and y.

    ``trust`` is height x width, 0 to 1: 0 where it was covered, or wasn't in sight.
    """

    places: Floats
    trust: Floats

    @property
    def hold(self) -> Floats:
        """Height x width x 1, 0 to 1: how much stays of what the former frame's dream added.

        Wherever the surface is the same that is all. A dream that lost a little every time would
        have to grow again, and boil.
        """
        return _to_floats(np.minimum(self.trust / np.float32(_SURE), 1))[..., None]

    @property
    def is_steady(self) -> bool:
        """Whether both frames show the same scene."""
        return bool(self.trust.mean() >= CUT)

    def carry(self, values: Floats) -> Floats:
        """What the former frame had, height x width x any, at its new places."""
        return _sample(values, self.places, cv2.INTER_CUBIC)


class FlowFinder:
    """Searches from frame to frame."""

    def __init__(self) -> None:
        self._search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)

    def find(self, former: Pixels, frame: Pixels) -> Flow:
        """The flow from a frame, height x width x 3, to the next one."""
        back = self._measure(frame, former)
        there = self._measure(former, frame)
        height, width = frame.shape[:2]
        grid = np.dstack(np.meshgrid(np.arange(width), np.arange(height))).astype(np.float32)
        places: Floats = grid + back
        returned = _sample(there, places, cv2.INTER_LINEAR)
        carried = _sample(former, places, cv2.INTER_LINEAR)
        trust = _is_return(back, returned) * _is_inside(places) * _likeness(carried, frame)
        return Flow(places=places, trust=_to_floats(cv2.GaussianBlur(trust, (0, 0), 1.5)))

    def _measure(self, start: Pixels, end: Pixels) -> Floats:
        height, width = start.shape[:2]
        times = max(1.0, _SMALLEST_SIDE / min(height, width))
        size = (round(width * times), round(height * times))
        first, second = (_to_grey(frame, size) for frame in (start, end))
        moved = self._search.calc(first, second, np.zeros((*first.shape, 2), np.float32))
        if times > 1:
            moved = cv2.resize(moved, (width, height)) / np.float32(times)
        return _to_floats(moved)


def _to_grey(frame: Pixels, size: tuple[int, int]) -> Pixels:
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, size), np.uint8)


def _sample(values: Floats | Pixels, places: Floats, interpolation: int) -> Floats:
    across, down = (np.ascontiguousarray(places[..., axis]) for axis in (0, 1))
    border = cv2.BORDER_REPLICATE
    return _to_floats(cv2.remap(values, across, down, interpolation, borderMode=border))


def _to_floats(values: npt.NDArray[Any]) -> Floats:
    return np.asarray(values, np.float32)


def _is_return(back: Floats, returned: Floats) -> Floats:
    off = np.square(back + returned).sum(axis=2)
    length = np.square(back).sum(axis=2) + np.square(returned).sum(axis=2)
    return _to_floats(off <= _SHARE_OFF * length + _PIXELS_OFF)


def _is_inside(places: Floats) -> Floats:
    height, width = places.shape[:2]
    across, down = places[..., 0], places[..., 1]
    return _to_floats((across > -1) & (across < width) & (down > -1) & (down < height))


def _likeness(carried: Floats, frame: Pixels) -> Floats:
    change = np.abs(carried - frame).max(axis=2)
    change = cv2.GaussianBlur(change, (0, 0), 1.0)
    return _to_floats(np.exp(-np.square(change / _LIKENESS)))
