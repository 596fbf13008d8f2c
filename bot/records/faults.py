"""What can go wrong with a folder, a file and a server, in words that name the setting."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import BotError, BotErrorCode, SettingError
from bot.records.database import NewerTablesError
from bot.storage import PostgresAddress, UnreachableError

_OUR_OWN = (IntegrityError, ProgrammingError, DataError)
# The classes of SQLSTATE that the same errors have, and the one of them that the server is set to.
_OUR_OWN_CLASSES = ("22", "23", "42")
_NO_RIGHT = "42501"
_AUTHENTICATION = "28"
_NO_DATABASE = "3D000"

_DISK = "the disk of PUPPYSLUG_DATA_DIR"
_SERVER = "the database of PUPPYSLUG_DATABASE"
_FOLDER = "Set PUPPYSLUG_DATA_DIR to a folder that the bot may write to, on a disk with room."
_ADDRESS = "Set PUPPYSLUG_DATABASE to the address of a PostgreSQL database that is running."


@contextmanager
def explain_opening(file: Path, address: PostgresAddress | None) -> Iterator[None]:
    """Turns what keeps the records, in the file or at the address, from being opened into a
    SettingError.
    """
    try:
        yield
    except BotError:
        raise
    except NewerTablesError as error:
        setting = "PUPPYSLUG_DATABASE" if address else "PUPPYSLUG_DATA_DIR"
        raise SettingError(
            f"{address or file} was written by a newer Puppyslug.",
            f"Update Puppyslug, or choose another {setting}.",
        ) from error
    except OSError as error:
        raise SettingError(
            f"The bot can't keep its records in {file.parent}: {error.strerror or error}.", _FOLDER
        ) from error
    except UnreachableError as error:
        raise SettingError(f"{address} can't be reached: {error}.", _ADDRESS) from error
    except Exception as error:
        problem = _explain_server(error, address) if address else _explain_file(error, file)
        if problem is None:
            raise
        raise problem from error


@contextmanager
def explain_use() -> Iterator[None]:
    """Turns a full disk, a lost server and the like into a BotError that people can be told; faults
    of ours not.

    Raises BotError with RECORDS_UNAVAILABLE.
    """
    try:
        yield
    except Exception as error:
        problem = explain_fault(error)
        if problem is None:
            raise
        raise problem from error


def explain_fault(error: Exception) -> BotError | None:
    """What people are told of a full disk, a lost server and the like; None for other errors."""
    if isinstance(error, UnreachableError):
        return _unavailable(str(error), _SERVER)
    if isinstance(error, DBAPIError | PoolTimeoutError) and not _is_our_own(error):
        is_file = isinstance(_find_driver_error(error), sqlite3.Error)
        return _unavailable(_say_cause(error), _DISK if is_file else _SERVER)
    if isinstance(error, OSError):
        return _unavailable(error.strerror or str(error), _DISK)
    return None


def folder_in_use(folder: Path) -> BotError:
    """Another process keeps its records there."""
    return BotError(
        BotErrorCode.FOLDER_IN_USE,
        f"Another Puppyslug runs with the folder {folder}.",
        "End it, or set PUPPYSLUG_DATA_DIR to another folder for this one.",
    )


def database_in_use(name: str) -> BotError:
    """Another bot keeps its records there, be it on another machine."""
    return BotError(
        BotErrorCode.DATABASE_IN_USE,
        f"Another Puppyslug runs with the database {name}.",
        "End it, or set PUPPYSLUG_DATABASE to another database for this one.",
    )


def no_right(name: str, cause: str) -> SettingError:
    """The server lets the bot in, but not make or use its tables."""
    return SettingError(
        f"{name} doesn't let the bot make and use its tables: {cause}.",
        "Let the user of PUPPYSLUG_DATABASE own the database, or grant it CREATE on the schema.",
    )


def _explain_file(error: Exception, file: Path) -> SettingError | None:
    if not isinstance(error, SQLAlchemyError):
        return None
    return SettingError(
        f"{file} can't be used: {_say_cause(error)}.",
        f"{_FOLDER} If the file is damaged, put a copy of it back or move it away.",
    )


def _explain_server(error: Exception, address: PostgresAddress) -> SettingError | None:
    state = _find_state(error)
    if state is None and not isinstance(error, SQLAlchemyError):
        return None
    if state == _NO_DATABASE:
        return SettingError(
            f"{address} has no database of that name.",
            f'Make one (CREATE DATABASE "{address.database}"), or name another in '
            "PUPPYSLUG_DATABASE.",
        )
    if state is not None and state.startswith(_AUTHENTICATION):
        return SettingError(
            f"{address} lets nobody in: {_say_cause(error)}.",
            "Set PUPPYSLUG_DATABASE to an address with a user and a password that it knows.",
        )
    if state == _NO_RIGHT:
        return no_right(str(address), _say_cause(error))
    return SettingError(f"{address} can't be used: {_say_cause(error)}.", _ADDRESS)


def _unavailable(cause: str, where: str) -> BotError:
    return BotError(
        BotErrorCode.RECORDS_UNAVAILABLE,
        f"The bot can't reach its records: {cause}.",
        f"Try again later; whoever runs the bot should look at {where}.",
    )


def _is_our_own(error: SQLAlchemyError) -> bool:
    state = _find_state(error)
    if state is None:
        return isinstance(error, _OUR_OWN)
    return state.startswith(_OUR_OWN_CLASSES) and state != _NO_RIGHT


def _find_state(error: Exception) -> str | None:
    """The SQLSTATE of what the server said."""
    state = getattr(_find_driver_error(error), "sqlstate", None)
    return state if isinstance(state, str) else None


def _find_driver_error(error: Exception) -> BaseException:
    """The driver's own, which SQLAlchemy, and its layer over asyncpg, have wrapped."""
    original = getattr(error, "orig", None) or error
    return getattr(original, "driver_exception", None) or original


def _say_cause(error: Exception) -> str:
    """The driver's own words, without the statement that SQLAlchemy shows with them."""
    words = str(_find_driver_error(error)).splitlines()
    return words[0].rstrip(".") if words else type(error).__name__
