"""What a wish has left in a chat, as it is kept with the wish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from telegram import Message

from bot.adapters.telegram.shown import (
    FILES,
    GUIDE,
    MESSAGES,
    file_ids,
    find_file_id,
    guide_id,
    message_ids,
)

_UNSURE, _CHAT = "unsure", "chat"


class Part(StrEnum):
    """What is sent on its own."""

    WORDS = "words"
    ALBUM = "album"


@dataclass(slots=True, kw_only=True)
class Traces:
    """``message_id`` is the message that is edited, ``messages`` those that show the dreams, and
    ``files`` what these are known by, as ``guide`` is what guided them.

    ``unsure`` names what may have been sent without anybody's having its id: the bot was killed or
    the connection cut meanwhile. Its ids are larger than the number. ``chat_id`` is the chat that
    the group became.
    """

    message_id: int | None = None
    messages: tuple[int, ...] = ()
    files: tuple[str, ...] = ()
    guide: str = ""
    unsure: dict[Part, int] = field(default_factory=dict)
    chat_id: int | None = None

    @classmethod
    def read(cls, message_id: int | None, handles: Mapping[str, Any]) -> Self:
        """What the wish's handles tell."""
        unsure = handles.get(_UNSURE, {})
        return cls(
            message_id=message_id,
            messages=tuple(message_ids(handles)),
            files=tuple(file_ids(handles)),
            guide=guide_id(handles),
            unsure={part: int(unsure[part]) for part in Part if part in unsure},
            chat_id=handles.get(_CHAT),
        )

    def describe(self) -> dict[str, Any]:
        """The handles, but for the message's id, which has a place of its own."""
        handles: dict[str, Any] = {MESSAGES: [*self.messages], FILES: [*self.files]}
        if self.guide:
            handles[GUIDE] = self.guide
        if self.unsure:
            handles[_UNSURE] = {str(part): after for part, after in self.unsure.items()}
        if self.chat_id is not None:
            handles[_CHAT] = self.chat_id
        return handles

    def note_dreams(self, messages: Sequence[Message]) -> None:
        """These messages show the dreams."""
        self.messages = tuple(message.message_id for message in messages)
        self.files = tuple(filter(None, map(find_file_id, messages)))
