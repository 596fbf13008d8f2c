"""What can go wrong between people and the bot, each with a stable code, a sentence and a hint."""

from collections.abc import Mapping
from enum import StrEnum


class BotErrorCode(StrEnum):
    """The stable codes of the bot's own errors; the engine's are in dream_core.errors."""

    USAGE = "usage"
    NO_PICTURE = "no_picture"
    GUIDE_MISSING = "guide_missing"
    UPLOAD_TOO_LARGE = "upload_too_large"
    QUEUE_FULL = "queue_full"
    TOO_MANY_WAITING = "too_many_waiting"
    JOB_UNKNOWN = "job_unknown"
    NOT_YOURS = "not_yours"
    SETTING_INVALID = "setting_invalid"
    ADDRESS_IN_USE = "address_in_use"
    SHUTTING_DOWN = "shutting_down"
    INTERRUPTED = "interrupted"
    NOT_DELIVERED = "not_delivered"
    NOT_FOUND = "not_found"
    TEXT_TOO_LONG = "text_too_long"
    TOO_FAST = "too_fast"
    TOO_SLOW = "too_slow"
    KEY_REQUIRED = "key_required"
    KEY_WRONG = "key_wrong"
    REQUEST_REFUSED = "request_refused"
    ORIGINAL_GONE = "original_gone"
    WISH_UNKNOWN = "wish_unknown"
    NOT_ALLOWED_HERE = "not_allowed_here"
    MODERATORS_ONLY = "moderators_only"
    FOLDER_IN_USE = "folder_in_use"
    DATABASE_IN_USE = "database_in_use"
    RECORDS_UNAVAILABLE = "records_unavailable"
    TOO_MANY_DREAMS = "too_many_dreams"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SOON = "too_soon"
    NOT_ADMITTED = "not_admitted"


class BotError(Exception):
    """A refusal or failure that a person can be told about.

    ``values`` are what other languages' sentences need; ``wait_seconds`` among them is told as a
    duration.
    """

    def __init__(
        self,
        code: BotErrorCode,
        sentence: str,
        hint: str = "",
        *,
        values: Mapping[str, str | float] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.hint = hint
        self.values = values or {}

    def __str__(self) -> str:
        return f"{self.sentence} {self.hint}".strip()


class UsageError(BotError):
    """The words can't be understood; the hint names the nearest valid ones."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(BotErrorCode.USAGE, sentence, hint)


class SettingError(BotError):
    """A setting is missing or wrong; the sentence names it and what is allowed."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(BotErrorCode.SETTING_INVALID, sentence, hint)
