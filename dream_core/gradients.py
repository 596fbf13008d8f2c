"""From a raw gradient to a step: bands of fine and coarse detail made equally strong.

Pictures are NCHW float; every scale is taken per picture, so that a neighbour in the batch
changes nothing. All of it works in place and returns what it was given: at full size a copy of a
gradient is a large part of a worker's memory.
"""

import torch
from torch import Tensor
from torch.nn import functional

BANDS = 4
EPSILON = 1e-12
_BINOMIAL = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)


def normalise_mean(gradient: Tensor) -> Tensor:
    """Divided by the mean of its absolute values, as google/deepdream does."""
    return gradient.div_(_mean_norm(gradient, order=1))


def normalise_bands(gradient: Tensor, *, bands: int = BANDS, smoothing: float = 0.0) -> Tensor:
    """Laplacian pyramid normalisation: each band divided by its root mean square, then summed.

    Burt and Adelson's pyramid with the 5-tap binomial filter, used on gradients as in
    TensorFlow's deepdream notebook. ``smoothing`` takes that share of the finest band away, half
    of it of the next, and so on.
    """
    if bands == 0 or min(gradient.shape[-2:]) < 4:
        # Without its mean: a dream changes shapes, not the tint of the whole picture.
        gradient.sub_(gradient.mean(dim=(2, 3), keepdim=True))
        return gradient.div_(_mean_norm(gradient, order=2))
    coarse = _shrink(gradient)
    gradient.sub_(_enlarge(coarse, gradient.shape[-2:]))
    gradient.mul_((1 - smoothing) / _mean_norm(gradient, order=2))
    coarse = normalise_bands(coarse, bands=bands - 1, smoothing=smoothing / 2)
    return gradient.add_(_enlarge(coarse, gradient.shape[-2:]))


def soften_colours(gradient: Tensor, vividness: float) -> Tensor:
    """Keeps that share (0 to 1) of the gradient's colour; what is grey in it stays.

    A network's gradient is as strong in colour as in light, but photos are not, so raw gradients
    paint rainbows. Lucid's decorrelated colours cure the same thing in made-up pictures.
    """
    light = gradient.mean(dim=1, keepdim=True)
    return gradient.mul_(vividness).add_(light, alpha=1 - vividness)


def _shrink(picture: Tensor) -> Tensor:
    """Half the size: filtered across, then down, only where a pixel is kept."""
    padded = functional.pad(picture, (2, 2, 2, 2), mode="reflect")
    return _filter_down(_filter_down(padded.mT).mT)


def _filter_down(padded: Tensor) -> Tensor:
    rows = padded.shape[-2] - 4
    first, *others = (padded[..., tap : tap + rows : 2, :] for tap in range(len(_BINOMIAL)))
    filtered = first * _BINOMIAL[0]
    for row, weight in zip(others, _BINOMIAL[1:], strict=True):
        filtered.add_(row, alpha=weight)
    return filtered


def _enlarge(picture: Tensor, size: torch.Size) -> Tensor:
    return functional.interpolate(picture, size=size, mode="bilinear", align_corners=False)


def _mean_norm(picture: Tensor, *, order: int) -> Tensor:
    """Order 1 is the mean absolute value, order 2 the root mean square."""
    norm: Tensor = torch.linalg.vector_norm(picture, ord=order, dim=(1, 2, 3), keepdim=True)
    return norm.div_(picture[0].numel() ** (1 / order)).add_(EPSILON)
