"""The bot's memory over restarts: one database, and the pictures that wishes came with."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

import structlog
from filelock import FileLock, Timeout
from sqlalchemy import ColumnElement, Table, delete, exists, insert, select, update

from bot.errors import BotError, BotErrorCode
from bot.records.chat_settings import ChatSettingsBook
from bot.records.database import Database
from bot.records.faults import explain_opening, explain_use, folder_in_use
from bot.records.inbox import Inbox
from bot.records.journal import SqlJournal
from bot.records.picture_files import PictureFiles
from bot.records.tables import chat_settings, facts, jobs, wishes
from bot.records.wishes import Wish, read_row, write_row
from bot.service import JobState

USUAL_KEEP_SECONDS = 24 * 3600.0

_PURGE_INTERVAL_SECONDS = 3600.0
_TRIGGER_SECONDS = 3600.0
"""How long a platform may tell again of what was asked: it is dreamed once."""
_log = structlog.get_logger(__name__)


class Records:
    """Wishes, jobs, chats' settings and facts in ``data_dir``. An async context manager.

    Pictures are kept for ``keep_seconds``, and in any case until the dream of them is delivered.
    What a wish asked for is kept until it is removed. Entering raises SettingError for a folder or
    a file that is no good, BotError with FOLDER_IN_USE where another process has it; every other
    call may raise BotError with RECORDS_UNAVAILABLE. ``clock`` gives seconds since 1970.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        keep_seconds: float = USUAL_KEEP_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._file = data_dir / "records.sqlite3"
        self._keep_seconds = keep_seconds
        self._clock = clock
        self._lock = FileLock(data_dir / "records.lock", timeout=0, thread_local=False)
        self._database = Database(self._file)
        self._files = PictureFiles(data_dir / "wishes")
        self._stack = AsyncExitStack()
        self.chat_settings = ChatSettingsBook(self._write_chat_settings)
        """What moderators have set; in memory, so that asking it waits for nothing."""
        self.journal = SqlJournal(self._database, clock)
        """The jobs that the service has accepted."""
        self.inbox = Inbox(self._database, clock)
        """What was heard and isn't answered yet."""

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            with explain_opening(self._file):
                await asyncio.to_thread(self._take_folder)
                stack.push_async_callback(asyncio.to_thread, self._lock.release)
                await stack.enter_async_context(self._database)
                await self._load()
            purging = asyncio.create_task(self._purge_hourly(), name="purge records")
            stack.push_async_callback(_end, purging)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._stack.aclose()

    async def add_reference(self, wish: Wish) -> None:
        """Keeps a new wish without files: its platform hands out the pictures it refers to."""
        with explain_use():
            await self._insert(wishes, {**write_row(wish), "has_files": False})

    async def add_wish(self, wish: Wish, pictures: Sequence[bytes], guide: bytes | None) -> None:
        """Keeps a new wish and its pictures' files; a crash on the way leaves no wish."""
        if len(pictures) != len(wish.pictures) or (guide is not None) != wish.has_guide:
            raise ValueError(f"the files of wish {wish.id} aren't those that it names")
        with explain_use():
            await self._files.save(wish.id, pictures, guide)
            try:
                await self._insert(wishes, {**write_row(wish), "has_files": True})
            except BaseException:
                await self._files.remove([wish.id])
                raise

    async def find_wish(self, wish_id: str) -> Wish | None:
        """The wish, unless it was removed or never was."""
        with explain_use():
            async with self._database.read() as connection:
                found = await connection.execute(select(wishes).where(wishes.c.id == wish_id))
                row = found.mappings().one_or_none()
        return None if row is None else read_row({**row})

    async def read_picture(self, wish: Wish, index: int) -> bytes:
        """The bytes of the wish's picture, 0 being the first; raises BotError with ORIGINAL_GONE
        once they are purged.
        """
        with explain_use():
            try:
                return await self._files.read(wish.id, index)
            except FileNotFoundError as error:
                raise _original_gone() from error

    async def read_guide(self, wish: Wish) -> bytes | None:
        """The bytes of the guide, None where the wish has none; raises BotError as above."""
        if not wish.has_guide:
            return None
        with explain_use():
            try:
                return await self._files.read_guide(wish.id)
            except FileNotFoundError as error:
                raise _original_gone() from error

    async def add_results(self, wish_id: str, results: Mapping[int, bytes]) -> None:
        """Keeps dreams as long as the wish's pictures, by their numbers; one that is gone already
        gets none.
        """
        with explain_use():
            await self._files.save_results(wish_id, results)
            # The purge looks for it, and for a wish removed meanwhile nobody would.
            if not await self._update(wish_id, {"has_files": True}):
                await self._files.remove([wish_id])

    async def read_result(self, wish: Wish, index: int) -> bytes:
        """The bytes of one dream of the wish; raises BotError with ORIGINAL_GONE once purged."""
        with explain_use():
            try:
                return await self._files.read_result(wish.id, index)
            except FileNotFoundError as error:
                raise _original_gone() from error

    async def list_newest(self, chat_id: str, *, most: int = 100) -> Sequence[Wish]:
        """The wishes of a chat, the newest first."""
        of_chat = select(wishes).where(wishes.c.chat_id == chat_id)
        newest = of_chat.order_by(wishes.c.created_at.desc()).limit(most)
        with explain_use():
            async with self._database.read() as connection:
                rows = (await connection.execute(newest)).mappings().all()
        return [read_row({**row}) for row in rows]

    async def set_shown(
        self, wish_id: str, *, message_id: int | None, handles: Mapping[str, Any] | None = None
    ) -> None:
        """Remembers which message of the bot's shows the wish, None while none is known to, and
        what else leads to it.
        """
        await self._update(wish_id, {"message_id": message_id, "handles": dict(handles or {})})

    async def release(self, wish_id: str) -> None:
        """Everybody was told the wish's ending: what was kept only for that is removed."""
        values: dict[str, Any] = {"address": None}
        if self._keep_seconds <= 0:
            values["has_files"] = False
        await self._update(wish_id, values)
        if self._keep_seconds <= 0:
            with explain_use():
                await self._files.remove([wish_id])

    async def set_facts(self, wish_id: str, facts: Mapping[str, Any]) -> None:
        """Remembers how the wish was dreamed; a wish that is gone already is no error."""
        await self._update(wish_id, {"facts": facts})

    async def move_chat(self, old_chat_id: str, new_chat_id: str) -> None:
        """A chat has another id now: its wishes and its settings belong there."""
        with explain_use():
            async with self._database.change() as connection:
                for table in (wishes, jobs):
                    moved = update(table).where(table.c.chat_id == old_chat_id)
                    await connection.execute(moved.values(chat_id=new_chat_id))
        await self.chat_settings.move(old_chat_id, new_chat_id)

    async def remove_wish(self, wish_id: str) -> bool:
        """Removes the wish and its files; False where it was gone already."""
        return bool(await self._remove(wishes.c.id == wish_id))

    async def remove_person(self, person_id: str) -> int:
        """Removes all that the person ever asked for; returns how many wishes that were."""
        with explain_use():
            async with self._database.change() as connection:
                await connection.execute(delete(jobs).where(jobs.c.person_id == person_id))
        return await self._remove(wishes.c.person_id == person_id)

    async def purge(self, older_than_seconds: float) -> int:
        """Removes the files of wishes older than that, which stay; returns of how many.

        What isn't delivered yet is spared.
        """
        is_open = exists().where(jobs.c.group_id == wishes.c.id, jobs.c.state != JobState.CLOSED)
        now = self._clock()
        old = wishes.c.has_files & (wishes.c.created_at < now - older_than_seconds) & ~is_open
        remembered = now - max(older_than_seconds, _TRIGGER_SECONDS)
        over = (jobs.c.state == JobState.CLOSED) & (jobs.c.accepted_at < remembered)
        with explain_use():
            async with self._database.change() as connection:
                purged = update(wishes).where(old).values(has_files=False)
                wish_ids = (await connection.scalars(purged.returning(wishes.c.id))).all()
                await connection.execute(delete(jobs).where(over))
            await self._files.remove(wish_ids)
        return len(wish_ids)

    async def read_fact(self, name: str) -> str | None:
        """What was written under this name last; None if nothing ever was."""
        with explain_use():
            async with self._database.read() as connection:
                query = select(facts.c.value).where(facts.c.name == name)
                value: str | None = await connection.scalar(query)
                return value

    async def write_fact(self, name: str, value: str) -> None:
        """Keeps one text under a name of at most 64 characters."""
        await self._replace(facts, facts.c.name == name, {"name": name, "value": value})

    async def _write_chat_settings(self, scope_id: str, said: Mapping[str, Any] | None) -> None:
        row = {"scope_id": scope_id, "settings": said} if said else None
        await self._replace(chat_settings, chat_settings.c.scope_id == scope_id, row)

    async def _insert(self, table: Table, row: Mapping[str, Any]) -> None:
        async with self._database.change() as connection:
            await connection.execute(insert(table).values(row))

    async def _update(self, wish_id: str, values: Mapping[str, Any]) -> bool:
        """Whether there is such a wish."""
        changed = update(wishes).where(wishes.c.id == wish_id).values(values)
        with explain_use():
            async with self._database.change() as connection:
                return (await connection.execute(changed)).rowcount > 0

    async def _replace(
        self, table: Table, there: ColumnElement[bool], row: Mapping[str, Any] | None
    ) -> None:
        with explain_use():
            async with self._database.change() as connection:
                await connection.execute(delete(table).where(there))
                if row is not None:
                    await connection.execute(insert(table).values(row))

    async def _remove(self, which: ColumnElement[bool]) -> int:
        with explain_use():
            # The files last: what a crash leaves of them is removed at the next start.
            async with self._database.change() as connection:
                wish_ids = (await connection.scalars(select(wishes.c.id).where(which))).all()
                await connection.execute(delete(wishes).where(which))
            await self._files.remove(wish_ids)
        return len(wish_ids)

    def _take_folder(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise folder_in_use(self._file.parent) from error

    async def _load(self) -> None:
        async with self._database.read() as connection:
            kept = (await connection.scalars(select(wishes.c.id).where(wishes.c.has_files))).all()
            rows = (await connection.execute(select(chat_settings))).all()
        self.chat_settings.load({row.scope_id: row.settings for row in rows})
        if removed := await self._files.remove_others(kept):
            _log.info("leftovers_removed", files=removed)

    async def _purge_hourly(self) -> None:
        while True:
            try:
                if purged := await self.purge(self._keep_seconds):
                    _log.info("pictures_purged", wishes=purged)
            except BotError as error:
                _log.warning("purge_failed", error=str(error))
            await asyncio.sleep(_PURGE_INTERVAL_SECONDS)


def _original_gone() -> BotError:
    return BotError(
        BotErrorCode.ORIGINAL_GONE,
        "The original picture isn't kept any more.",
        "Post it again.",
    )


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
