"""What stands behind ``/settings``: ``preset=cats size=1024 language=de``."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

from bot.commands.lexicon import FULL_SIZE_WORDS, Lexicon
from bot.commands.mixing import MixReader
from bot.commands.nearest import find_nearest, join_choices, list_some
from bot.commands.unknown import refuse_preset
from bot.commands.values import ALLOWED, READERS
from bot.commands.words import Word, fold, join_keys, quote
from bot.errors import UsageError
from bot.texts import Phrases, find_languages
from dream_core import tidy_name

Changes = Mapping[str, str | int | None]
"""By the fields of a chat's settings; None takes one back."""

USUAL = "usual"
"""The value that takes a setting back."""

_SPELLINGS: Mapping[str, str] = {
    "preset": "preset",
    "size": "largest_size",
    "largestsize": "largest_size",
    "language": "language",
    "lang": "language",
}
SETTING_NAMES = ("preset", "size", "language")
_USUAL_WORDS = frozenset({USUAL, "default", "none", "off", "reset", "auto"})
_SIZE_HINT = ALLOWED["size"].replace(", or full", f", or {USUAL}")
_LONGEST_RUN = 6


def read_changes(words: Sequence[Word], lexicon: Lexicon) -> Changes:
    """What the words set; raises UsageError for the first that means nothing."""
    changes: dict[str, str | int | None] = {}
    place = 0
    while place < len(words):
        name = _SPELLINGS.get(words[place].key)
        if name is None:
            raise _refuse_name(words[place])
        value, count = _read_value(name, words[place + 1 :], lexicon)
        if name in changes and changes[name] != value:
            raise UsageError(f"{words[place].text} is there twice.", "Say it only once.")
        changes[name] = value
        place += 1 + count
    return changes


@cache
def list_languages() -> Mapping[str, str]:
    """By its code, what each language is called by those who speak it."""
    return {code: Phrases(code).language_name(code) for code in find_languages()}


def match_setting(word: str) -> str | None:
    """The field that a word names."""
    return _SPELLINGS.get(fold(word))


def _read_value(name: str, words: Sequence[Word], lexicon: Lexicon) -> tuple[str | int | None, int]:
    """The value, and how many words that took."""
    if not words:
        raise UsageError(f"{_show(name)} needs a value.", _hint(name))
    word = words[0]
    if name == "preset":
        return _read_preset(words, lexicon)
    if word.key in _USUAL_WORDS or (name == "largest_size" and word.key in FULL_SIZE_WORDS):
        return None, 1
    if name == "language":
        return _read_language(word), 1
    return _read_size(word), 1


def _read_preset(words: Sequence[Word], lexicon: Lexicon) -> tuple[str | None, int]:
    preset, count = _find_preset(words, 0, lexicon)
    if preset:
        find = partial(_find_preset, words, lexicon=lexicon)
        mix, more = MixReader(words, count, find=lambda place, _: find(place)).read(preset)
        return mix, count + more
    if words[0].key in _USUAL_WORDS:
        return None, 1
    written = words[0].text
    if tidy_name(written.casefold()):
        raise UsageError(
            f"{quote(written)} can't be what is dreamed when nothing is named.",
            "Choose a preset, or several at once: preset=cats+birds.",
        )
    raise refuse_preset(written, lexicon.presets)


def _find_preset(words: Sequence[Word], place: int, lexicon: Lexicon) -> tuple[str, int]:
    """The preset that begins at a place and how many words name it, 0 where none does."""
    for count in range(_LONGEST_RUN, 0, -1):
        key = join_keys(words, place, count)
        if key and (preset := lexicon.find_preset(key)):
            return preset, count
    return "", 0


def _read_language(word: Word) -> str:
    for code, name in list_languages().items():
        if word.key in (code, fold(name)):
            return code
    raise UsageError(f"I don't speak {quote(word.text)}.", _hint("language"))


def _read_size(word: Word) -> int:
    try:
        size = READERS["size"](word)
    except UsageError as error:
        raise UsageError(error.sentence, _SIZE_HINT) from error
    return int(size)


def _refuse_name(word: Word) -> UsageError:
    near = find_nearest([word.key], {key: _show(name) for key, name in _SPELLINGS.items()})
    hint = f"Settings are {list_some(SETTING_NAMES)}."
    return UsageError(
        f"There is no setting {quote(word.text)}.",
        f"Did you mean {join_choices(near)}? {hint}" if near else hint,
    )


def _hint(name: str) -> str:
    match name:
        case "language":
            known: Iterator[str] = (f"{code} ({own})" for code, own in list_languages().items())
            return f"language is {', '.join(known)}, or {USUAL}."
        case "largest_size":
            return _SIZE_HINT
        case _:
            return f"{ALLOWED['preset']} {USUAL} takes one back."


def _show(name: str) -> str:
    return "size" if name == "largest_size" else name
