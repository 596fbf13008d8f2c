"""Reads the names that come with the program."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from dream_core.vocabulary.thing import Thing

_FOLDER = Path(__file__).parent


class Row(NamedTuple):
    """A thing and what else it is called."""

    thing: Thing
    others: Sequence[str]


def read_classes() -> Iterator[Row]:
    """ImageNet's 1000 classes in their order."""
    for channel, (name, *others) in _read("classes.toml").items():
        yield Row(Thing(name, (int(channel),)), others)


def read_families() -> Iterator[Row]:
    """What many classes are called together."""
    for name, (channels, *others) in _read("families.toml").items():
        yield Row(Thing(name, tuple(_read_channels(channels))), others)


def _read(file_name: str) -> Mapping[str, list[str]]:
    return tomllib.loads((_FOLDER / file_name).read_text(encoding="utf-8"))


def _read_channels(text: str) -> Iterator[int]:
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
