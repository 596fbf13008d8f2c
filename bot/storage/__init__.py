"""How the bot keeps things: databases, SQLite's and PostgreSQL's, and files written whole."""

from bot.storage.database import Database, LockTakenError, UnreachableError
from bot.storage.files import write_whole
from bot.storage.postgres_address import PostgresAddress
from bot.storage.sqlite import SqliteFile
from bot.storage.upserts import add_to_row, replace_row, upsert

__all__ = [
    "Database",
    "LockTakenError",
    "PostgresAddress",
    "SqliteFile",
    "UnreachableError",
    "add_to_row",
    "replace_row",
    "upsert",
    "write_whole",
]
