"""What can go wrong in the dream engine, each with a stable code, a sentence and a hint."""

from enum import StrEnum
from typing import Any, Self


class ErrorCode(StrEnum):
    """The stable codes that logs, scripts and people may rely on."""

    PICTURE_EMPTY = "picture_empty"
    PICTURE_UNREADABLE = "picture_unreadable"
    PICTURE_TRUNCATED = "picture_truncated"
    PICTURE_FORMAT = "picture_format"
    PICTURE_TOO_LARGE = "picture_too_large"
    PICTURE_TOO_SMALL = "picture_too_small"
    PICTURE_MISMATCH = "picture_mismatch"
    PICTURE_STILL = "picture_still"
    MASK_EMPTY = "mask_empty"
    SUBJECT_UNCLEAR = "subject_unclear"
    MOTION_TOO_LONG = "motion_too_long"
    RECIPE_INVALID = "recipe_invalid"
    CATALOGUE_INVALID = "catalogue_invalid"
    NETWORK_UNKNOWN = "network_unknown"
    NETWORK_UNAVAILABLE = "network_unavailable"
    NETWORK_CORRUPT = "network_corrupt"
    LAYER_UNKNOWN = "layer_unknown"
    CLASS_UNKNOWN = "class_unknown"
    CLASS_AMBIGUOUS = "class_ambiguous"
    DEVICE_UNAVAILABLE = "device_unavailable"
    OUT_OF_MEMORY = "out_of_memory"
    TIME_LIMIT = "time_limit"
    CANCELLED = "cancelled"
    WORKER_DIED = "worker_died"
    ENGINE_CLOSED = "engine_closed"
    INTERNAL = "internal"


class DreamError(Exception):
    """A failure that a person can be told about. Picklable, so that it crosses processes.

    ``code`` is stable, ``sentence`` says what happened, ``hint`` what to do next.
    """

    def __init__(self, code: ErrorCode, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, self.sentence, self.hint)

    def __str__(self) -> str:
        return f"{self.sentence} {self.hint}".strip()


class PictureError(DreamError):
    """The picture can't be read, or can't be dreamed at the size asked for."""


class RecipeError(DreamError):
    """A setting of the dream is unknown or out of range."""


class CatalogueError(DreamError):
    """A preset file or the network file is wrong; the sentence names file, key and choices."""

    @classmethod
    def in_file(cls, sentence: str) -> Self:
        """What is wrong in a file that was read at the start."""
        return cls(ErrorCode.CATALOGUE_INVALID, sentence, "Correct the file and start again.")


class UnavailableError(DreamError):
    """Something the dream needs isn't here: weights, a device, a worker."""


class InterruptedDreamError(DreamError):
    """The dream ended before it was finished: cancelled, or over its time limit."""
