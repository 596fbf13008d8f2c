"""What a platform must offer to show a wish."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Protocol

from bot.wishes.content import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which message shows the ending. ``handles`` are what else the platform needs to find its
    parts again, as plain values for JSON.
    """

    message_id: int
    handles: Mapping[str, Any] = field(default_factory=dict)


class Glance(Enum):
    """What became of progress that was to be shown."""

    SHOWN = auto()
    SKIPPED = auto()
    """Not this time; the next may be."""
    LOST = auto()
    """It can't be shown any more."""


class Delivery(Protocol):
    """One wish's message, wherever it can be shown."""

    @property
    def shown(self) -> Shown | None:
        """The message as it is now; None until it is there, and where it got lost."""
        ...

    async def show(self, content: Content) -> Glance:
        """Shows progress if it can be shown."""
        ...

    async def close(self, content: Content) -> Shown | None:
        """Shows an ending that nobody needs to be sought for: only where the message still is.

        None where that can't be told. Raises UnreachableError where it may be told later.
        """
        ...

    async def finish(self, content: Content) -> Shown | None:
        """Posts the ending; None where nobody is there any more to see it.

        Raises UnreachableError where it may be posted later, BotError with NOT_DELIVERED where
        people are, and can't be told.
        """
        ...
