"""The database of the records, its tables brought up to date by migrations."""

import asyncio
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import SettingError
from bot.records.tables import NEWEST_REVISION
from bot.storage import Database, PostgresAddress, SqliteFile

FILE_NAME = "records.sqlite3"


class NewerTablesError(Exception):
    """The database has tables that this version doesn't know."""


def build_database(
    data_dir: Path, address: PostgresAddress | None = None, *, is_migrated: bool = True
) -> Database:
    """The database at that address, or else the file in the folder; entering it migrates it.

    Besides what every database raises, entering raises NewerTablesError for a later version's.
    """

    async def update() -> None:
        if is_migrated and await read_revision(database) != NEWEST_REVISION:
            await asyncio.to_thread(lambda: asyncio.run(_migrate(database)))

    database: Database
    if address is None:
        database = SqliteFile(data_dir / FILE_NAME, prepare=update)
    else:
        from bot.storage.postgres import PostgresDatabase

        database = PostgresDatabase(address, prepare=update)
    return database


def read_address(text: str) -> PostgresAddress:
    """Where the records are, as PUPPYSLUG_DATABASE says it; raises SettingError."""
    try:
        return PostgresAddress.parse(text)
    except ValueError as error:
        raise SettingError(
            f"PUPPYSLUG_DATABASE is not usable: {error}.",
            "It looks like postgresql://user:password@host:5432/name, in which characters other "
            "than letters and digits are percent-encoded.",
        ) from None


async def read_revision(database: Database) -> str | None:
    """The migration that the database has, without the time that importing Alembic takes."""
    async with database.read() as connection:
        return await connection.run_sync(_read_revision)


def check_revision(revision: str) -> None:
    """Raises NewerTablesError for one that this version doesn't know."""
    # They are numbered.
    if revision > NEWEST_REVISION:
        raise NewerTablesError(f"the tables are of version {revision}")


def _read_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


async def _migrate(database: Database) -> None:
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

    try:
        async with database.alter() as connection:
            await connection.run_sync(upgrade)
    except CommandError as error:
        raise NewerTablesError(str(error)) from error
