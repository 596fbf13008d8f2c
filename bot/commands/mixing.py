"""Reads presets asked for at once: ``cats+birds``, ``cats:2 + birds``, ``cats and birds``."""

import re
from collections.abc import Callable, Sequence

from bot.commands.words import Word, quote
from bot.errors import UsageError
from dream_core import (
    MIX_MARK,
    MOST_VOICES,
    SHARES,
    MixPart,
    imagines,
    name_mix,
    read_mix,
    show_mix,
)

JOINTS = frozenset({"and", "plus", "with", "und", "mit", "et", "avec"})
"""What stands between two things, or two presets, that are meant together."""

ARTICLES = frozenset({"a", "an", "the", "some"})

FindPreset = Callable[[int, bool], tuple[str, int]]
"""The preset that begins at a place and how many words name it, 0 where none does. Where a plus
stands before it, a name that means something else as well is the preset's.
"""

_NUMBER = re.compile(r"-?\d+(\.\d+)?%?")
_PART = re.compile(r"\s*(?P<preset>.*?)\s*(?:[.:]\s*(?P<share>\d))?\s*")


class MixReader:
    """Goes through the words behind a preset, as far as they name others to go with it."""

    def __init__(self, words: Sequence[Word], place: int, *, find: FindPreset) -> None:
        self._words = words
        self._start = self._place = place
        self._find = find

    def read(self, first: str) -> tuple[str, int]:
        """The name of the mix, or just ``first``, and how many words that took.

        Raises UsageError for a share that can't be and for too many presets.
        """
        parts = {first: self._take_share(first, is_mixed=False)}
        while (following := self._find_next(self._place))[0]:
            name, self._place = following
            share = self._take_share(name, is_mixed=True)
            parts.setdefault(name, share)
        if len(parts) > MOST_VOICES:
            raise UsageError(
                f"{len(parts)} presets are too many for one dream.", f"It takes {MOST_VOICES}."
            )
        mix = name_mix(MixPart(preset=name, share=share) for name, share in parts.items())
        return mix, self._place - self._start

    def _find_next(self, place: int) -> tuple[str, int]:
        """The next preset, empty where there is none, and the place behind it."""
        if place >= len(self._words):
            return "", place
        is_added = self._words[place].is_added
        if not is_added and self._words[place].key not in JOINTS:
            return "", place
        place += not is_added
        while place < len(self._words) and self._words[place].key in ARTICLES:
            place += 1
        name, count = self._find(place, is_added) if place < len(self._words) else ("", 0)
        return name, place + count

    def _take_share(self, preset: str, *, is_mixed: bool) -> int:
        """The share behind a colon; a number behind a preset that stands alone is none."""
        if self._place >= len(self._words) or self._words[self._place - 1].mark != ":":
            return 1
        word = self._words[self._place]
        is_share = is_mixed or self._find_next(self._place + 1)[0]
        if not is_share or not _NUMBER.fullmatch(word.text):
            return 1
        if not word.text.isdecimal() or int(word.text) not in SHARES:
            raise UsageError(
                f"The share of {preset} can't be {quote(word.text)}.",
                f"It goes from {SHARES[0]} to {SHARES[-1]}, as in cats:2+birds.",
            )
        self._place += 1
        return int(word.text)


def find_mix(text: str, find: Callable[[str], str]) -> str | None:
    """The mix that is written with plus signs, its presets found by ``find``; None for no mix."""
    matches = [_PART.fullmatch(part) for part in text.split(MIX_MARK)]
    if len(matches) == 1:
        return None
    parts = [
        MixPart(preset=find(match["preset"]), share=int(match["share"] or 1))
        for match in matches
        if match
    ]
    mix = name_mix(parts)
    if not read_mix(mix):
        raise UsageError(
            f"{quote(text)} is no mix of presets.",
            f"One dream takes up to {MOST_VOICES} at once, each once: cats:2+birds.",
        )
    return mix


def suggest_mix(said: str, other: str) -> str:
    """How to ask for two presets at once that were said as if each were the only one."""
    if imagines(said) or imagines(other):
        return "What is imagined takes things alone: /imagine banana and dumbbell."
    parts = [part for name in (said, other) for part in read_mix(name) or (MixPart(preset=name),)]
    if not read_mix(name_mix(parts)):
        return "One dream takes one of them."
    return f"{show_mix(parts)} gives both in one dream."
