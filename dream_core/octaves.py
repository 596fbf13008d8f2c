"""The pyramid of sizes that a dream climbs, smallest first."""

import math
from dataclasses import replace

from dream_core.recipe import Recipe

REFERENCE_SIDE = 512
SMALLEST_SIDE = 32
"""An octave whose short side is below this shows a network nothing; it is left out."""


def resolve_recipe(recipe: Recipe, width: int, height: int) -> Recipe:
    """The recipe with the octaves and the size that a result of width x height really gets."""
    octaves = recipe.octaves
    if recipe.grow_octaves:
        growth = max(width, height) / REFERENCE_SIDE
        octaves += max(0, round(math.log(growth) / math.log(recipe.scale)))
    sizes = octave_sizes(width, height, octaves=octaves, scale=recipe.scale)
    return replace(recipe, octaves=len(sizes), size=max(width, height), grow_octaves=False)


def octave_sizes(width: int, height: int, *, octaves: int, scale: float) -> list[tuple[int, int]]:
    """(height, width) of each octave, smallest first; the last one is the picture's own."""
    sizes = [(height, width)]
    for octave in range(1, octaves):
        size = (round(height / scale**octave), round(width / scale**octave))
        if min(size) < SMALLEST_SIDE:
            break
        sizes.insert(0, size)
    return sizes
