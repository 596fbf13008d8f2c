"""Takes the grain out of a picture and leaves its edges: least total variation.

The model is Rudin, Osher and Fatemi's (1992), solved by Chambolle's projections (2004), with one
gradient for all colours as in Bresson and Chan (2008).
"""

import torch
from torch import Tensor
from torch.nn import functional

_PACE = 0.248
"""Chambolle's projections converge below a quarter."""


@torch.no_grad()
def smooth_picture(picture: Tensor, strength: float, *, rounds: int = 60) -> Tensor:
    """Of CHW floats, those that weigh ``strength`` x variation + half the squared change least."""
    if strength <= 0:
        return picture
    down, across = torch.zeros_like(picture), torch.zeros_like(picture)
    for _ in range(rounds):
        residue = _diverge(down, across) - picture / strength
        steep_down, steep_across = _slope(residue)
        steepness = (steep_down.square() + steep_across.square()).sum(dim=0, keepdim=True).sqrt_()
        shrinking = steepness.mul_(_PACE).add_(1)
        down = down.add_(steep_down, alpha=_PACE).div_(shrinking)
        across = across.add_(steep_across, alpha=_PACE).div_(shrinking)
    return picture - strength * _diverge(down, across)


def _slope(picture: Tensor) -> tuple[Tensor, Tensor]:
    """Differences to the pixel below and to the right; none at the borders."""
    return (
        functional.pad(picture[:, 1:] - picture[:, :-1], (0, 0, 0, 1)),
        functional.pad(picture[:, :, 1:] - picture[:, :, :-1], (0, 1)),
    )


def _diverge(down: Tensor, across: Tensor) -> Tensor:
    """The divergence that goes with :func:`_slope`, its negative adjoint."""
    before = functional.pad(down[:, :-1], (0, 0, 1, 0))
    left = functional.pad(across[:, :, :-1], (1, 0))
    ends_down, ends_across = down.clone(), across.clone()
    ends_down[:, -1] = 0
    ends_across[:, :, -1] = 0
    return ends_down - before + ends_across - left
