import pytest

from bot.adapters.telegram.commands.help import (
    write_help,
    write_imagine_help,
    write_short_help,
)
from bot.adapters.telegram.host import Host
from bot.commands import DreamCommand
from bot.texts import Phrases, find_languages
from tests.loopback.telegram.rules.html import parse_html


@pytest.mark.parametrize("language", find_languages())
@pytest.mark.parametrize("is_private", [True, False])
async def test_help_fits_into_a_message_and_names_what_there_is(
    language: str, is_private: bool, host: Host
) -> None:
    text, _ = parse_html(write_help(host, Phrases(language), is_private=is_private))
    assert 200 < len(text) <= 4096
    for told in (
        "/dream",
        "/imagine",
        "/zoom",
        "guided",
        "/presets",
        "/queue",
        "/cancel",
        "/settings",
        "/forget",
        "42",
    ):
        assert told in text
    assert ("@PuppyslugBot" in text) is not is_private


async def test_its_example_is_a_command_that_works(host: Host) -> None:
    text = write_help(host, Phrases(), is_private=True)
    [example, named] = [line for line in text.splitlines() if line.startswith("/dream")]
    command = host.grammar.parse(example)
    assert isinstance(command, DreamCommand)
    options = command.options
    assert (options.preset, options.strength, options.size, options.seed) == (
        "puppyslug",
        7,
        512,
        42,
    )
    assert options.keep_colours
    of_things = host.grammar.parse(named)
    assert isinstance(of_things, DreamCommand)
    assert of_things.options.preset == "of-banana-and-dumbbell"


async def test_its_example_of_a_zoom_works(host: Host) -> None:
    text = write_help(host, Phrases(), is_private=True)
    [example] = [line for line in text.splitlines() if line.startswith("/zoom")]
    command = host.grammar.parse(example)
    assert isinstance(command, DreamCommand)
    assert (command.options.form, command.options.turn) == ("zoom", 20)


@pytest.mark.parametrize("language", find_languages())
def test_the_examples_of_things_to_imagine_work(language: str, host: Host) -> None:
    text = write_imagine_help(Phrases(language))
    examples = [line for line in text.splitlines() if line.startswith("/imagine ")]
    assert len(examples) == 3
    for example in examples:
        command = host.grammar.parse(example)
        assert isinstance(command, DreamCommand)
        assert command.options.imagines


@pytest.mark.parametrize("language", find_languages())
async def test_the_short_help_is_short(language: str, host: Host) -> None:
    text = write_short_help(host, Phrases(language))
    assert len(text) < 200
    assert "@PuppyslugBot" in text
    assert "/help" in text
