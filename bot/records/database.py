"""The one database file: opens it, brings its tables up to date, and gives out connections.

What only SQLite knows is here and nowhere else.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.records.tables import NEWEST_REVISION


class Database:
    """An async context manager: any number may read, one writes at a time.

    Raises SQLAlchemyError for a file that is no good, NewerFileError for one of a later version.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._engine: AsyncEngine | None = None
        self._writing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self._engine = _create_engine(self._file)
        try:
            async with self._engine.begin() as connection:
                revision = await connection.run_sync(_read_revision)
            if revision != NEWEST_REVISION:
                await asyncio.to_thread(lambda: asyncio.run(_migrate(self._file)))
        except BaseException:
            await self._engine.dispose()
            raise
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        async with self._writing:
            if self._engine is not None:
                await self._engine.dispose()
                self._engine = None

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection, None]:
        """A connection that sees one state of the file throughout."""
        if self._engine is None:
            raise RuntimeError("the records are closed")
        async with self._engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def change(self) -> AsyncGenerator[AsyncConnection, None]:
        """A connection whose changes are kept together when it is left, or not at all."""
        async with self._writing, self.read() as connection:
            yield connection


class NewerFileError(Exception):
    """The file has tables that this version doesn't know."""


def _create_engine(file: Path) -> AsyncEngine:
    # Parameters hold people's names, and errors go to the log.
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}", pool_size=3, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_connection)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare_connection(connection: Any, _record: object) -> None:  # noqa: ANN401 (a DBAPI's own)
    # Python's driver begins transactions by its own rules, which leave out changes of tables.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


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

    engine = _create_engine(file)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    except CommandError as error:
        raise NewerFileError(str(error)) from error
    finally:
        await engine.dispose()
