import pytest

from dream_core import Recipe, parse_target
from dream_core.errors import ErrorCode, PictureError
from dream_core.sheets.fitting import (
    LARGEST_SIDE,
    LEAST_OCTAVES,
    MOST_STEPS,
    PAGE_PIXELS,
    choose_cell_side,
    fit_recipe,
)

RECIPE = Recipe(
    network="efficientnet-lite0", targets=(parse_target("block3"),), octaves=5, steps=20
)


@pytest.mark.parametrize("photo", [(4000, 3000), (300, 900), (200, 200)])
@pytest.mark.parametrize("count", [10, 24, 80])
def test_all_pictures_together_have_so_many_pixels_at_most(
    photo: tuple[int, int], count: int
) -> None:
    side = choose_cell_side(*photo, "auto", count=count)
    area = side * side * min(photo) / max(photo)
    assert PAGE_PIXELS * 0.8 < area * count <= PAGE_PIXELS * 1.01 or side == LARGEST_SIDE


def test_a_size_that_is_asked_for_is_taken() -> None:
    assert choose_cell_side(400, 300, 777, count=50) == 777


def test_a_photo_like_a_thread_can_be_on_no_sheet() -> None:
    with pytest.raises(PictureError) as failure:
        choose_cell_side(10_000, 10, "auto", count=4)
    assert failure.value.code is ErrorCode.PICTURE_TOO_SMALL


def test_few_larger_steps_go_as_far_as_many() -> None:
    fitted = fit_recipe(RECIPE, 240, 180)
    assert fitted.steps == MOST_STEPS
    assert fitted.steps * fitted.step_size == pytest.approx(RECIPE.steps * RECIPE.step_size)
    assert (fitted.size, fitted.grow_octaves) == (240, False)


@pytest.mark.parametrize(
    ("size", "octaves"), [((200, 150), LEAST_OCTAVES), ((400, 300), 4), ((512, 384), 5)]
)
def test_the_largest_shapes_are_as_large_in_proportion(size: tuple[int, int], octaves: int) -> None:
    assert fit_recipe(RECIPE, *size).octaves == octaves
