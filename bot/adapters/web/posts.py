"""What the room consists of: visitors, pictures, posts and dreams. Plain and frozen."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.conversation import Person
from dream_core import Recipe
from dream_core.request import PictureFormat

_ID = re.compile(r"[0-9a-f]{20}")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRecord:
    """Why a dream has no result, kept as it was told: a :class:`bot.conversation.Problem`."""

    code: str
    sentence: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamWish:
    """What somebody asked for: this picture, by this recipe. ``words`` are theirs, as typed.

    ``id`` is the dream's, ``result_id`` that of the picture which comes of it.
    """

    id: str
    result_id: str
    owner: Visitor
    photo: Picture
    preset: str
    strength: int
    recipe: Recipe
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dream:
    """A wish and what became of it. ``facts`` is the recipe and its cost, for people to read."""

    id: str
    state: DreamState
    owner: Visitor
    words: str
    photo: Picture
    preset: str
    strength: int
    facts: Mapping[str, Any]
    result: Picture | None = None
    problem: ProblemRecord | None = None


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
