"""How large a sheet's pictures are, and recipes for dreams of that size."""

import math
from dataclasses import replace

from dream_core.images.sizes import result_side
from dream_core.octaves import REFERENCE_SIDE, resolve_recipe
from dream_core.recipe import Recipe, Size

PAGE_PIXELS = 900_000
"""Of all pictures of a photo together: what two cores dream in a quarter of a minute."""

LARGEST_SIDE = 400
"""Longest side in pixels of a picture, unless somebody asks for more."""

LEAST_OCTAVES = 3
MOST_STEPS = 8


def choose_cell_side(width: int, height: int, size: Size, *, count: int) -> int:
    """The longest side of each of ``count`` small pictures of a photo, in pixels.

    Raises PictureError picture_too_small for a photo that is far too narrow.
    """
    if isinstance(size, int):
        return result_side(width, height, size)
    longer, shorter = max(width, height), min(width, height)
    fitting = math.isqrt(PAGE_PIXELS * longer // (count * shorter))
    return result_side(width, height, min(LARGEST_SIDE, fitting))


def fit_recipe(recipe: Recipe, width: int, height: int) -> Recipe:
    """The recipe of a small picture that looks as the whole one would from afar; resolved.

    A dream's largest shapes are as large in proportion, as they are in larger ones; what a small
    picture has no room for is left out. What it would take in more steps, it takes in larger ones.
    """
    shrinking = round(math.log(REFERENCE_SIDE / max(width, height)) / math.log(recipe.scale))
    octaves = max(min(LEAST_OCTAVES, recipe.octaves), recipe.octaves - max(0, shrinking))
    steps = min(MOST_STEPS, recipe.steps)
    small = replace(
        recipe, octaves=octaves, steps=steps, step_size=recipe.step_size * recipe.steps / steps
    )
    return resolve_recipe(small, width, height)
