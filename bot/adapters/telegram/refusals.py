"""What Telegram answers to a message that it doesn't take, and what is done about each answer.

It tells faults by words alone, so words are looked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from httpx import ConnectError, ConnectTimeout, PoolTimeout
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.adapters.telegram.floods import SkippedError, read_seconds


class Remedy(Enum):
    """What is tried next."""

    RETRY = auto()
    """The same again, after a pause."""
    SKIP = auto()
    """Nothing was sent, and nothing needs to be."""
    ANEW = auto()
    """The message is gone: send another."""
    MOVE = auto()
    """The group has become a supergroup: send it there."""
    AS_DOCUMENT = auto()
    """Not as a photo, but as a file."""
    SHRINK = auto()
    """The same with smaller files."""
    DIRECT = auto()
    """Nothing can be sent there: write to the owner."""
    TELL = auto()
    """This isn't taken anywhere: say so in words."""
    END = auto()
    """Nobody is there any more: be quiet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What to do, and the text that tells people why. ``pause_seconds`` is Telegram's wish,
    ``moved_to`` the chat's new id.
    """

    remedy: Remedy
    text_id: str = ""
    pause_seconds: float | None = None
    moved_to: int | None = None


OUTAGE = Refusal(remedy=Remedy.RETRY)
TOO_LARGE = Refusal(remedy=Remedy.SHRINK, text_id="telegram-refused-size")
_ANEW = Refusal(remedy=Remedy.ANEW, text_id="telegram-refused-form")
_NO_PHOTO = Refusal(remedy=Remedy.AS_DOCUMENT, text_id="telegram-refused-form")
_NO_RIGHTS = Refusal(remedy=Remedy.DIRECT, text_id="telegram-refused-rights")
_NO_TOPIC = Refusal(remedy=Remedy.DIRECT, text_id="telegram-refused-topic")
_FORM = Refusal(remedy=Remedy.TELL, text_id="telegram-refused-form")
_GONE = Refusal(remedy=Remedy.END)
_SKIPPED = Refusal(remedy=Remedy.SKIP)

_NEVER_SENT = (ConnectError, ConnectTimeout, PoolTimeout)

BY_WORDS: Sequence[tuple[str, Refusal]] = (
    ("message to edit not found", _ANEW),
    ("message can't be edited", _ANEW),
    ("message_id_invalid", _ANEW),
    ("there is no caption in the message", _ANEW),
    ("there is no text in the message", _ANEW),
    ("photo_invalid_dimensions", _NO_PHOTO),
    ("image_process_failed", _NO_PHOTO),
    ("photo_save_file_invalid", _NO_PHOTO),
    ("file is too big", TOO_LARGE),
    ("request entity too large", TOO_LARGE),
    ("not enough rights", _NO_RIGHTS),
    ("have no rights", _NO_RIGHTS),
    ("need administrator rights", _NO_RIGHTS),
    ("chat_write_forbidden", _NO_RIGHTS),
    ("_forbidden", _NO_RIGHTS),  # such as CHAT_SEND_PHOTOS_FORBIDDEN
    ("chat_restricted", _NO_RIGHTS),
    ("message thread not found", _NO_TOPIC),
    ("topic_closed", _NO_TOPIC),
    ("topic_deleted", _NO_TOPIC),
    ("chat not found", _GONE),
    ("group chat was deactivated", _GONE),
    ("peer_id_invalid", _GONE),
    ("user is deactivated", _GONE),
)
"""Parts of Telegram's descriptions, in small letters."""


def read_refusal(error: TelegramError) -> Refusal:
    """What a fault of sending means."""
    if isinstance(error, SkippedError):
        return _SKIPPED
    if isinstance(error, RetryAfter):
        return Refusal(remedy=Remedy.RETRY, pause_seconds=read_seconds(error))
    if isinstance(error, ChatMigrated):
        return Refusal(remedy=Remedy.MOVE, moved_to=error.new_chat_id)
    if isinstance(error, Forbidden):
        return _GONE
    words = error.message.lower()
    found = next((refusal for part, refusal in BY_WORDS if part in words), None)
    if found is not None:
        return found
    return OUTAGE if _is_passing(error, words) else _FORM


def may_have_arrived(error: TelegramError) -> bool:
    """Whether Telegram may have done what was asked, and only its answer was lost."""
    return read_refusal(error) is OUTAGE and not isinstance(error.__cause__, _NEVER_SENT)


def _is_passing(error: TelegramError, words: str) -> bool:
    # A BadRequest is a NetworkError to the library; an answer that is cut off is no such thing.
    is_outage = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    return is_outage or (type(error) is TelegramError and "invalid server response" in words)
