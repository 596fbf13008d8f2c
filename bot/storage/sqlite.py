"""One SQLite file: opens it and gives out connections."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine


class SqliteFile:
    """An async context manager: any number may read, one writes at a time.

    ``prepare`` brings the tables up to date before anybody else has a connection; entering raises
    what it raises, and SQLAlchemyError for a file that is no good.
    """

    def __init__(self, file: Path, *, prepare: Callable[[], Awaitable[None]]) -> None:
        self.file = file
        self._prepare = prepare
        self._engine: AsyncEngine | None = None
        self._writing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self._engine = create_sqlite_engine(self.file)
        try:
            await self._prepare()
        except BaseException:
            await self._engine.dispose()
            raise
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        async with self._writing:
            if self._engine is not None:
                await self._engine.dispose()
                self._engine = None

    @property
    def is_open(self) -> bool:
        return self._engine is not None

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection, None]:
        """A connection that sees one state of the file throughout."""
        if self._engine is None:
            raise RuntimeError(f"{self.file.name} is closed")
        async with self._engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def change(self) -> AsyncGenerator[AsyncConnection, None]:
        """A connection whose changes are kept together when it is left, or not at all."""
        async with self._writing, self.read() as connection:
            yield connection


def create_sqlite_engine(file: Path) -> AsyncEngine:
    """SQLAlchemy's engine for the file; whoever makes one disposes of it."""
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
