"""What somebody asked for, kept so that a button can ask for it again."""

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from bot.commands import DreamOptions
from bot.conversation import Person

MOST_PICTURES = 10

_ID = re.compile(r"[0-9a-f]{16}")
_OPTIONS = frozenset(item.name for item in fields(DreamOptions))


@dataclass(frozen=True, slots=True, kw_only=True)
class WishPicture:
    """What is known of one picture besides its bytes; ``description`` is its alt text.

    ``reference`` is what its platform will always know it by, empty where there is no such thing.
    """

    is_spoiler: bool = False
    file_name: str = "picture"
    description: str = ""
    reference: str = ""


_TRAITS = frozenset(item.name for item in fields(WishPicture))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One to ten pictures that somebody wanted dreamed, the same way all, or one imagined of none.

    ``id`` is 16 hexadecimal digits. ``options`` have their seed, so that the wish gives the same
    dream again. ``is_restricted`` marks pictures that must never leave their chat. ``link`` leads
    to the post they came from, ``message_id`` is the bot's own message, and ``handles`` are what
    else its platform needs to find what is shown. ``facts`` tell how it was dreamed, once it is,
    and ``address`` where and how its asker is answered, until that is done; all three are plain
    values. ``created_at`` is in seconds since 1970. Raises ValueError for a wish that couldn't be
    kept.
    """

    id: str
    person: Person
    chat_id: str
    options: DreamOptions
    pictures: tuple[WishPicture, ...]
    has_guide: bool = False
    is_restricted: bool = False
    link: str | None = None
    language: str = "en"
    message_id: int | None = None
    handles: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] | None = None
    address: Mapping[str, Any] | None = None
    created_at: float

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"{self.id!r} is no id of a wish")
        if self.options.seed is None:
            raise ValueError("a wish needs a seed")
        least = 0 if self.options.imagines else 1
        if not least <= len(self.pictures) <= MOST_PICTURES:
            raise ValueError(f"a wish has {least} to {MOST_PICTURES} pictures")

    @property
    def parts(self) -> int:
        """How many dreams come of it."""
        return max(1, len(self.pictures))

    def picture(self, part: int) -> WishPicture:
        """What is known of the picture that a dream is of, by number from 0."""
        return self.pictures[part] if self.pictures else WishPicture()


def write_row(wish: Wish) -> dict[str, Any]:
    """The wish as columns of the table, all but ``has_files``."""
    return {
        "id": wish.id,
        "person_id": wish.person.id,
        "person_name": wish.person.name,
        "chat_id": wish.chat_id,
        "options": wish.options.said(),
        "pictures": [asdict(picture) for picture in wish.pictures],
        "has_guide": wish.has_guide,
        "is_restricted": wish.is_restricted,
        "link": wish.link,
        "language": wish.language,
        "message_id": wish.message_id,
        "handles": dict(wish.handles),
        "facts": wish.facts,
        "address": wish.address,
        "created_at": wish.created_at,
    }


def read_row(row: Mapping[str, Any]) -> Wish:
    """The wish from its columns. What this version doesn't know of options is left out."""
    return Wish(
        id=row["id"],
        person=Person(id=row["person_id"], name=row["person_name"]),
        chat_id=row["chat_id"],
        options=DreamOptions(**_choose(row["options"], _OPTIONS)),
        pictures=tuple(WishPicture(**_choose(picture, _TRAITS)) for picture in row["pictures"]),
        has_guide=row["has_guide"],
        is_restricted=row["is_restricted"],
        link=row["link"],
        language=row["language"],
        message_id=row["message_id"],
        handles=row["handles"] or {},
        facts=row["facts"],
        address=row["address"],
        created_at=row["created_at"],
    )


def _choose(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in names}
