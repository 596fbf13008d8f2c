"""The database file of the records, its tables brought up to date by migrations."""

import asyncio
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.records.tables import NEWEST_REVISION
from bot.storage import SqliteFile, create_sqlite_engine


class Database(SqliteFile):
    """Raises SQLAlchemyError for a file that is no good, NewerFileError for a later version's."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, prepare=self._update)

    async def _update(self) -> None:
        async with self.read() as connection:
            revision = await connection.run_sync(_read_revision)
        if revision != NEWEST_REVISION:
            await asyncio.to_thread(lambda: asyncio.run(_migrate(self.file)))


class NewerFileError(Exception):
    """The file has tables that this version doesn't know."""


def _read_revision(connection: Connection) -> str | None:
    """The migration that the file has, without the time that importing Alembic takes."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


async def _migrate(file: Path) -> None:
    """Runs in a thread with a loop of its own: Alembic reads files and waits for what it asks."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "bot.records:migrations")
    config.set_main_option("path_separator", "os")

    def upgrade(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    engine = create_sqlite_engine(file)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    except CommandError as error:
        raise NewerFileError(str(error)) from error
    finally:
        await engine.dispose()
