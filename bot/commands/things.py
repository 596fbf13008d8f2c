"""Reads the things behind ``of``: ``of cats``, ``of a banana and a dumbbell, strong``."""

from collections.abc import Callable, Sequence

from bot.commands.mixing import ARTICLES, JOINTS
from bot.commands.words import Word
from dream_core.vocabulary import Thing, find, find_all, load_vocabulary

LONGEST_NAME = 6
"""In words."""

_WHOSE = frozenset({"my", "your", "our", "their", "his", "her", "its", "more", "many", "lots"})

IsKnown = Callable[[Word], bool]
"""Whether a word means something else here, such as an option or a word of talk."""


class ThingReader:
    """Goes through the words from one place on, as far as they name things."""

    def __init__(self, words: Sequence[Word], place: int, *, is_known: IsKnown) -> None:
        self._words = words
        self._start = place
        self._place = place
        self._is_known = is_known

    def read(self) -> tuple[tuple[Thing, ...], int]:
        """The things, none where the first words name none, and how many words that took.

        Raises RecipeError for a name that means several things, for one behind a comma or an
        ``and`` that means nothing at all, and for too many.
        """
        while self._place < len(self._words) and self._words[self._place].key in _WHOSE:
            self._place += 1
        names: list[str] = []
        count = self._count_name(self._place)
        while count:
            names.append(self._join(self._place, count))
            self._place += count
            count = self._count_next()
        if not names:
            return (), 0
        # One by one first: a name may have an “and” of its own.
        things = [find(name).name for name in names]
        return find_all(", ".join(things)), self._place - self._start

    def refuse(self) -> None:
        """Raises RecipeError with the names most like what stands here."""
        start, count = self._start, 0
        while self._words[start].key in ARTICLES and start + 1 < len(self._words):
            start += 1
        for word in self._words[start : start + LONGEST_NAME]:
            if count and (word.is_parted or word.mark == "=" or self._is_known(word)):
                break
            count += 1
        find(self._join(start, count))

    def _count_next(self) -> int:
        """How many words name the next thing; goes past the word that joins it."""
        if self._place >= len(self._words):
            return 0
        word = self._words[self._place]
        if word.key in JOINTS:
            after = self._place + 1
            if count := self._count_name(after):
                self._place = after
                return count
            self._refuse_unknown(after)
        elif word.is_parted and (word.key in ARTICLES or not self._is_known(word)):
            if count := self._count_name(self._place):
                return count
            self._refuse_unknown(self._place)
        return 0

    def _refuse_unknown(self, place: int) -> None:
        """What nobody knows behind a joint must be a thing that is misspelt."""
        if place < len(self._words) and self._words[place].mark != "=":
            word = self._words[place]
            if not self._is_known(word):
                ThingReader(self._words, place, is_known=self._is_known).refuse()

    def _count_name(self, place: int) -> int:
        """How many words from here on are one name; the most that are."""
        for count in range(LONGEST_NAME, 0, -1):
            run = self._words[place : place + count]
            if len(run) < count or run[-1].mark == "=" or any(word.mark for word in run[:-1]):
                continue
            if any(word.is_parted for word in run[1:]):
                continue
            if load_vocabulary().knows(self._join(place, count)):
                return count
        return 0

    def _join(self, place: int, count: int) -> str:
        return " ".join(word.text for word in self._words[place : place + count])
