"""What could stand at the end of a half-written ``/dream`` or ``/settings``."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.commands.chat_options import USUAL, list_languages, match_setting
from bot.commands.lexicon import OPTION_SPELLINGS, Guided, Lexicon
from bot.commands.reader import OptionReader
from bot.commands.values import ALLOWED, write_value
from bot.commands.words import Word, fold, join_keys, split_words
from bot.errors import UsageError
from dream_core import DEFAULT_PRESET, MOST_VOICES, STRENGTHS, Blend, Only, read_mix
from dream_core.errors import RecipeError
from dream_core.vocabulary import complete, describe_last, load_vocabulary

_MOST_SUGGESTIONS = 25
_LAST = re.compile(r"\S*\Z")
_VALUE = re.compile(r"([^\s=:]+)\s*[=:]\s*([^\s=:]*)\Z")
_ADDED = re.compile(r"(?<=[\w\s])[+]\s*([^\s+]*)\Z")
_SHARE = re.compile(r"\s*[:.]\s*\d\s*\Z")
_SIZES = (
    ("512", "small and quick"),
    ("1024", "the usual"),
    ("2048", "large"),
    ("full", "the photo's own size"),
)
_AMOUNTS = (
    ("25", "a touch of the dream"),
    ("50", "half of it"),
    ("100", "the dream as it is"),
    ("150", "half as much again"),
    ("200", "twice as much"),
)
_BLENDS: Sequence[tuple[Blend, str]] = (
    ("normal", "the dream as it is"),
    ("soft-light", "mid-tones dream, lights and shadows stay the photo's"),
    ("multiply", "the dream's shadows alone, as ink"),
    ("screen", "the dream's lights alone, as a glow"),
)
_FORMS: Sequence[tuple[str, str]] = (
    ("still", "one picture, whatever moves in it"),
    ("moving", "every frame of a GIF or a short video"),
    ("zoom", "an endless zoom into the dream"),
    ("sheet", "every preset in one picture"),
)
_ONLY: Sequence[tuple[Only, str]] = (
    ("subject", "what the picture shows; all around it stays as it is"),
    ("background", "all around what the picture shows"),
    ("all", "the whole picture"),
)
_VALUES: Mapping[str, Sequence[tuple[str, str]]] = {
    "strength": [(str(strength), ALLOWED["strength"]) for strength in STRENGTHS],
    "size": _SIZES,
    "amount": _AMOUNTS,
    "blend": _BLENDS,
    "form": _FORMS,
    "only": _ONLY,
    "keep_colours": [("yes", "the photo's own colours"), ("no", "the dream's colours")],
}
_OF = re.compile(r"(?:^|\s)(?:of|imagine)(?:\s*[=:]\s*|\s+)(?P<things>[^=:]*)\Z", re.IGNORECASE)
_SETTINGS = (
    ("preset", "What is dreamed when none is named."),
    ("size", "The largest longest side in pixels."),
    ("language", "What everybody is answered in."),
)
_OPTIONS = (
    ("of ", "of", "preset", "Name what to dream of: cats, a teapot, banana and dumbbell."),
    ("strength=", "strength", "strength", "How strong: 1 to 10."),
    ("size=", "size", "size", "The result's longest side in pixels, or full."),
    ("seed=", "seed", "seed", "The same seed gives the same picture."),
    ("keep-colours ", "keep-colours", "keep_colours", "Keep the photo's own colours."),
    ("amount=", "amount", "amount", "How much of the dream is shown, in percent."),
    ("blend=", "blend", "blend", "How the dream lies on the photo."),
    ("zoom ", "zoom", "form", "Zoom into the dream without an end."),
    ("still ", "still", "form", "Dream one picture of what moves."),
    ("sheet ", "sheet", "form", "Show every preset in one picture."),
    ("only=", "only", "only", "Dream the subject alone, or the background."),
)
_ZOOM_OPTIONS = (
    ("speed=", "speed", "speed", "How much larger things grow in a second, such as 1.5."),
    ("turn=", "turn", "turn", "How many degrees it turns in a second."),
    ("seconds=", "seconds", "seconds", "How long it takes, 1 to 30."),
)
_IMAGINED = ("seed", "size", "strength")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to go on: ``value`` takes the place of ``replaces``, the end of the text.

    ``label`` is for the menu; ``description`` says what choosing it does.
    """

    value: str
    label: str
    kind: Literal["command", "preset", "option", "value"]
    description: str
    replaces: str = ""


def complete_text(text: str, lexicon: Lexicon) -> list[Suggestion]:
    """Suggestions for the last word of what stands behind ``/dream`` or a mention."""
    if (found := _OF.search(text)) and (things := _complete_things(found["things"])):
        return things
    if (found := _ADDED.search(text)) and (
        mixed := list(_complete_mix(text[: found.start()], found[1], lexicon))
    ):
        return mixed[:_MOST_SUGGESTIONS]
    if found := _VALUE.search(text):
        return list(_complete_value(fold(found[1]), found[2], lexicon))[:_MOST_SUGGESTIONS]
    partial = _match_last(text)
    before = split_words(text[: len(text) - len(partial)])
    said = _collect_said(before, lexicon)
    presets = [] if "preset" in said else list(_complete_preset(text, lexicon))
    offered = _OPTIONS if "form" not in said else (*_OPTIONS, *_ZOOM_OPTIONS)
    options = _complete_options(partial, [each for each in offered if each[2] not in said])
    # However many networks are here, nobody should miss what else can be said.
    return [*presets[: _MOST_SUGGESTIONS - len(options)], *options]


def complete_imagined(text: str, lexicon: Lexicon) -> list[Suggestion]:
    """Suggestions for the last word of what stands behind ``/imagine``."""
    if things := _complete_things(text):
        return things
    if _VALUE.search(text):
        return complete_text(text, lexicon)
    return _complete_options(_match_last(text), [each for each in _OPTIONS if each[2] in _IMAGINED])


def complete_settings(text: str, lexicon: Lexicon) -> list[Suggestion]:
    """Suggestions for the last word of what stands behind ``/settings``."""
    if found := _VALUE.search(text):
        name, value = match_setting(found[1]), found[2]
        if name == "preset" and (added := _ADDED.search(value)):
            return list(_complete_mix(value[: added.start()], added[1], lexicon))
        return list(_complete_setting(name, value, lexicon))
    partial = _match_last(text)
    before = split_words(text[: len(text) - len(partial)])
    said = {match_setting(word.text) for word in before if word.mark == "="}
    return [
        Suggestion(f"{label}=", label, "option", description, partial)
        for label, description in _SETTINGS
        if match_setting(label) not in said and fold(label).startswith(fold(partial))
    ]


def _complete_options(
    partial: str, options: Iterable[tuple[str, str, str, str]]
) -> list[Suggestion]:
    return [
        Suggestion(value, label, "option", description, partial)
        for value, label, _, description in options
        if fold(label).startswith(fold(partial))
    ]


def _complete_setting(name: str | None, partial: str, lexicon: Lexicon) -> Iterator[Suggestion]:
    values: list[tuple[str, str]] = []
    if name == "preset":
        yield from _match_presets(partial, lexicon, explicit=True)
    elif name == "largest_size":
        values += [choice for choice in _SIZES if choice[0].isdecimal()]
    elif name == "language":
        values += list_languages().items()
    for value, description in [*values, (USUAL, "takes it back")] if name else ():
        if value.startswith(partial.casefold()):
            yield Suggestion(f"{value} ", value, "value", description, partial)


def _complete_things(text: str) -> list[Suggestion]:
    """Names of things; none where the last is whole, so that options may follow."""
    if text.strip() and text[-1].isspace() and load_vocabulary().knows(text):
        return []
    return [
        Suggestion(f"{whole} ", whole, "value", describe_last(whole), text)
        for whole in complete(text)
    ]


def _complete_value(option: str, partial: str, lexicon: Lexicon) -> Iterator[Suggestion]:
    name = OPTION_SPELLINGS.get(option, "")
    if name == "preset":
        yield from _match_presets(partial, lexicon, explicit=True)
    for value, description in _VALUES.get(name, ()):
        if value.startswith(partial.casefold()):
            yield Suggestion(f"{value} ", value, "value", description, partial)


def _complete_mix(before: str, partial: str, lexicon: Lexicon) -> Iterator[Suggestion]:
    """Presets to go with those that were said; nothing where none was."""
    try:
        words = split_words(_SHARE.sub("", before))
        mix = OptionReader(lexicon, words, talk=True).read().preset or ""
    except (UsageError, RecipeError):
        return
    said = [part.preset for part in read_mix(mix)] or [mix]
    if mix and len(said) < MOST_VOICES:
        for suggestion in _match_presets(partial, lexicon, explicit=True):
            if suggestion.value.strip() not in said:
                yield suggestion


def _complete_preset(text: str, lexicon: Lexicon) -> Iterator[Suggestion]:
    """Presets that begin with the last word, or with the last few: ``brain co``."""
    words = split_words(text)
    partial = _match_last(text)
    count = _count_started(words, lexicon) if partial else 0
    if count > 1:
        partial = text[words[-count].start :]
    yield from _match_presets(partial, lexicon, explicit=False)


def _count_started(words: list[Word], lexicon: Lexicon) -> int:
    """How many of the last words together begin a preset's name; the most that do."""
    for count in range(min(4, len(words)), 1, -1):
        key = join_keys(words, len(words) - count, count)
        if key and any(fold(name).startswith(key) for name in lexicon.presets):
            return count
    return 1


def _match_presets(partial: str, lexicon: Lexicon, *, explicit: bool) -> Iterator[Suggestion]:
    """``explicit`` where ``preset=`` stands before it already."""
    key = fold(partial)
    ranked = []
    for name, preset in lexicon.presets.items():
        keys = (fold(name), fold(preset.title))
        if any(key in spelled for spelled in keys):
            begins = any(spelled.startswith(key) for spelled in keys)
            ranked.append((not begins, name != DEFAULT_PRESET, name))
    for _, _, name in sorted(ranked):
        preset = lexicon.presets[name]
        value = name if explicit else write_value("preset", name)
        yield Suggestion(f"{value} ", preset.title, "preset", preset.description, partial)


def _collect_said(words: list[Word], lexicon: Lexicon) -> set[str]:
    """The options that the words already give, as far as they make sense."""
    try:
        return set(OptionReader(lexicon, words, talk=True).read().said())
    except (UsageError, RecipeError):
        meanings = (meaning for word in words for meaning in lexicon.meanings(word.key))
        return {meaning.name for meaning in meanings if not isinstance(meaning, Guided)}


def _match_last(text: str) -> str:
    found = _LAST.search(text)
    return found[0] if found else ""
