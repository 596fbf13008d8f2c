import pytest

from bot.commands import COMMANDS, DreamCommand, DreamOptions, Grammar
from bot.errors import UsageError
from dream_core import DEFAULT_PRESET, DEFAULT_STRENGTH, DreamError, Presets


def test_said_options_become_fields_of_the_recipe(presets: Presets) -> None:
    options = DreamOptions(preset="eyes", strength=9, size=640, seed=7, keep_colours=True)

    recipe = options.recipe(presets, seed=1)

    assert recipe == presets["eyes"].recipe(strength=9, size=640, seed=7, keep_colours=True)


def test_what_nobody_said_is_the_usual(presets: Presets) -> None:
    recipe = DreamOptions().recipe(presets, seed=31)

    assert recipe == presets[DEFAULT_PRESET].recipe(strength=DEFAULT_STRENGTH, seed=31)


def test_seed_zero_counts_as_said(presets: Presets) -> None:
    assert DreamOptions(seed=0).recipe(presets, seed=31).seed == 0


def test_a_preset_that_is_gone_is_a_usage_error(presets: Presets) -> None:
    with pytest.raises(UsageError, match="no preset “atlantis”"):
        DreamOptions(preset="atlantis").recipe(presets, seed=0)


def test_a_value_out_of_range_is_an_error_with_words(presets: Presets) -> None:
    with pytest.raises(DreamError, match="strength"):
        DreamOptions(strength=11).recipe(presets, seed=0)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_parsed_to_its_own_record(name: str, grammar: Grammar) -> None:
    assert type(grammar.parse(f"/{name}")) is COMMANDS[name][0]


def test_options_default_to_nothing_said() -> None:
    assert DreamCommand().options.said() == {}
    assert DreamOptions(keep_colours=False).said() == {"keep_colours": False}
