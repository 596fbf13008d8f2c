"""What every database of the bot's offers, whichever kind it is."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Self

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class Database(ABC):
    """An async context manager that gives out connections; ``name`` may be shown to anybody.

    ``prepare`` brings the tables up to date before anybody else has a connection; entering raises
    what it raises, SQLAlchemyError for a database that is no good, and UnreachableError.
    """

    def __init__(self, name: str, *, prepare: Callable[[], Awaitable[None]]) -> None:
        self.name = name
        self._prepare = prepare
        self._engine: AsyncEngine | None = None
        self._users = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_closing = False

    async def __aenter__(self) -> Self:
        self._engine = self._create_engine()
        self._is_closing = False
        try:
            await self._prepare()
        except BaseException:
            await self._engine.dispose()
            self._engine = None
            raise
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        """Waits for those who have a connection: one that is taken away never answers again."""
        self._is_closing = True
        await self._idle.wait()
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    @property
    def is_open(self) -> bool:
        return self._engine is not None and not self._is_closing

    @abstractmethod
    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection that sees one state of the database throughout."""

    @abstractmethod
    def change(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection whose changes are kept together when it is left, or not at all."""

    @abstractmethod
    def alter(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """As ``change``, for the tables themselves: one at a time, however long it takes.

        It needs no database that is entered, and works on any event loop.
        """

    @abstractmethod
    async def scrub(self, *tables: Table) -> bool:
        """Rids the storage of what was deleted from these tables; False where somebody was in the
        way, and a later call must do it.
        """

    @abstractmethod
    def _create_engine(self) -> AsyncEngine: ...

    @contextmanager
    def _use(self) -> Iterator[AsyncEngine]:
        if self._engine is None or self._is_closing:
            raise RuntimeError(f"{self.name} is closed")
        self._users += 1
        self._idle.clear()
        try:
            yield self._engine
        finally:
            self._users -= 1
            if not self._users:
                self._idle.set()


class UnreachableError(Exception):
    """The server isn't there or doesn't answer; the text is the reason."""


class LockTakenError(Exception):
    """Another program has the database to itself."""
