"""The names of presets that are followed at once: ``cats+birds``, ``cats.2+of-sea-lion``."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import gcd

from dream_core.recipe import MOST_VOICES

MIX_MARK = "+"
SHARES = range(1, 10)
"""How much a preset of several may count against the others."""

# People write a colon, which can't stand in a recipe's code or in the names of some files.
_PART = re.compile(r"(?P<preset>[a-z](?:[a-z0-9_ -]*[a-z0-9])?)(?:[.:](?P<share>[1-9]))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class MixPart:
    """A preset's name, and how much it counts: one of SHARES."""

    preset: str
    share: int = 1


Mix = tuple[MixPart, ...]


def read_mix(name: str) -> Mix:
    """The parts of a mix's name, with ``.`` or ``:`` before their shares; none for any other name.

    Names of more than MOST_VOICES parts, or with one preset twice, are those of no mix.
    """
    matches = [_PART.fullmatch(part) for part in name.split(MIX_MARK)]
    parts = [
        MixPart(preset=match["preset"], share=int(match["share"] or 1))
        for match in matches
        if match
    ]
    is_mix = 1 < len(parts) == len(matches) <= MOST_VOICES
    is_varied = len({part.preset for part in parts}) == len(parts)
    return _reduce(parts) if is_mix and is_varied else ()


def name_mix(parts: Iterable[MixPart]) -> str:
    """The name of a mix; a single part's is the preset's."""
    return MIX_MARK.join(_write_part(part, ".") for part in _reduce(tuple(parts)))


def show_mix(parts: Iterable[MixPart]) -> str:
    """``cats:2+birds``, as people write it."""
    return MIX_MARK.join(_write_part(part, ":") for part in _reduce(tuple(parts)))


def _reduce(parts: Sequence[MixPart]) -> Mix:
    """The same with shares as small as they can be."""
    common = gcd(*(part.share for part in parts))
    return tuple(replace(part, share=part.share // common) for part in parts)


def _write_part(part: MixPart, mark: str) -> str:
    return part.preset if part.share == 1 else f"{part.preset}{mark}{part.share}"
