"""What the settings panel shows: what is set in words, and the buttons that change it."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.adapters.telegram.access import topic_of
from bot.adapters.telegram.callbacks import key_of
from bot.adapters.telegram.keyboards import MOST_PRESETS, arrange
from bot.adapters.telegram.letter import Letter
from bot.adapters.telegram.markup import MARKUP
from bot.adapters.telegram.place import Place
from bot.records import ChatSettings
from bot.texts import Phrases, find_languages
from dream_core import Presets

SIZES = (256, 512, 768, 1024, 1536, 2048, 3072, 4096)
"""Those that are offered, in pixels of the longest side; ``/dream`` takes any other too."""

UNSET = "-"
"""The value that takes a setting back; nothing else is called so."""


class Part(StrEnum):
    """What can be set, and the panel's own buttons."""

    MAIN = "main"
    PRESET = "preset"
    SIZE = "size"
    LANGUAGE = "language"
    MENTIONS = "mentions"
    TOPIC = "topic"
    RESET = "reset"
    CLOSE = "close"


def build_panel(
    settings: ChatSettings,
    place: Place,
    presets: Presets,
    phrases: Phrases,
    *,
    opened: Part = Part.MAIN,
) -> Letter:
    """The panel with all buttons, or with the choices of what is opened."""
    if opened is Part.MAIN:
        rows = list(_list_main(settings, place, phrases))
    else:
        rows = [
            *_list_choices(opened, settings, presets, phrases),
            *_list_ways_back(opened, phrases),
        ]
    text = "\n".join(map(MARKUP.escape, _write_values(settings, place, presets, phrases)))
    return Letter(text=text, keyboard=InlineKeyboardMarkup(rows))


def _write_values(
    settings: ChatSettings, place: Place, presets: Presets, phrases: Phrases
) -> Iterator[str]:
    say = phrases.say
    yield say("telegram-panel")
    yield ""
    preset = presets.get(settings.preset or "")
    yield say("panel-preset", value=phrases.preset_title(preset) if preset else say("panel-unset"))
    size = settings.largest_size
    yield say(
        "panel-size", value=say("panel-pixels", size=str(size)) if size else say("panel-unset")
    )
    yield say("panel-language", value=phrases.language_name(settings.language))
    if place.is_private:
        return
    answers = settings.answers_mentions is not False
    spoken = say("panel-mentions-on" if answers else "panel-mentions-off")
    yield f"{say('panel-mentions')} {spoken}"
    if settings.channels:
        here = "telegram-panel-here" if topic_of(place) in settings.channels else None
        yield say(here or "telegram-panel-elsewhere", count=len(settings.channels))


def _list_main(
    settings: ChatSettings, place: Place, phrases: Phrases
) -> Iterator[Sequence[InlineKeyboardButton]]:
    say = phrases.say
    yield [_make_button(say("panel-choose-preset"), Part.PRESET)]
    yield [_make_button(say("panel-choose-size"), Part.SIZE)]
    yield [_make_button(say("panel-choose-language"), Part.LANGUAGE)]
    if not place.is_private:
        answers = settings.answers_mentions is not False
        turn = "panel-turn-mentions-off" if answers else "panel-turn-mentions-on"
        yield [_make_button(say(turn), Part.MENTIONS)]
    if place.thread_id is not None or settings.channels:
        is_here = topic_of(place) in settings.channels
        turn = "telegram-panel-topic-off" if is_here else "telegram-panel-topic-on"
        yield [_make_button(say(turn), Part.TOPIC)]
    yield [
        _make_button(say("panel-reset"), Part.RESET),
        _make_button(say("telegram-panel-close"), Part.CLOSE),
    ]


def _list_choices(
    opened: Part, settings: ChatSettings, presets: Presets, phrases: Phrases
) -> list[Sequence[InlineKeyboardButton]]:
    match opened:
        case Part.PRESET:
            return arrange(
                _make_choice(
                    phrases.preset_title(presets[name]),
                    Part.PRESET,
                    key_of(name),
                    is_set=name == settings.preset,
                )
                for name in list(presets)[:MOST_PRESETS]
            )
        case Part.LANGUAGE:
            return arrange(
                _make_choice(
                    phrases.language_name(language),
                    Part.LANGUAGE,
                    language,
                    is_set=language == settings.language,
                )
                for language in find_languages()
            )
        case _:
            sizes = (
                _make_choice(str(size), Part.SIZE, str(size), is_set=size == settings.largest_size)
                for size in SIZES
            )
            return arrange(sizes, per_row=4)


def _list_ways_back(opened: Part, phrases: Phrases) -> Iterator[Sequence[InlineKeyboardButton]]:
    unset = "panel-language-own" if opened is Part.LANGUAGE else "panel-unset"
    yield [
        _make_button(phrases.say(unset), opened, UNSET),
        _make_button(phrases.say("telegram-back"), Part.MAIN),
    ]


def _make_choice(label: str, part: Part, value: str, *, is_set: bool) -> InlineKeyboardButton:
    return _make_button(f"• {label} •" if is_set else label, part, value)


def _make_button(label: str, part: Part, value: str | None = None) -> InlineKeyboardButton:
    data = f"set:{part}" + (f":{value}" if value else "")
    return InlineKeyboardButton(label, callback_data=data)
