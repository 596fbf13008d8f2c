"""Finds things by what people call them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from dream_core.errors import ErrorCode, RecipeError
from dream_core.vocabulary.joints import split_pairs, split_parts
from dream_core.vocabulary.rows import Row
from dream_core.vocabulary.spelling import fold_name
from dream_core.vocabulary.thing import Thing

MOST_THINGS = 4
"""How many things one dream may be of."""

_ASIDE = re.compile(r"\s*\(.*\)")
_LIKE_ENOUGH = 0.6
_MOST_NEAREST = 3
_LONGEST_QUOTED = 40
_MOST_DESCRIBED = 3

_Index = Mapping[str, Sequence[Thing]]


class Vocabulary:
    """All names of all things, by their keys."""

    def __init__(self, classes: Iterable[Row], families: Iterable[Row]) -> None:
        self.families = tuple(families)
        self.classes = tuple(classes)
        # What comes first wins over all that follows; within one, a name may mean several things.
        self._ranks: Sequence[_Index] = [
            _index((_own_names(row), row.thing) for row in self.families),
            _index((_own_names(row), row.thing) for row in self.classes),
            _index((row.others, row.thing) for row in self.families),
            _index((row.others, row.thing) for row in self.classes),
        ]

    def knows(self, name: str) -> bool:
        """Whether it is the name of a thing, or of several."""
        return bool(self._look_up(name))

    def find(self, name: str) -> Thing:
        """The thing of this name, be it a plural, in capitals or with hyphens.

        Raises RecipeError: class_unknown with the names most like it, class_ambiguous with all
        that it could mean.
        """
        things = self._look_up(name)
        if len(things) > 1:
            raise RecipeError(
                ErrorCode.CLASS_AMBIGUOUS,
                f"{_quote(name)} has more than one meaning.",
                f"Did you mean {_join([thing.name for thing in things])}?",
            )
        if not things:
            raise self._unknown(name)
        return things[0]

    def find_all(self, text: str) -> tuple[Thing, ...]:
        """One to MOST_THINGS things, such as ``banana and dumbbell`` or ``cats, a teapot``.

        Raises RecipeError as :meth:`find` does, and recipe_invalid for too many.
        """
        things = tuple(
            dict.fromkeys(thing for part in split_parts(text) for thing in self._read_part(part))
        )
        if not things:
            raise self._unknown(text)
        if len(things) > MOST_THINGS:
            raise RecipeError(
                ErrorCode.RECIPE_INVALID,
                f"That is {len(things)} things to dream of.",
                f"One dream takes at most {MOST_THINGS}.",
            )
        return things

    def describe(self, thing: Thing) -> str:
        """Some members of a family; what else a class is called, which may be nothing."""
        if thing.is_family:
            names = [self.name_class(channel) for channel in thing.channels]
        else:
            names = list(self.classes[thing.channels[0]].others)
        return ", ".join(names[:_MOST_DESCRIBED]) + ("…" if len(names) > _MOST_DESCRIBED else "")

    def name_class(self, channel: int) -> str:
        """What people call a class, by its channel."""
        return self.classes[channel].thing.name

    def _look_up(self, name: str) -> Sequence[Thing]:
        key = fold_name(name)
        return next((rank[key] for rank in self._ranks if key in rank), ())

    def _read_part(self, part: str) -> list[Thing]:
        """``black and tan coonhound`` is one thing, ``cats and dogs`` are two."""
        if self._look_up(part):
            return [self.find(part)]
        first = part
        for before, after in split_pairs(part):
            first = before
            if self._look_up(before):
                return [self.find(before), *self._read_part(after)]
        raise self._unknown(first)

    def _unknown(self, name: str) -> RecipeError:
        near = self._find_nearest(name)
        hint = (
            f"Did you mean {_join(near)}?"
            if near
            else "Dreams can be of dogs, birds, flowers, castles, guitars and 1000 other things."
        )
        return RecipeError(
            ErrorCode.CLASS_UNKNOWN, f"I don't know how to dream of {_quote(name)}.", hint
        )

    def _find_nearest(self, name: str) -> list[str]:
        scores: dict[str, float] = {}
        for rank in self._ranks:
            found = process.extract(
                fold_name(name),
                list(rank),
                scorer=OSA.normalized_similarity,
                score_cutoff=_LIKE_ENOUGH,
                limit=_MOST_NEAREST,
            )
            for key, score, _ in found:
                for thing in rank[key]:
                    scores[thing.name] = max(score, scores.get(thing.name, 0.0))
        return sorted(scores, key=lambda known: -scores[known])[:_MOST_NEAREST]


def _own_names(row: Row) -> set[str]:
    """Its name, which may have an aside: ``crane (bird)`` is a ``crane`` too."""
    return {row.thing.name, _ASIDE.sub("", row.thing.name)}


def _index(named: Iterable[tuple[Iterable[str], Thing]]) -> _Index:
    index: dict[str, list[Thing]] = {}
    for names, thing in named:
        for key in {fold_name(name) for name in names}:
            index.setdefault(key, []).append(thing)
    return index


def _join(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _quote(text: str) -> str:
    """Somebody's own words inside a sentence."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    short = plain if len(plain) <= _LONGEST_QUOTED else plain[: _LONGEST_QUOTED - 1] + "…"
    return f"“{short}”"
