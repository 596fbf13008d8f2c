import re
from dataclasses import replace

import pytest

from bot.commands import COMMANDS, DreamCommand, Grammar
from bot.commands.lexicon import OPTION_NAMES
from bot.conversation import Queued, QueueView
from bot.texts import Catalogue, Phrases, find_languages
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import (
    DreamResult,
    Presets,
    Progress,
    Recipe,
    Target,
    load_networks,
    load_presets,
)


@pytest.fixture(scope="module")
def presets() -> Presets:
    return load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))


@pytest.fixture
def say() -> Phrases:
    return Phrases()


def queued(position: int, wait_seconds: float | None = None) -> Queued:
    return Queued(job_id="job", position=position, wait_seconds=wait_seconds)


def view(waiting: int, running: int, *own: Queued, wait_seconds: float | None = None) -> QueueView:
    return QueueView(
        waiting=waiting,
        running=running,
        wait_seconds=wait_seconds,
        own_waiting=own,
        own_running=(),
    )


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (queued(1), "You are next."),
        (queued(2), "One dream is ahead of yours."),
        (queued(3, 40), "2 dreams are ahead of yours, about 40 seconds."),
        (queued(2, 0.2), "One dream is ahead of yours, about 1 second."),
        (queued(1001, 7200), "1,000 dreams are ahead of yours, about 120 minutes."),
    ],
)
def test_positions_are_said_with_the_right_plural(say: Phrases, where: Queued, text: str) -> None:
    assert say.queued(where) == text


@pytest.mark.parametrize(
    ("seen", "text"),
    [
        (view(0, 0), "Nobody waits: yours would start at once."),
        (view(0, 1), "Nobody waits, one is being dreamed."),
        (view(1, 2), "One dream waits, 2 are being dreamed."),
        (
            view(5, 2, wait_seconds=600),
            "5 dreams wait, 2 are being dreamed.\nA new one would wait about 10 minutes.",
        ),
        (
            view(5, 1, queued(2), queued(4)),
            (
                "5 dreams wait, one is being dreamed.\n"
                "One dream is ahead of yours.\n3 dreams are ahead of yours."
            ),
        ),
    ],
)
def test_the_queue_is_described(say: Phrases, seen: QueueView, text: str) -> None:
    assert say.queue(seen) == text


@pytest.mark.parametrize(
    ("running", "text"),
    [(("a",), "Yours is being dreamed."), (("a", "b"), "2 of yours are being dreamed.")],
)
def test_own_running_dreams_are_told(say: Phrases, running: tuple[str, ...], text: str) -> None:
    seen = QueueView(waiting=0, running=2, wait_seconds=None, own_waiting=(), own_running=running)

    assert say.queue(seen).splitlines()[1:] == [text]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1 second"),
        (1.4, "1 second"),
        (59.6, "60 seconds"),
        (90, "90 seconds"),
        (91, "2 minutes"),
        (3600, "60 minutes"),
        (3 * 3600, "180 minutes"),
        (3 * 3600 + 1800, "4 hours"),
        (86400, "24 hours"),
    ],
)
def test_durations_are_said_as_people_would(say: Phrases, seconds: float, text: str) -> None:
    assert say.duration(seconds) == text


@pytest.mark.parametrize("seconds", [0.5, 12.2, 100, 5000, 12_000, 80_000])
def test_who_shall_not_come_back_early_is_told_the_longer_wait(
    say: Phrases, seconds: float
) -> None:
    number, unit = say.duration(seconds, is_least=True).split()
    in_unit = {"second": 1, "minute": 60, "hour": 3600}[unit.removesuffix("s")]
    assert seconds <= int(number) * in_unit < seconds + in_unit


def test_languages_are_called_as_those_call_them_who_speak_them() -> None:
    assert Phrases("fr").language_name("de") == "Deutsch"
    assert Phrases("de").language_name(None) == "für jede Person die eigene"


def test_progress_is_never_complete_before_the_result(say: Phrases) -> None:
    def at(fraction: float) -> str:
        progress = Progress(job_id="job", fraction=fraction, octave=1, octaves=4, step=1, steps=10)
        return say.progress(progress, preset="eyes")

    assert at(0.256) == "Dreaming eyes: 25 %."
    assert at(1.0) == "Dreaming eyes: 99 %."


def test_a_result_is_said_with_plain_numbers(say: Phrases) -> None:
    result = DreamResult(
        picture=b"",
        picture_format="jpeg",
        width=4000,
        height=3000,
        recipe=Recipe(network="any", targets=(Target(layer="layer"),)),
        device="cpu",
        dream_seconds=11.0,
        total_seconds=12.0,
    )

    assert say.finished(result, preset="eyes") == "eyes, 4000 × 3000, dreamed in 12 seconds."


def test_all_presets_are_listed_with_what_they_show(say: Phrases, presets: Presets) -> None:
    text = say.presets(presets)

    assert text.startswith(f"There are {len(presets)} presets:")
    for name, preset in presets.items():
        assert f"{name}: {preset.description}" in text
    one = dict(list(presets.items())[:1])
    assert say.presets(one).startswith("There is one preset:")


def test_english_presets_are_called_as_their_files_say(say: Phrases, presets: Presets) -> None:
    """What is translated is what the files have now; the texts of no preset are missing."""
    english = Catalogue("en")
    for name, preset in presets.items():
        assert english.format(f"preset-title-{name}") == preset.title
        assert english.format(f"preset-description-{name}") == preset.description
    kept = {text_id for text_id in english.own_messages if text_id.startswith("preset-title-")}
    assert kept == {f"preset-title-{name}" for name in presets}


@pytest.mark.parametrize("language", [name for name in find_languages() if name != "en"])
def test_every_preset_is_described_in_every_language(language: str, presets: Presets) -> None:
    say = Phrases(language)
    for preset in presets.values():
        assert say.preset_description(preset) != preset.description
        assert say.preset_description(preset) in say.presets(presets)
    assert say.preset_title(presets["cats"]) in ("Katzen", "Chats")


def test_a_persons_own_preset_is_called_as_they_wrote(presets: Presets) -> None:
    own = replace(presets["cats"], title="My cats", description="The two of them.")
    new = replace(own, name="mine")

    for preset in (own, new):
        assert Phrases("de").preset_title(preset) == "My cats"
        assert Phrases("de").preset_description(preset) == "The two of them."


@pytest.mark.parametrize("language", find_languages())
def test_help_names_every_command_and_option(language: str) -> None:
    text = Phrases(language).help()

    assert [name for name in COMMANDS if f"/{name}" not in text] == ["help"]
    assert [name for name in OPTION_NAMES if name not in text] == []


@pytest.mark.parametrize("language", find_languages())
def test_the_examples_of_help_are_understood(language: str, presets: Presets) -> None:
    lines = [line.strip() for line in Phrases(language).help().splitlines()]
    examples = [line for line in lines if line.startswith(("/dream ", "@puppyslug"))]

    assert len(examples) == 3
    for example in examples:
        assert isinstance(Grammar(presets).parse(example), DreamCommand)


@pytest.mark.parametrize("language", find_languages())
def test_the_examples_of_a_platforms_help_are_understood(language: str, presets: Presets) -> None:
    say = Phrases(language).say
    for text_id in ("command-help-text", "command-help-short"):
        example = re.search(r"@puppyslug [\w ,]*\w", say(text_id, mention="@puppyslug"))
        assert example, text_id
        assert isinstance(Grammar(presets).parse(example[0]), DreamCommand)
    text = say("command-help-text", mention="@puppyslug")
    assert [name for name in OPTION_NAMES if name not in text] == []


def test_answers_without_values_are_sentences(say: Phrases) -> None:
    assert say.no_picture().endswith(".")
    assert say.nothing_to_cancel().endswith(".")
