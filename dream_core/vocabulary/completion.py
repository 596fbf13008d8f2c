"""What somebody may be about to name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from dream_core.errors import RecipeError
from dream_core.vocabulary.joints import split_last
from dream_core.vocabulary.rows import Row
from dream_core.vocabulary.spelling import fold_name, squeeze
from dream_core.vocabulary.vocabulary import MOST_THINGS, Vocabulary

MOST_COMPLETIONS = 25
"""As many as Discord shows."""

FAVOURITES = (
    "cats",
    "dogs",
    "birds",
    "butterflies",
    "flowers",
    "fish",
    "snakes",
    "insects",
    "mushrooms",
    "fruit",
    "castles",
    "temples",
    "mountains",
    "ships",
    "trains",
    "cars",
    "musical instruments",
    "clocks",
    "monkeys",
    "owls",
    "dinosaurs",
    "corals",
    "spiders",
    "shells",
    "teapot",
)
"""What is offered before anything is typed."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Spelled:
    """A thing's name and all that is compared with what was typed."""

    name: str
    is_class: bool
    key: str
    start: str
    later_starts: tuple[str, ...]

    def measure(self, letters: str, key: str) -> int | None:
        """How well it fits: 0 is best, None is not at all."""
        if key == self.key:
            return 0
        if self.start.startswith(letters):
            return 1
        if any(start.startswith(letters) for start in self.later_starts):
            return 2
        return 3 if letters in self.start else None


def complete_things(text: str, vocabulary: Vocabulary) -> list[str]:
    """Ways to end ``banana and du``, each a whole text; best first, families before classes."""
    before, head, partial = split_last(text)
    try:
        said = {thing.name for thing in vocabulary.find_all(before)} if head else set()
    except RecipeError:
        # It may be the middle of one name: ``black and ta``.
        before, head, partial, said = "", "", text, set()
    if len(said) >= MOST_THINGS:
        return []
    names = (name for name in _rank_names(partial, vocabulary) if name not in said)
    return [f"{head}{name}" for name in islice(names, MOST_COMPLETIONS)]


def _rank_names(partial: str, vocabulary: Vocabulary) -> Sequence[str]:
    letters, key = squeeze(partial), fold_name(partial)
    if not letters:
        return FAVOURITES
    ranked: list[tuple[int, bool, int, str, str]] = []
    for spelled in _spell_all(vocabulary):
        likeness = spelled.measure(letters, key)
        if likeness is not None:
            name = spelled.name
            ranked.append((likeness, spelled.is_class, len(name), name, spelled.key))
    # A class that is called as its family is can't be had by that name.
    by_key: dict[str, str] = {}
    for *_, name, own_key in sorted(ranked):
        by_key.setdefault(own_key, name)
    return list(by_key.values())


@lru_cache(maxsize=1)
def _spell_all(vocabulary: Vocabulary) -> tuple[_Spelled, ...]:
    return (
        *(_spell(row, is_class=False) for row in vocabulary.families),
        *(_spell(row, is_class=True) for row in vocabulary.classes),
    )


def _spell(row: Row, *, is_class: bool) -> _Spelled:
    name = row.thing.name
    return _Spelled(
        name=name,
        is_class=is_class,
        key=fold_name(name),
        start=squeeze(name),
        later_starts=(*_later_words(name), *map(squeeze, row.others)),
    )


def _later_words(name: str) -> Iterator[str]:
    for word in islice(_WORD.finditer(name), 1, None):
        yield squeeze(name[word.start() :])
