"""What can be dreamed of by its name: ImageNet's 1000 classes, and families of them."""

from functools import cache

from dream_core.vocabulary import slugs
from dream_core.vocabulary.completion import MOST_COMPLETIONS, complete_things
from dream_core.vocabulary.rows import read_classes, read_families
from dream_core.vocabulary.slugs import join_names, write_slug
from dream_core.vocabulary.thing import Thing
from dream_core.vocabulary.vocabulary import MOST_THINGS, Vocabulary

CLASSES = 1000
"""How many there are; a classifier with another number knows other things."""

__all__ = [
    "CLASSES",
    "MOST_COMPLETIONS",
    "MOST_THINGS",
    "Thing",
    "Vocabulary",
    "complete",
    "describe_last",
    "find",
    "find_all",
    "join_names",
    "load_vocabulary",
    "name_class",
    "read_slug",
    "write_slug",
]


@cache
def load_vocabulary() -> Vocabulary:
    """The names that come with the program, read once."""
    return Vocabulary(read_classes(), read_families())


def find(name: str) -> Thing:
    """See :meth:`Vocabulary.find`."""
    return load_vocabulary().find(name)


def find_all(text: str) -> tuple[Thing, ...]:
    """See :meth:`Vocabulary.find_all`."""
    return load_vocabulary().find_all(text)


def complete(text: str) -> list[str]:
    """At most MOST_COMPLETIONS ways to end ``banana and du``; see :func:`complete_things`."""
    return complete_things(text, load_vocabulary())


def describe_last(text: str) -> str:
    """Of the last thing in a text: some members of a family, or a class's other names."""
    vocabulary = load_vocabulary()
    return vocabulary.describe(vocabulary.find_all(text)[-1])


def name_class(channel: int) -> str:
    """What people call a class, by its channel of 0 to 999."""
    return load_vocabulary().name_class(channel)


def read_slug(slug: str) -> tuple[Thing, ...]:
    """The things of ``banana-and-sea-lion``; none where that is unclear."""
    return slugs.read_slug(slug, load_vocabulary())
