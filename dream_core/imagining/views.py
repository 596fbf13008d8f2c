"""What a network is shown of a picture under way: never twice the same.

What a picture shows people stays through turns, shifts and noise; what only fools a network
doesn't.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional

GREY = 0.5
_MOST_SHRINKING = 1.25
"""Sampling points alone would skip pixels where a view shrinks the picture by more."""


class ViewMaker:
    """Draws views of square pictures with one random generator, on the CPU whatever the device."""

    def __init__(
        self, random: torch.Generator, *, rotation_degrees: float, mirrors: bool = True
    ) -> None:
        self._random = random
        self._mirrors = mirrors
        self._rotation = math.radians(rotation_degrees)

    def look(
        self, picture: Tensor, side: int, *, zoom: tuple[float, float], shift: float | None = None
    ) -> Tensor:
        """A view (N3HW, ``side`` x ``side``) of pictures (N3HW), turned and maybe mirrored.

        ``zoom`` bounds the share of the picture's side that it shows; ``shift`` is how far off
        the middle it looks, in half sides; None for wherever it shows no border. Beyond the
        picture all is grey.
        """
        shown = self._draw(*zoom)
        turn = self._draw(-self._rotation, self._rotation)
        mirror = -1 if self._mirrors and self._draw(0, 1) >= 0.5 else 1
        room = max(0.0, 1 - shown) if shift is None else shift
        right, down = self._draw(-room, room), self._draw(-room, room)
        cos, sin = shown * math.cos(turn), shown * math.sin(turn)
        places = picture.new_tensor([[cos * mirror, -sin, right], [sin * mirror, cos, down]])
        shrinking = picture.shape[-1] * shown / side
        if shrinking > _MOST_SHRINKING:
            picture = functional.interpolate(
                picture, scale_factor=1 / shrinking, mode="bilinear", antialias=True
            )
        grid = functional.affine_grid(
            places.expand(len(picture), 2, 3), [len(picture), 3, side, side], align_corners=False
        )
        return functional.grid_sample(picture - GREY, grid, align_corners=False) + GREY

    def add_noise(self, views: Tensor, deviation: float) -> Tensor:
        """The views with Gaussian noise, each with its own share of the deviation."""
        noise = torch.randn(views.shape, generator=self._random)
        shares = torch.rand((len(views), 1, 1, 1), generator=self._random)
        return views + (deviation * shares * noise).to(views.device)

    def _draw(self, least: float, most: float) -> float:
        return least + (most - least) * float(torch.rand((), generator=self._random))
