"""One PostgreSQL database: connects to it and gives out connections."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import ExceptionContext, Table, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.database import Database, UnreachableError
from bot.storage.postgres_address import PostgresAddress

CONNECT_SECONDS = 5.0
# The server ends what takes longer; a server that has gone silent is given up a little later.
_LOCK_SECONDS = 3.0
_STATEMENT_SECONDS = 10.0
_SILENCE_SECONDS = 12.0
# After a restart everybody turns to the bot at once: a wait in line is no fault of the server's.
_POOL_SECONDS = 30.0
_LOCK_NOT_AVAILABLE = "55P03"
_ALTER_LOCK = int.from_bytes(b"puppyalt")


class PostgresDatabase(Database):
    """Any number may read and write. A table that stays locked is an error, never a long wait."""

    def __init__(self, address: PostgresAddress, *, prepare: Callable[[], Awaitable[None]]) -> None:
        super().__init__(str(address), prepare=prepare)
        self.address = address

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection, None]:
        """A connection that sees one state of the database throughout, and changes nothing."""
        with self._use() as engine:
            reading = engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            async with _begin(reading) as connection:
                yield connection

    @asynccontextmanager
    async def change(self) -> AsyncGenerator[AsyncConnection, None]:
        """A connection whose changes are kept together when it is left, or not at all."""
        with self._use() as engine:
            async with _begin(engine) as connection:
                yield connection

    @asynccontextmanager
    async def alter(self) -> AsyncGenerator[AsyncConnection, None]:
        """A connection of its own; of several programs that start at once, one goes first."""
        engine = _build_engine(self.address, patience_seconds=None)
        try:
            async with _begin(engine) as connection:
                await connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ALTER_LOCK}
                )
                yield connection
        finally:
            await engine.dispose()

    async def scrub(self, *tables: Table) -> bool:
        """Vacuums the tables, which takes deleted rows out of their pages' lists.

        Rows that an open transaction elsewhere still sees stay until it is done. What PostgreSQL
        logs and archives is for those who run it to forget.
        """
        with self._use():
            engine = _build_engine(self.address, patience_seconds=None)
            try:
                return await _vacuum(engine, tables)
            finally:
                await engine.dispose()

    def _create_engine(self) -> AsyncEngine:
        return _build_engine(self.address, patience_seconds=_STATEMENT_SECONDS)


def _build_engine(address: PostgresAddress, *, patience_seconds: float | None) -> AsyncEngine:
    async def open_connection() -> asyncpg.Connection:
        return await connect(address, patience_seconds=patience_seconds)

    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=open_connection,
        pool_size=5,
        max_overflow=5,
        pool_timeout=_POOL_SECONDS,
        pool_pre_ping=True,
        # Parameters hold people's names, and errors go to the log.
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "handle_error", _tell_silence)
    event.listen(engine.sync_engine, "handle_error", _hide_rows)
    return engine


async def _vacuum(engine: AsyncEngine, tables: Iterable[Table]) -> bool:
    quote = engine.dialect.identifier_preparer.format_table
    outside = engine.execution_options(isolation_level="AUTOCOMMIT")
    async with _begin(outside) as connection:
        # However long the work takes, nobody waits long for its beginning.
        await connection.execute(text(f"SET lock_timeout = {_milliseconds(_LOCK_SECONDS)}"))
        try:
            for table in tables:
                await connection.execute(text(f"VACUUM {quote(table)}"))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
                return False
            raise
    return True


@asynccontextmanager
async def _begin(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection, None]:
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.begin())
        except OSError as error:  # from looking whether a connection of the pool still answers
            raise UnreachableError(_say_why(error)) from error
        yield connection


async def connect(
    address: PostgresAddress, *, patience_seconds: float | None = _STATEMENT_SECONDS
) -> asyncpg.Connection:
    """A connection whose statements take ``patience_seconds`` at most, or as long as they like.

    Raises UnreachableError, and asyncpg's own errors for what the server refuses.
    """
    limits = {
        "application_name": "puppyslug",
        "lock_timeout": _milliseconds(_LOCK_SECONDS if patience_seconds else 0),
        "statement_timeout": _milliseconds(patience_seconds or 0),
        # The server lets go of what a machine held that has vanished.
        "tcp_keepalives_idle": "20",
        "tcp_keepalives_interval": "10",
        "tcp_keepalives_count": "3",
    }
    arguments: dict[str, Any] = {**address.as_arguments()}
    try:
        return await asyncpg.connect(
            **arguments,
            timeout=CONNECT_SECONDS,
            command_timeout=_SILENCE_SECONDS if patience_seconds else None,
            server_settings=limits,
        )
    except (OSError, UnicodeError, asyncpg.InternalClientError) as error:
        raise UnreachableError(_say_why(error)) from error


def _tell_silence(context: ExceptionContext) -> None:
    """What asyncpg raises by another's name than its own came from the system: nobody answered."""
    if isinstance(context.original_exception, OSError):
        context.is_disconnect = True
        raise UnreachableError(_say_why(context.original_exception))


def _hide_rows(context: ExceptionContext) -> None:
    """The server says in its details which rows were in the way, and they hold people's names."""
    driver_error = context.original_exception.__cause__
    if isinstance(driver_error, asyncpg.PostgresError):
        driver_error.detail = None


def _say_why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it doesn't answer"
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there"
    reason = str(getattr(error, "strerror", None) or error)
    return reason.splitlines()[0].rstrip(".") if reason else type(error).__name__


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))
