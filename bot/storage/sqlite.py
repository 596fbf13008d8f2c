"""One SQLite file: opens it and gives out connections."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.database import Database

_BUSY_TIMEOUT = "PRAGMA busy_timeout = 5000"
_SCRUBS = 5
_SCRUB_PAUSE_SECONDS = 0.2


class SqliteFile(Database):
    """Any number may read, one writes at a time."""

    def __init__(self, file: Path, *, prepare: Callable[[], Awaitable[None]]) -> None:
        super().__init__(str(file), prepare=prepare)
        self.file = file
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection, None]:
        """A connection that sees one state of the file throughout."""
        with self._use() as engine:
            async with engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def change(self) -> AsyncGenerator[AsyncConnection, None]:
        """A connection whose changes are kept together when it is left, or not at all."""
        with self._use() as engine:
            async with self._writing, engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def alter(self) -> AsyncGenerator[AsyncConnection, None]:
        """A connection of its own; whoever opens the file keeps others away."""
        engine = self._create_engine()
        try:
            async with engine.begin() as connection:
                yield connection
        finally:
            await engine.dispose()

    async def scrub(self, *tables: Table) -> bool:
        """Empties the write-ahead log, where deleted rows still stand; in the file itself they were
        overwritten at once. Readers are waited for, but not for long.
        """
        del tables  # the log is of the whole file
        with self._use() as engine:
            for _ in range(_SCRUBS):
                async with self._writing:
                    if await _empty_log(engine):
                        return True
                await asyncio.sleep(_SCRUB_PAUSE_SECONDS)
        return False

    def _create_engine(self) -> AsyncEngine:
        # Parameters hold people's names, and errors go to the log.
        engine = create_async_engine(
            f"sqlite+aiosqlite:///{self.file}",
            pool_size=3,
            hide_parameters=True,
        )
        event.listen(engine.sync_engine, "connect", _prepare_connection)
        event.listen(engine.sync_engine, "begin", _begin)
        return engine


async def _empty_log(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        if raw.driver_connection is None:
            raise RuntimeError("a connection that was just opened is there")
        # On the driver's own: SQLAlchemy would begin a transaction, in which this can't be done.
        run = raw.driver_connection.execute_fetchall
        # Whoever waits for this one to end would wait for the readers too.
        await run("PRAGMA busy_timeout = 50")
        try:
            ((was_busy, *_),) = await run("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            await run(_BUSY_TIMEOUT)
    return not was_busy


def _prepare_connection(connection: Any, _record: object) -> None:  # noqa: ANN401 (a DBAPI's own)
    # Python's driver begins transactions by its own rules, which leave out changes of tables.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(_BUSY_TIMEOUT)
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # What people have the bot forget must not stay in the file's free pages.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
