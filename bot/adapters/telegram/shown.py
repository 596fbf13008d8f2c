"""Where a wish's dreams are in Telegram: their messages, and what their files are known by."""

from collections.abc import Mapping
from typing import Any

from telegram import Message

MESSAGES, FILES, GUIDE = "messages", "files", "guide"


def message_ids(handles: Mapping[str, Any]) -> list[int]:
    """The messages, once they are kept with the wish."""
    return list(handles.get(MESSAGES, ()))


def file_ids(handles: Mapping[str, Any]) -> list[str]:
    """The dreams' files as Telegram keeps them: documents and films whole, photos smaller."""
    return list(handles.get(FILES, ()))


def guide_id(handles: Mapping[str, Any]) -> str:
    """The file that guided the dreams as Telegram keeps it; empty where none did."""
    return str(handles.get(GUIDE, ""))


def find_file_id(message: Message) -> str | None:
    """The file of a message's picture or film, the largest there is of it."""
    film = message.animation or message.video or message.document
    if film is not None:
        return film.file_id
    return message.photo[-1].file_id if message.photo else None
