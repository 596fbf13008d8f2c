"""Finds what somebody probably meant."""

from collections.abc import Collection, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.commands.words import fold

_LIKE_ENOUGH = 0.6
_MOST_LISTED = 16


def find_nearest(keys: Sequence[str], shown: Mapping[str, str], *, limit: int = 3) -> list[str]:
    """The known words most like any of the keys, best first, as they are shown to people.

    Likeness is one minus the share of letters to add, drop, change or swap with a neighbour.
    """
    scores: dict[str, float] = {}
    for key in keys:
        found = process.extract(
            key,
            list(shown),
            scorer=OSA.normalized_similarity,
            score_cutoff=_LIKE_ENOUGH,
            limit=2 * limit,
        )
        for known, score, _ in found:
            name = shown[known]
            scores[name] = max(score, scores.get(name, 0.0))
    return sorted(scores, key=lambda name: -scores[name])[:limit]


def suggest(name: str, choices: Collection[str]) -> str:
    """``Did you mean cats or bats?``, or all choices where none is near."""
    near = find_nearest([fold(name)], {fold(choice): choice for choice in choices})
    return f"Did you mean {join_choices(near)}?" if near else f"There are: {list_some(choices)}."


def join_choices(choices: Sequence[str]) -> str:
    """``a, b or c``."""
    return " or ".join(filter(None, (", ".join(choices[:-1]), choices[-1])))


def list_some(choices: Collection[str]) -> str:
    """The choices with commas; a long list is cut and says how many more there are."""
    names = list(choices)
    more = f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    return ", ".join(names[:_MOST_LISTED]) + more
