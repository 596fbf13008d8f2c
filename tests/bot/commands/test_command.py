import pytest

from bot.commands import (
    CHAT_COMMANDS,
    COMMANDS,
    DreamCommand,
    DreamOptions,
    ForgetCommand,
    Grammar,
    HelpCommand,
    NoCommand,
    SettingsCommand,
    list_counted_names,
)
from bot.errors import UsageError
from dream_core import DEFAULT_PRESET, DEFAULT_STRENGTH, DreamError, Presets


def test_said_options_become_fields_of_the_recipe(presets: Presets) -> None:
    said = {"size": 640, "seed": 7, "keep_colours": True, "amount": 60, "blend": "screen"}
    options = DreamOptions(preset="eyes", strength=9, **said)  # type: ignore[arg-type]

    recipe = options.recipe(presets, seed=1)

    assert recipe == presets["eyes"].recipe(strength=9, **said)


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


WORDS = {"imagine": " banana"}
"""Without which a command can do nothing."""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_parsed_to_its_own_record(name: str, grammar: Grammar) -> None:
    assert type(grammar.parse(f"/{name}{WORDS.get(name, '')}")) is COMMANDS[name][0]


def test_options_default_to_nothing_said() -> None:
    assert DreamCommand().options.said() == {}
    assert DreamOptions(keep_colours=False).said() == {"keep_colours": False}


def test_chats_have_all_commands_and_some_of_their_own() -> None:
    assert COMMANDS.items() <= CHAT_COMMANDS.items()
    assert CHAT_COMMANDS.keys() - COMMANDS.keys() == {"settings", "forget", "start"}


@pytest.mark.parametrize("name", CHAT_COMMANDS)
def test_every_command_of_chats_is_parsed_to_its_own_record(name: str, presets: Presets) -> None:
    grammar = Grammar(presets, commands=CHAT_COMMANDS)
    assert type(grammar.parse(f"/{name}{WORDS.get(name, '')}")) is CHAT_COMMANDS[name][0]
    assert type(grammar.parse(f"@puppyslug {name}")) is CHAT_COMMANDS[name][0]
    assert grammar.complete(f"/{name}")[0].value == f"/{name} "


@pytest.mark.parametrize("name", ["settings", "forget", "start"])
def test_elsewhere_those_mean_nothing(name: str, grammar: Grammar) -> None:
    assert grammar.parse(f"/{name}") == NoCommand()
    with pytest.raises(UsageError):
        grammar.parse(f"/{name}", addressed=True)
    assert grammar.complete(f"/{name}") == []


def test_to_start_may_bring_words_along_and_to_forget_may_not(presets: Presets) -> None:
    grammar = Grammar(presets, commands=CHAT_COMMANDS)
    assert grammar.parse("/start from-somewhere") == HelpCommand()
    assert grammar.parse("/settings") == SettingsCommand()
    assert grammar.parse("/forget") == ForgetCommand()
    with pytest.raises(UsageError, match="everything"):
        grammar.parse("/forget everything")


def test_a_platforms_own_name_is_what_a_command_may_end_with(presets: Presets) -> None:
    grammar = Grammar(presets, mentions=("@OneBot",), commands=CHAT_COMMANDS)
    assert grammar.parse("/settings@onebot") == SettingsCommand()
    assert grammar.parse("/settings@OtherBot") == NoCommand()
    with pytest.raises(UsageError, match="no /sett"):
        grammar.parse("/sett@OneBot")


@pytest.mark.parametrize(
    ("options", "counted"),
    [
        (DreamOptions(preset="cats"), "cats"),
        (DreamOptions(preset="of-sea-lion"), "of"),
        (DreamOptions(preset="imagine-banana"), "imagine"),
        (DreamOptions(preset="cats.2+swirls"), "mix"),
        (DreamOptions(preset="cats", form="sheet"), "sheet"),
        (DreamOptions(preset="cats", form="zoom"), "cats"),
    ],
)
def test_whatever_is_dreamed_is_counted_under_a_known_name(
    options: DreamOptions, counted: str, presets: Presets
) -> None:
    assert options.counted_name == counted
    assert counted in list_counted_names(presets)
