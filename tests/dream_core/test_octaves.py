"""The pyramid: smallest first, the picture's own size last, nothing too small to see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dream_core.octaves import REFERENCE_SIDE, SMALLEST_SIDE, octave_sizes, resolve_recipe
from dream_core.recipe import Recipe, Target

SIDES = st.integers(16, 8000)
RECIPE = Recipe(network="any", targets=(Target(layer="any"),), octaves=4, scale=1.5)


@given(SIDES, SIDES, st.integers(1, 16), st.floats(1.05, 4))
def test_sizes_grow_to_the_pictures_own(
    width: int, height: int, octaves: int, scale: float
) -> None:
    sizes = octave_sizes(width, height, octaves=octaves, scale=scale)
    assert sizes[-1] == (height, width)
    assert 1 <= len(sizes) <= octaves
    assert sizes == sorted(sizes)
    assert all(min(size) >= SMALLEST_SIDE for size in sizes[:-1])


@pytest.mark.parametrize(("side", "octaves"), [(256, 4), (REFERENCE_SIDE, 4), (1024, 6), (4000, 9)])
def test_a_larger_picture_gets_more_octaves(side: int, octaves: int) -> None:
    resolved = resolve_recipe(RECIPE, side, side)
    assert resolved.octaves == octaves
    assert resolved.size == side


@given(SIDES, SIDES)
def test_a_resolved_recipe_stays_as_it_is(width: int, height: int) -> None:
    resolved = resolve_recipe(RECIPE, width, height)
    assert resolve_recipe(resolved, width, height) == resolved
