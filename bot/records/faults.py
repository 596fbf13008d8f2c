"""What can go wrong with a folder and a file, in words that name the setting."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import BotError, BotErrorCode, SettingError
from bot.records.database import NewerFileError

_OUR_OWN = (IntegrityError, ProgrammingError, DataError)
_SETTING = "Set PUPPYSLUG_DATA_DIR to a folder that the bot may write to, on a disk with room."


@contextmanager
def explain_opening(file: Path) -> Iterator[None]:
    """Turns what keeps the records from being opened into a SettingError."""
    try:
        yield
    except NewerFileError as error:
        raise SettingError(
            f"{file} was written by a newer Puppyslug.",
            "Update Puppyslug, or choose another PUPPYSLUG_DATA_DIR.",
        ) from error
    except OSError as error:
        raise SettingError(
            f"The bot can't keep its records in {file.parent}: {error.strerror or error}.", _SETTING
        ) from error
    except SQLAlchemyError as error:
        raise SettingError(
            f"{file} can't be used: {_say_cause(error)}.",
            f"{_SETTING} If the file is damaged, put a copy of it back or move it away.",
        ) from error


@contextmanager
def explain_use() -> Iterator[None]:
    """Turns a full disk and the like into a BotError that people can be told; faults of ours not.

    Raises BotError with RECORDS_UNAVAILABLE.
    """
    try:
        yield
    except _OUR_OWN:
        raise
    except (DatabaseError, PoolTimeoutError) as error:
        raise _unavailable(_say_cause(error)) from error
    except OSError as error:
        raise _unavailable(error.strerror or str(error)) from error


def folder_in_use(folder: Path) -> BotError:
    """Another process keeps its records there."""
    return BotError(
        BotErrorCode.FOLDER_IN_USE,
        f"Another Puppyslug runs with the folder {folder}.",
        "End it, or set PUPPYSLUG_DATA_DIR to another folder for this one.",
    )


def _unavailable(cause: str) -> BotError:
    return BotError(
        BotErrorCode.RECORDS_UNAVAILABLE,
        f"The bot can't reach its records: {cause}.",
        "Try again later; whoever runs the bot should look at the disk of PUPPYSLUG_DATA_DIR.",
    )


def _say_cause(error: SQLAlchemyError) -> str:
    """The driver's own words, without the statement that SQLAlchemy shows with them."""
    return str(getattr(error, "orig", None) or error).splitlines()[0].rstrip(".")
