from dataclasses import replace

import pytest
from telegram import InlineKeyboardMarkup

from bot.adapters.telegram.commands.settings import CALLBACK
from bot.adapters.telegram.commands.settings_panel import SIZES, UNSET, Part, build_panel
from bot.adapters.telegram.letter import Letter
from bot.adapters.telegram.place import Place
from bot.records import ChatSettings
from bot.texts import Phrases, find_languages
from dream_core import LIMITS, Presets
from tests.loopback.telegram.rules.html import parse_html

GROUP = Place(chat_id=-100)
TOPIC = Place(chat_id=-100, thread_id=7)
PRIVATE = Place(chat_id=1, is_private=True)
ALL = ChatSettings(
    preset="eyes",
    largest_size=512,
    language="de",
    answers_mentions=False,
    channels=("7", "9"),
)


def show(
    presets: Presets,
    settings: ChatSettings = ChatSettings(),  # noqa: B008 (it is frozen)
    place: Place = GROUP,
    *,
    opened: Part = Part.MAIN,
    language: str = "en",
) -> tuple[str, list[list[str]]]:
    letter = build_panel(settings, place, presets, Phrases(language), opened=opened)
    keyboard = buttons_of(letter)
    return parse_html(letter.text)[0], [
        [button.text for button in row] for row in keyboard.inline_keyboard
    ]


def buttons_of(letter: Letter) -> InlineKeyboardMarkup:
    assert letter.keyboard is not None
    return letter.keyboard


def test_where_nothing_is_set_all_is_as_usual(presets: Presets) -> None:
    text, rows = show(presets)
    assert text.splitlines() == [
        "Settings for this chat",
        "",
        "Preset when none is named: as usual",
        "Largest size: as usual",
        "Language of my answers: each person's own",
        "Mentions: answered",
    ]
    assert rows == [
        ["Preset when none is named"],
        ["Largest size"],
        ["Language of my answers"],
        ["Ignore mentions"],
        ["Reset all", "Done"],
    ]


def test_what_is_set_stands_in_words(presets: Presets) -> None:
    text, rows = show(presets, ALL, TOPIC)
    for told in (
        "Eyes",
        "512 pixels",
        "Deutsch",
        "Mentions: ignored",
        "this and other chosen topics only",
    ):
        assert told in text
    assert ["Answer mentions"] in rows
    assert ["No longer choose this topic"] in rows


def test_a_topic_that_is_not_chosen_can_be(presets: Presets) -> None:
    text, rows = show(presets, replace(ALL, channels=("9",)), TOPIC)
    assert "I dream in one other topic only." in text
    assert ["Dream in this topic, not in those not chosen"] in rows


def test_the_general_topic_can_be_chosen_once_others_are(presets: Presets) -> None:
    assert "topic" not in str(show(presets))
    assert "topic" in str(show(presets, ALL))


def test_a_private_chat_has_neither_mentions_nor_topics(presets: Presets) -> None:
    shown = str(show(presets, ALL, replace(PRIVATE)))
    assert "entions" not in shown


def test_a_preset_that_is_gone_is_as_usual(presets: Presets) -> None:
    text, _ = show(presets, ChatSettings(preset="gone"))
    assert "Preset when none is named: as usual" in text


def test_the_choice_of_now_is_marked(presets: Presets) -> None:
    _, rows = show(presets, ALL, opened=Part.PRESET)
    names = [name for row in rows for name in row]
    assert "• Eyes •" in names
    assert len(names) == len(presets) + 2
    assert rows[-1] == ["as usual", "Back"]
    _, sizes = show(presets, ALL, opened=Part.SIZE)
    assert "• 512 •" in [size for row in sizes for size in row]
    _, languages = show(presets, ALL, opened=Part.LANGUAGE)
    assert "• Deutsch •" in [language for row in languages for language in row]
    assert languages[-1] == ["each person's own", "Back"]


def test_every_size_that_is_offered_can_be_dreamed() -> None:
    least, most = LIMITS["size"]
    assert all(least <= size <= most for size in SIZES)


@pytest.mark.parametrize("language", find_languages())
@pytest.mark.parametrize("opened", [Part.MAIN, Part.PRESET, Part.SIZE, Part.LANGUAGE])
@pytest.mark.parametrize("place", [GROUP, TOPIC, PRIVATE])
def test_every_button_is_understood_and_fits(
    language: str, opened: Part, place: Place, presets: Presets
) -> None:
    name = "a-preset-of-ones-own-with-a-name-that-is-much-too-long"
    crowd = {f"{name}-{number}": replace(presets["cats"], name=name) for number in range(200)}
    for known in (presets, crowd):
        letter = build_panel(ALL, place, known, Phrases(language), opened=opened)
        buttons = [button for row in buttons_of(letter).inline_keyboard for button in row]
        assert len(buttons) <= 100
        for button in buttons:
            data = str(button.callback_data)
            assert len(data.encode()) <= 64
            assert CALLBACK.fullmatch(data)


def test_the_value_of_nothing_is_nothing_elses(presets: Presets) -> None:
    assert UNSET not in presets
    assert UNSET not in find_languages()
    assert not UNSET.isdecimal()
