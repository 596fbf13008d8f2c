"""Where a photo is plain, a dream is seen far sooner than where much is going on already.

The eye hides a pattern among others of its kind (contrast masking; Legge and Foley, 1980). So a
dream may go as far as it likes in leaves and fur, and less far in a clear sky, which is then still
a sky.
"""

import torch
from torch import Tensor
from torch.nn import functional

BUSY_CONTRAST = 0.06
"""The contrast at which half of the restraint is left, on the scale where light is 0 to 1."""

_REACH = 0.02
"""How far around itself a pixel looks, as a share of the longest side."""


def find_freedom(photos: Tensor, restraint: float) -> Tensor:
    """How much of each step is taken where: N1HW, 1 - ``restraint`` (0 to 1) where it is plain.

    It comes near 1 where much is going on. ``photos`` are NCHW floats of 0 to 1.
    """
    return 1 - restraint / (1 + measure_contrast(photos) / BUSY_CONTRAST)


def measure_contrast(photos: Tensor) -> Tensor:
    """The standard deviation of the light around each pixel (NCHW floats of 0 to 1 to N1HW)."""
    light = photos.mean(dim=1, keepdim=True)
    reach = max(1, round(_REACH * max(photos.shape[-2:])))
    variance = _blur(light.square(), reach) - _blur(light, reach).square()
    # What rounding leaves of an even wall may lie below 0.
    return torch.sqrt(variance.clamp_(min=0))


def _blur(light: Tensor, reach: int) -> Tensor:
    """Means over squares, twice; beyond the border there is nothing to look at."""
    for _ in range(2):
        light = functional.avg_pool2d(
            light, 2 * reach + 1, stride=1, padding=reach, count_include_pad=False
        )
    return light
