"""A picture as the engine holds it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecodedPicture:
    """An upright sRGB picture, 0 to 255.

    ``pixels`` is height x width x 3; ``alpha`` is height x width, 255 where opaque, or None for a
    picture that is opaque all over. Pixels nobody can see (alpha 0) have the mean visible colour.
    """

    pixels: Pixels
    alpha: Pixels | None = None

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return int(self.pixels.shape[0])


_GREY = 128


def build_picture(pixels: Pixels, alpha: Pixels | None) -> DecodedPicture:
    """A picture of an owned height x width x 3 array, which it may change, and its alpha.

    What lies under full transparency is arbitrary, often left over from before a cut-out: it would
    bleed into the dream and could show what was meant to be removed.
    """
    if alpha is None or alpha.min() == 255:
        return DecodedPicture(pixels=pixels)
    invisible = alpha == 0
    if invisible.all():
        pixels[:] = _GREY
    elif invisible.any():
        pixels[invisible] = pixels[~invisible].mean(axis=0).round()
    return DecodedPicture(pixels=pixels, alpha=alpha)
