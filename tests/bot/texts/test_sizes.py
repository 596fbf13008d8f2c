"""What Discord shows in fields of limited length fits there in every language."""

import re

import pytest

from bot.texts import Catalogue, find_languages
from tests.bot.texts.entries import read_entries

LANGUAGES = find_languages()
_NAME = re.compile(r"[-_\w]{1,32}")
_LONGEST_DESCRIPTION = 100
_LONGEST_LABEL = 80
_LONGEST_PLACEHOLDER = 150
_LONGEST_CONTENT = 2000

COMMANDS = ("dream", "imagine", "zoom", "presets", "queue", "help", "forget", "settings")
SHARED_WORDS = {("de", "zoom"), ("fr", "zoom"), ("fr", "imagine")}
"""Commands that are called in a language as they are in English."""

CHOICES = (
    *("command-size-", "command-settings-s", "command-blend-", "command-form-"),
    "command-only-",
)
LABELS = (
    "command-forget-confirm",
    "command-menu-dream-name",
    "command-presets-back",
    "command-presets-next",
    "panel-reset",
    "panel-turn-mentions-on",
    "panel-turn-mentions-off",
)


SAMPLES: dict[str, str | float] = {
    "count": 100_000,
    "duration": "120 minutes",
    "id": "0123abcd",
    "mention": "@puppyslug-of-a-long-name",
    "name": "a-preset-of-a-long-name",
    "page": 10,
    "pages": 10,
    "size": 16384,
    "value": "16384",
}


def say_all(language: str, *prefixes: str) -> dict[str, str]:
    """The messages whose ids begin so, with values as long as they may be."""
    catalogue = Catalogue(language)
    names = (name for name in read_entries("en") if name.startswith(prefixes))
    return {name: catalogue.format(name, **SAMPLES) for name in names}


def is_name(message_id: str) -> bool:
    return message_id.endswith("-name") and "-menu-" not in message_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_commands_and_options_are_ones_that_discord_takes(language: str) -> None:
    names = {key: text for key, text in say_all(language, "command-").items() if is_name(key)}

    assert len(names) > 10
    for message_id, name in names.items():
        assert _NAME.fullmatch(name), f"{message_id}: {name}"
        assert name == name.lower(), f"{message_id}: {name}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_options_of_a_command_share_a_name(language: str) -> None:
    options = [
        text for key, text in say_all(language, "command-dream-").items() if key.endswith("-name")
    ]

    assert len(options) == len(set(options))


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_are_named_in_texts_as_they_are_called_there(language: str) -> None:
    said = say_all(language, "command-")
    commands = {command: said[f"command-{command}-name"] for command in COMMANDS}
    told = {name for text in said.values() for name in re.findall(r"(?<!\S)/([\w-]+)", text)}

    assert len(set(commands.values())) == len(COMMANDS)
    assert told == set(commands.values())


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_commands_have_names_of_their_own_in_each_language(language: str) -> None:
    for command in COMMANDS:
        message_id = f"command-{command}-name"
        is_same = Catalogue(language).format(message_id) == Catalogue("en").format(message_id)
        assert is_same is ((language, command) in SHARED_WORDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptions_and_choices_fit(language: str) -> None:
    said = say_all(language, "command-")
    described = [name.removesuffix("-name") for name in said if is_name(name)]
    choices = [name for name in said if name.startswith(CHOICES)]
    descriptions = [name for name in (*described, *choices) if name in said]

    assert "command-dream" in descriptions
    assert "command-size-full" in descriptions
    for message_id in descriptions:
        assert len(said[message_id]) <= _LONGEST_DESCRIPTION, message_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_their_buttons(language: str) -> None:
    said = (
        say_all(language, "button-") | say_all(language, "command-") | say_all(language, "panel-")
    )
    labels = [name for name in said if name.startswith("button-")]

    assert "button-deeper" in labels
    for message_id in (*labels, *LABELS):
        assert len(said[message_id]) <= _LONGEST_LABEL, message_id
    assert len(said["command-menu-dream-name"]) <= 32
    for message_id, text in say_all(language, "panel-choose-").items():
        assert len(text) <= _LONGEST_PLACEHOLDER, message_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_fits_one_message_with_everything_below_it(language: str) -> None:
    said = say_all(language, "command-help-")
    parts = [said[f"command-help-{part}"] for part in ("text", "settings", "features-off")]

    assert len("\n\n".join(parts)) <= _LONGEST_CONTENT


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_descriptions_of_presets_fit_a_list(language: str) -> None:
    for message_id, text in say_all(language, "preset-title-", "preset-description-").items():
        assert len(text) <= _LONGEST_DESCRIPTION, message_id
