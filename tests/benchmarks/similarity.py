"""How like two pictures are to the eye: multi-scale structural similarity."""

import torch
from torch import Tensor
from torch.nn import functional

SCALE_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
WINDOW = 11
SIGMA = 1.5
_C1, _C2 = 0.01**2, 0.03**2
_LUMA = (0.299, 0.587, 0.114)


def measure_similarity(first: Tensor, second: Tensor) -> float:
    """MS-SSIM of the lumas of two pictures (CHW, floats of 0 to 1), 1 where they are equal.

    Wang, Simoncelli and Bovik, Multi-scale structural similarity for image quality assessment
    (2003): five scales, a Gaussian window of 11 pixels. Sides are at least 176 pixels.
    """
    if min(first.shape[-2:]) < WINDOW * 2 ** (len(SCALE_WEIGHTS) - 1):
        raise ValueError("the pictures are too small for five scales")
    one, other = _luma(first), _luma(second)
    similarity = 1.0
    for scale, weight in enumerate(SCALE_WEIGHTS):
        if scale:
            one, other = (functional.avg_pool2d(each, 2) for each in (one, other))
        luminance, contrast = _compare(one, other)
        is_last = scale == len(SCALE_WEIGHTS) - 1
        value = (luminance * contrast).mean() if is_last else contrast.mean()
        similarity *= max(0.0, value.item()) ** weight
    return similarity


def _luma(picture: Tensor) -> Tensor:
    return (picture * picture.new_tensor(_LUMA)[:, None, None]).sum(dim=0)[None, None]


def _compare(one: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    mean_one, mean_other = _blur(one), _blur(other)
    variance_one = _blur(one * one) - mean_one**2
    variance_other = _blur(other * other) - mean_other**2
    covariance = _blur(one * other) - mean_one * mean_other
    luminance = (2 * mean_one * mean_other + _C1) / (mean_one**2 + mean_other**2 + _C1)
    return luminance, (2 * covariance + _C2) / (variance_one + variance_other + _C2)


def _blur(plane: Tensor) -> Tensor:
    """Without padding: what has no whole window around it isn't compared."""
    offsets = torch.arange(WINDOW, dtype=plane.dtype) - WINDOW // 2
    kernel = torch.exp(-(offsets**2) / (2 * SIGMA**2))
    kernel /= kernel.sum()
    rows = functional.conv2d(plane, kernel.view(1, 1, 1, WINDOW))
    return functional.conv2d(rows, kernel.view(1, 1, WINDOW, 1))
