"""The last step of a dream: how much of it shows, how it lies on its photo, in whose colours.

No network takes part, so that a dream which was kept can be finished again in another way. Every
blend weighs the dream's change of the photo, so that what wasn't dreamed stays as it was.
"""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from dream_core.images.picture import Pixels
from dream_core.recipe import Blend, Recipe

LUMA = (0.299, 0.587, 0.114)
"""Rec. 601 weights of red, green and blue."""

_LEVELS = 255
_PERCENT = 100
_BAND_PIXELS = 2**15
"""So few at once that their floats stay in the processor's cache: three times as fast."""

_Floats = npt.NDArray[np.float32]


def finish_dream(dream: Pixels, photo: Pixels, recipe: Recipe) -> None:
    """Changes a dream, as the network left it, into what the recipe shows of it.

    Both are height x width x 3, sRGB of 0 to 255, and of the same size.
    """
    if recipe == recipe.unfinished:
        return
    rows = max(1, _BAND_PIXELS // dream.shape[1])
    for top in range(0, len(dream), rows):
        band = np.s_[top : top + rows]
        dream[band] = _finish_band(dream[band], photo[band], recipe)


def _finish_band(dream: Pixels, photo: Pixels, recipe: Recipe) -> _Floats:
    base = _to_floats(photo)
    change = _WEIGH[recipe.blend](base, np.subtract(_to_floats(dream), base))
    if recipe.keep_colours:
        change = _take_luma(change)
    change *= recipe.amount / _PERCENT
    base += change
    base *= _LEVELS
    return np.clip(np.rint(base, out=base), 0, _LEVELS, out=base)


def _to_floats(pixels: Pixels) -> _Floats:
    return np.multiply(pixels, np.float32(1 / _LEVELS), dtype=np.float32)


def _take_luma(change: _Floats) -> _Floats:
    """The change of light alone, as neural-dream's original colours; height x width x 1."""
    red, green, blue = (
        change[..., channel, None] * np.float32(LUMA[channel]) for channel in range(3)
    )
    red += green
    red += blue
    return red


def _keep_all(_photo: _Floats, change: _Floats) -> _Floats:
    return change


def _soften_light(photo: _Floats, change: _Floats) -> _Floats:
    """Pegtop's soft light, with the change around mid-grey as its layer, twice as strong.

    Mid-tones change wholly, black and white not at all.
    """
    change *= 4
    change *= photo
    change *= 1 - photo
    return change


def _multiply(photo: _Floats, change: _Floats) -> _Floats:
    """The photo times the dream's shadows alone: ink on paper."""
    return np.multiply(np.minimum(change, 0, out=change), photo, out=change)


def _screen(photo: _Floats, change: _Floats) -> _Floats:
    """The photo with the dream's lights alone thrown on it: it glows, and whites don't burn."""
    return np.multiply(np.maximum(change, 0, out=change), 1 - photo, out=change)


# Of a photo and its change, both of 0 to 1; the change is used up.
_WEIGH: Mapping[Blend, Callable[[_Floats, _Floats], _Floats]] = {
    "normal": _keep_all,
    "soft-light": _soften_light,
    "multiply": _multiply,
    "screen": _screen,
}
