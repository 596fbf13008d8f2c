"""A lock in a PostgreSQL database that at most one program has, for as long as it runs."""

import asyncio
from datetime import datetime
from typing import Self

import asyncpg
import structlog

from bot.storage.database import LockTakenError, UnreachableError
from bot.storage.postgres import CONNECT_SECONDS, connect
from bot.storage.postgres_address import PostgresAddress

_TRIES = 5
_TRY_PAUSE_SECONDS = 0.2
_RECONNECT_PAUSE_SECONDS = 1.0
_PING_SECONDS = 20.0

_log = structlog.get_logger(__name__)


class SessionLock:
    """An async context manager that holds an advisory lock on a connection of its own.

    A connection that is lost is made again, and the lock taken again with it. Entering raises
    LockTakenError, UnreachableError and asyncpg's errors.
    """

    def __init__(self, address: PostgresAddress, key: int) -> None:
        self._address = address
        self._key = key
        self._connection: asyncpg.Connection | None = None
        self._session: tuple[int, datetime] | None = None
        self._watching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._take()
        self._watching = asyncio.create_task(self._watch(), name="watch the database's lock")
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        if self._connection is not None:
            await _close(self._connection)

    async def wait_lost(self) -> None:
        """Returns never; raises LockTakenError once another program has the lock."""
        if self._watching is None:
            raise RuntimeError("the lock isn't held")
        await asyncio.shield(self._watching)

    async def _watch(self) -> None:
        while True:
            await self._wait_until_broken()
            _log.warning("database_lock_lost", database=str(self._address))
            await self._take_again()
            _log.info("database_lock_taken_again", database=str(self._address))

    async def _wait_until_broken(self) -> None:
        connection = self._connection
        if connection is None:
            return
        broken = asyncio.Event()
        connection.add_termination_listener(lambda _connection: broken.set())
        while not (broken.is_set() or connection.is_closed()):
            try:
                async with asyncio.timeout(_PING_SECONDS):
                    await broken.wait()
            except TimeoutError:
                if not await _answers(connection):
                    break
        connection.terminate()

    async def _take_again(self) -> None:
        while True:
            try:
                return await self._take()
            except (UnreachableError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await asyncio.sleep(_RECONNECT_PAUSE_SECONDS)

    async def _take(self) -> None:
        connection = await connect(self._address)
        try:
            if self._session is not None:
                await _end_session(connection, self._session)
            await _lock(connection, self._key)
            self._session = await connection.fetchrow(
                "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
            )
        except BaseException:
            await _close(connection)
            raise
        self._connection = connection


async def _lock(connection: asyncpg.Connection, key: int) -> None:
    # A session that has just ended may keep its locks for a moment.
    for number in range(_TRIES):
        await asyncio.sleep(_TRY_PAUSE_SECONDS if number else 0)
        if await connection.fetchval("SELECT pg_try_advisory_lock($1)", key):
            return
    raise LockTakenError


async def _end_session(connection: asyncpg.Connection, session: tuple[int, datetime]) -> None:
    """Where only the network between broke, the server doesn't know yet, and the lock is held by
    the session that is no more ours.
    """
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid = $1 AND backend_start = $2",
        *session,
    )


async def _answers(connection: asyncpg.Connection) -> bool:
    try:
        await connection.execute("SELECT 1")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return False
    return True


async def _close(connection: asyncpg.Connection) -> None:
    """However it ends, the server lets go of the lock."""
    try:
        await connection.close(timeout=CONNECT_SECONDS)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        connection.terminate()
