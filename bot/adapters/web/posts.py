"""What the room consists of: visitors, pictures, posts and dreams. Plain and frozen."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.commands import DreamOptions
from bot.conversation import Person
from dream_core import DEFAULT_STRENGTH, PlacedPreset, Recipe
from dream_core.request import MOTION_FORMATS, PictureFormat

_ID = re.compile(r"[0-9a-f]{20}")
_MOTION_FACTS = ("form", "speed", "turn", "seconds")
"""Options of a dream that no recipe knows; said with its facts where somebody gave them."""


class DreamState(StrEnum):
    """Where a dream stands; all but the first are endings."""

    WAITING = "waiting"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody in the room. ``id`` is public; the secret in the cookie can't be told from it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture in the room, a photo or a dream; its bytes are in :class:`PictureFiles`."""

    id: str
    picture_format: PictureFormat
    width: int
    height: int

    @property
    def moves(self) -> bool:
        """Whether it is a film."""
        return self.picture_format in MOTION_FORMATS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRecord:
    """Why a dream has no result, kept as it was told: a :class:`bot.conversation.Problem`."""

    code: str
    sentence: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamWish:
    """What somebody asked for: this picture, or none, by this recipe. ``words`` are as typed.

    ``id`` is the dream's, ``result_id`` that of the picture which comes of it. ``guide`` is the
    picture whose features it is made of; ``options`` have their preset. ``mask`` is the digest of
    the one that is kept under the dream's id.
    """

    id: str
    result_id: str
    owner: Visitor
    photo: Picture | None
    guide: Picture | None = None
    options: DreamOptions
    recipe: Recipe
    mask: str | None = None
    words: str = ""

    @property
    def strength(self) -> int:
        """From 1 to 10."""
        return self.options.strength or DEFAULT_STRENGTH

    @property
    def sources(self) -> tuple[Picture, ...]:
        """The pictures that it is made of."""
        return tuple(one for one in (self.photo, self.guide) if one is not None)

    @property
    def facts(self) -> dict[str, Any]:
        """The recipe, how it is to move and where it is to grow, as plain values."""
        said = self.options.said()
        moving = {name: said[name] for name in _MOTION_FACTS if name in said}
        where = {"mask": self.mask} if self.mask else {}
        return {**self.recipe.as_dict(), **moving, **where}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dream:
    """A wish and what became of it. ``facts`` is the recipe and its cost, for people to read."""

    id: str
    state: DreamState
    owner: Visitor
    words: str
    photo: Picture | None
    guide: Picture | None = None
    preset: str
    strength: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    result: Picture | None = None
    problem: ProblemRecord | None = None

    @property
    def moves(self) -> bool:
        """Whether it came out as a film."""
        return self.result is not None and self.result.moves

    @property
    def placed(self) -> tuple[PlacedPreset, ...]:
        """Where a sheet's presets are; none on those of earlier versions."""
        return tuple(PlacedPreset(**placed) for placed in self.facts.get("placed", ()))

    @property
    def mask(self) -> str | None:
        """The digest of where it grows; None where that is all over."""
        return self.facts.get("mask")

    @property
    def options(self) -> DreamOptions:
        """What asks for the same dream of another picture."""
        facts = self.facts
        size = facts.get("size")
        return DreamOptions(
            preset=self.preset,
            strength=self.strength,
            size=None if size == "auto" else size,
            seed=facts.get("seed"),
            keep_colours=facts.get("keep_colours") or None,
            amount=facts.get("amount"),
            blend=facts.get("blend"),
            only=facts.get("only"),
            **{name: facts.get(name) for name in _MOTION_FACTS},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One entry of the room: somebody's words and pictures, or a dream.

    ``revision`` grows with every change anywhere in the room, so a client that has seen revision
    N has missed exactly the posts above N. ``posted_at`` is in seconds since 1970, UTC.
    """

    id: int
    revision: int
    author: Visitor
    posted_at: float
    text: str = ""
    pictures: tuple[Picture, ...] = ()
    reply_to: Picture | None = None
    dream: Dream | None = None


def person_of(visitor: Visitor) -> Person:
    """The visitor as all platforms know people."""
    return Person(id=f"web:{visitor.id}", name=visitor.name)


def new_id() -> str:
    """A random id of 80 bits for a picture or a dream, safe in paths and addresses."""
    return secrets.token_hex(10)


def is_id(text: str) -> bool:
    """Whether the text can be an id made by :func:`new_id`."""
    return _ID.fullmatch(text) is not None
