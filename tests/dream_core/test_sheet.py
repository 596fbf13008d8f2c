from dataclasses import replace

import pytest

from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import (
    DreamRequest,
    Recipe,
    Sheet,
    SheetCell,
    Zoom,
    build_atlas,
    build_sheet,
    load_networks,
    load_presets,
    parse_target,
)
from dream_core.errors import RecipeError
from dream_core.sheet import MOST_CELLS

NETWORKS = load_networks(NETWORKS_FILE)
PRESETS = load_presets(PRESETS_DIR, NETWORKS)
RECIPE = Recipe(network="efficientnet-lite0", targets=(parse_target("block3"),))
CELL = SheetCell(title="look", recipe=RECIPE)


def test_a_sheet_has_every_listed_preset_under_its_name() -> None:
    sheet = build_sheet(PRESETS.values(), seed=7, strength=8, amount=60)
    assert sheet.titles == tuple(PRESETS)
    assert [cell.preset for cell in sheet.cells] == [*PRESETS]
    for cell in sheet.cells:
        assert cell.recipe == PRESETS[cell.title].recipe(strength=8, seed=7, amount=60)


def test_a_preset_of_things_is_shown_by_what_they_are_called() -> None:
    assert build_sheet([PRESETS["of-banana-and-dumbbell"]]).titles == ("banana and dumbbell",)


def test_an_atlas_has_a_cell_for_each_channel_and_tells_its_names() -> None:
    named = replace(NETWORKS["efficientnet-lite0"], channels={"block9": {"fur": (4, 5)}})
    sheet = build_atlas(named, "block9", (3, 4), steps=9, seed=2, columns=5)
    assert sheet.titles == ("3", "4 fur")
    assert sheet.columns == 5
    recipe = sheet.cells[1].recipe
    assert (recipe.targets, recipe.steps, recipe.seed) == ((parse_target("block9@4"),), 9, 2)


@pytest.mark.parametrize("count", [0, MOST_CELLS + 1])
def test_a_sheet_has_some_pictures_but_not_too_many(count: int) -> None:
    with pytest.raises(RecipeError, match=f"can't have {count} pictures. Choose from 1 to 400"):
        Sheet(cells=(CELL,) * count)


@pytest.mark.parametrize("columns", [0, -1, 101])
def test_a_sheet_has_some_columns_but_not_too_many(columns: int) -> None:
    with pytest.raises(RecipeError, match=f"can't have {columns} columns. Choose from 1 to 100"):
        Sheet(cells=(CELL,), columns=columns)


def test_a_sheet_neither_moves_nor_has_a_full_size() -> None:
    request = DreamRequest(job_id="1", picture=b"photo", recipe=RECIPE, sheet=Sheet(cells=(CELL,)))
    with pytest.raises(RecipeError, match="doesn't move"):
        replace(request, motion=Zoom())
    with pytest.raises(RecipeError, match="no full size"):
        replace(request, recipe=replace(RECIPE, size="full"))
    with pytest.raises(RecipeError, match="still dream can't be written as GIF"):
        replace(request, picture_format="gif")
