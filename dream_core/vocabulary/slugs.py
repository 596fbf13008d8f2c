"""Things in one word, such as ``banana-and-sea-lion``: for codes, files and addresses."""

import re
from collections.abc import Iterable

from dream_core.errors import RecipeError
from dream_core.vocabulary.thing import Thing
from dream_core.vocabulary.vocabulary import Vocabulary

_JOINT = " and "
_GAPS = re.compile(r"[^a-z0-9]+")


def join_names(things: Iterable[Thing]) -> str:
    """``banana and sea lion``, as people are shown it."""
    return _JOINT.join(thing.name for thing in things)


def write_slug(things: Iterable[Thing]) -> str:
    """Small letters, digits and hyphens only."""
    return _GAPS.sub("-", join_names(things).casefold().replace("'", "")).strip("-")


def read_slug(slug: str, vocabulary: Vocabulary) -> tuple[Thing, ...]:
    """The things that it stands for; none where that is unclear."""
    try:
        return vocabulary.find_all(slug.replace("-", " "))
    except RecipeError:
        return ()
