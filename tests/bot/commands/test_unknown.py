import pytest

from bot.commands import Grammar
from bot.commands.unknown import refuse_preset, refuse_things
from bot.errors import UsageError
from dream_core.errors import RecipeError
from dream_core.presets import PresetShelf
from tests.bot.commands.conftest import make_preset

PRESETS = PresetShelf(
    [make_preset("cats")],
    absent=PresetShelf([make_preset("old-masters"), make_preset("dogs")]),
)


@pytest.mark.parametrize("written", ["old-masters", "Old Masters", "old_masters"])
def test_a_preset_whose_network_is_missing_says_so(written: str) -> None:
    error = refuse_preset(written, PRESETS)
    assert error.sentence == "The preset old-masters needs the network any, which isn't here."
    assert "puppyslug networks" in error.hint


def test_of_what_it_shows_one_can_dream_all_the_same() -> None:
    assert refuse_preset("dogs", PRESETS).hint.startswith("Did you mean of dogs? ")


@pytest.mark.parametrize("text", ["/dream old-masters", "/dream preset=dogs", "/dream dogs#7K2F9Q"])
def test_it_says_so_wherever_it_is_named(text: str) -> None:
    with pytest.raises(UsageError, match="needs the network any"):
        Grammar(PRESETS).parse(text)


def test_any_other_name_is_answered_with_the_nearest() -> None:
    error = refuse_preset("catz", PRESETS)
    assert (error.sentence, error.hint) == ("There is no preset “catz”.", "Did you mean cats?")


@pytest.mark.parametrize("written", ["of-bananna", "imagine-bananna-and-teapot", "Of-Bananna"])
def test_a_thing_misspelt_in_a_name_is_answered_as_a_thing(written: str) -> None:
    error = refuse_things(written)
    assert isinstance(error, RecipeError)
    assert "banana" in error.hint


@pytest.mark.parametrize("written", ["cats", "office", "of-banana"])
def test_other_names_have_no_thing_that_is_wrong(written: str) -> None:
    assert refuse_things(written) is None
