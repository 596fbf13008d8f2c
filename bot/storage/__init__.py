"""How the bot keeps things on disk: SQLite files, and files written whole."""

from bot.storage.files import write_whole
from bot.storage.sqlite import SqliteFile, create_sqlite_engine
from bot.storage.upserting import upsert

__all__ = ["SqliteFile", "create_sqlite_engine", "upsert", "write_whole"]
