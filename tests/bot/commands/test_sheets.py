import pytest

from bot.commands import DreamOptions, choose_sheet, find_code
from dream_core import Presets
from dream_core.errors import RecipeError


def test_a_sheet_has_every_preset_as_it_was_asked_for(presets: Presets) -> None:
    sheet = choose_sheet(DreamOptions(form="sheet", seed=7, amount=50, strength=10), presets)
    assert sheet is not None
    assert sheet.titles == tuple(presets)
    assert {(cell.recipe.seed, cell.recipe.amount) for cell in sheet.cells} == {(7, 50)}
    assert sheet.cells[0].recipe.steps > next(iter(presets.values())).base.steps


def test_one_dream_is_no_sheet(presets: Presets) -> None:
    assert choose_sheet(DreamOptions(preset="cats", form="zoom"), presets) is None


def test_a_value_out_of_range_is_refused(presets: Presets) -> None:
    with pytest.raises(RecipeError, match="strength can't be 11"):
        choose_sheet(DreamOptions(form="sheet", strength=11), presets)


def test_no_code_stands_for_all_presets(presets: Presets) -> None:
    options = DreamOptions(preset="cats", seed=7)
    assert find_code(options, presets)
    assert find_code(DreamOptions(preset="cats", seed=7, form="sheet"), presets) is None
