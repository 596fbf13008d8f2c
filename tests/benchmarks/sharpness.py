"""Whether a dream is as sharp as its picture everywhere, and whether seams run through it.

Both take height x width x 3 sRGB pixels, dream and picture of one size.
"""

import numpy as np
import numpy.typing as npt

from dream_core.images.finishing import LUMA
from dream_core.images.picture import Pixels

BLOCK = 100
"""Side in pixels of the places that are judged one by one."""

_STRETCHES = 10
_NEIGHBOURS = (-32, -24, -16, -8, 8, 16, 24, 32)
"""In pixels: a JPEG's blocks of 8 make every eighth step a little larger."""

_Floats = npt.NDArray[np.float32]


def measure_detail(dream: Pixels, picture: Pixels) -> _Floats:
    """How much of the picture's finest detail is in the dream, for each block: 1 is all of it.

    It is the share with which the picture's Laplacian goes into the dream's: what a dream adds of
    its own counts for nothing, and an enlarged picture has next to none.
    """
    own, kept = _edges(picture), _edges(dream)
    energy = _sum_blocks(own * own)
    return np.asarray(_sum_blocks(own * kept) / np.maximum(energy, 1), np.float32)


def measure_seam(dream: Pixels, picture: Pixels) -> float:
    """The worst row or column: how far what the dream changed steps there, against the steps of its
    neighbours.

    Windows meet along whole rows and columns, and what is on either side keeps to its side for
    long: so steps are averaged over a tenth of the way before their signs are forgotten. The worst
    of thousands that mean nothing stands at about 2.
    """
    change = _luma(dream) - _luma(picture)
    return max(_worst_step(change), _worst_step(change.T))


def _worst_step(change: _Floats) -> float:
    steps = np.diff(change, axis=1)
    length = len(steps) // _STRETCHES
    stretches = steps[: length * _STRETCHES].reshape(_STRETCHES, length, -1).mean(axis=1)
    steps = np.abs(stretches).mean(axis=0)
    reach = max(_NEIGHBOURS)
    around = np.median([np.roll(steps, shift) for shift in _NEIGHBOURS], axis=0)
    return float((steps / np.maximum(around, 1e-3))[reach:-reach].max())


def _edges(pixels: Pixels) -> _Floats:
    light = _luma(pixels)
    middle = light[1:-1, 1:-1]
    around = light[:-2, 1:-1] + light[2:, 1:-1] + light[1:-1, :-2] + light[1:-1, 2:]
    return np.asarray(4 * middle - around, np.float32)


def _sum_blocks(values: _Floats) -> _Floats:
    down, across = (side // BLOCK for side in values.shape)
    whole = values[: down * BLOCK, : across * BLOCK]
    return np.asarray(whole.reshape(down, BLOCK, across, BLOCK).sum(axis=(1, 3)), np.float32)


def _luma(pixels: Pixels) -> _Floats:
    return np.asarray(np.matmul(pixels, LUMA, dtype=np.float32))
