"""Answers a name that isn't there with those that are."""

from collections.abc import Iterable
from difflib import get_close_matches


def suggest_nearest(name: str, choices: Iterable[str]) -> str:
    """``Did you mean cats or bats?``, or all choices where none is near."""
    known = list(choices)
    near = get_close_matches(name, known, n=3)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"There are: {', '.join(known)}."
