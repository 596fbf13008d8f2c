"""One bot for each data folder, and one for each database."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from bot.records.faults import database_in_use, folder_in_use
from bot.storage import LockTakenError, PostgresAddress

if TYPE_CHECKING:
    from bot.storage.postgres_lock import SessionLock

_KEY = int.from_bytes(b"puppybot")


class SoleUse:
    """Keeps other bots away. An async context manager.

    Entering raises BotError with FOLDER_IN_USE or DATABASE_IN_USE where another is first, and what
    the folder and the server refuse.
    """

    def __init__(self, data_dir: Path, address: PostgresAddress | None) -> None:
        self._folder = data_dir
        self._address = address
        self._folder_lock = FileLock(data_dir / "records.lock", timeout=0, thread_local=False)
        self._database_lock: SessionLock | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await asyncio.to_thread(self._take_folder)
            stack.push_async_callback(asyncio.to_thread, self._folder_lock.release)
            if self._address is not None:
                await self._take_database(self._address, stack)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._stack.aclose()

    async def wait_lost(self) -> None:
        """Returns never; raises BotError with DATABASE_IN_USE once another bot has the database,
        which can happen after its server was out of reach.
        """
        if self._address is None or self._database_lock is None:
            await asyncio.Event().wait()
            return
        try:
            await self._database_lock.wait_lost()
        except LockTakenError as error:
            raise database_in_use(str(self._address)) from error

    def _take_folder(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._folder_lock.acquire()
        except Timeout as error:
            raise folder_in_use(self._folder) from error

    async def _take_database(self, address: PostgresAddress, stack: AsyncExitStack) -> None:
        from bot.storage.postgres_lock import SessionLock

        try:
            self._database_lock = await stack.enter_async_context(SessionLock(address, _KEY))
        except LockTakenError as error:
            raise database_in_use(str(address)) from error
