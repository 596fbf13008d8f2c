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


_GREY = 128.0
_BAND_ROWS = 256


def build_picture(pixels: Pixels, alpha: Pixels | None) -> DecodedPicture:
    """A picture of an owned height x width x 3 array, which it may change, and its alpha.

    What lies under full transparency is arbitrary, often left over from before a cut-out: it would
    bleed into the dream and could show what was meant to be removed.
    """
    if alpha is None or alpha.min() == 255:
        return DecodedPicture(pixels=pixels)
    if alpha.min() == 0:
        pixels[alpha == 0] = _mean_visible(pixels, alpha)
    return DecodedPicture(pixels=pixels, alpha=alpha)


def _mean_visible(pixels: Pixels, alpha: Pixels) -> npt.NDArray[np.float64]:
    """The mean colour, from bands of rows so that a large picture isn't copied whole."""
    total, count = np.zeros(3), 0
    for top in range(0, len(alpha), _BAND_ROWS):
        band = np.s_[top : top + _BAND_ROWS]
        visible = pixels[band][alpha[band] > 0]
        total += visible.sum(axis=0, dtype=np.int64)
        count += len(visible)
    return np.rint(total / count) if count else np.full(3, _GREY)
