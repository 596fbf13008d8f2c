"""The bot's memory over restarts: one database, and the pictures that wishes came with."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

import structlog
from sqlalchemy import ColumnElement, Table, delete, exists, insert, select, update

from bot.errors import BotError, BotErrorCode
from bot.records.chat_settings import ChatSettingsBook
from bot.records.database import FILE_NAME, build_database
from bot.records.faults import explain_opening, explain_use
from bot.records.inbox import Inbox
from bot.records.journal import SqlJournal
from bot.records.picture_files import PictureFiles
from bot.records.quotas import QuotaTable
from bot.records.sole_use import SoleUse
from bot.records.tables import chat_settings, facts, inbox, jobs, wishes
from bot.records.wishes import Wish, read_row, write_row
from bot.service import JobState
from bot.storage import PostgresAddress, replace_row

USUAL_KEEP_SECONDS = 24 * 3600.0

_PURGE_INTERVAL_SECONDS = 3600.0
_SCRUB_PAUSES_SECONDS = (0.1, 0.5, 2.0)
_YOUNGEST_SECONDS = 60.0
"""A wish is kept a moment before its jobs are."""
_TRIGGER_SECONDS = 3600.0
"""How long a platform may tell again of what was asked: it is dreamed once."""
_log = structlog.get_logger(__name__)


class Records:
    """Wishes, jobs, chats' settings and facts, in the database at ``address`` or else in a file in
    ``data_dir``, where the pictures are. An async context manager.

    Pictures are kept for ``keep_seconds``, and in any case until the dream of them is delivered.
    What a wish asked for is kept until it is removed. Entering raises SettingError for a folder, a
    file or a server that is no good, BotError with FOLDER_IN_USE or DATABASE_IN_USE where another
    process has it; every other call may raise BotError with RECORDS_UNAVAILABLE. ``clock`` gives
    seconds since 1970.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        address: PostgresAddress | None = None,
        keep_seconds: float = USUAL_KEEP_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._data_dir = data_dir
        self._address = address
        self._keep_seconds = keep_seconds
        self._clock = clock
        self._sole_use = SoleUse(data_dir, address)
        self._database = build_database(data_dir, address)
        self._files = PictureFiles(data_dir / "wishes")
        self._stack = AsyncExitStack()
        self.chat_settings = ChatSettingsBook(self._write_chat_settings)
        """What moderators have set; in memory, so that asking it waits for nothing."""
        self.journal = SqlJournal(self._database, clock)
        """The jobs that the service has accepted."""
        self.inbox = Inbox(self._database, clock)
        """What was heard and isn't answered yet."""
        self.quotas = QuotaTable(self._database)
        """What was counted against quotas."""

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            with explain_opening(self._data_dir / FILE_NAME, self._address):
                await stack.enter_async_context(self._sole_use)
                await stack.enter_async_context(self._database)
                await self._load()
            purging = asyncio.create_task(self._purge_hourly(), name="purge records")
            stack.push_async_callback(_end, purging)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._stack.aclose()

    async def wait_lost(self) -> None:
        """Returns never; raises BotError with DATABASE_IN_USE once another bot has the database."""
        await self._sole_use.wait_lost()

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

    async def read_result(self, wish: Wish, index: int) -> bytes:
        """The bytes of one dream of the wish; raises BotError with ORIGINAL_GONE once purged."""
        with explain_use():
            try:
                return await self._files.read_result(wish.id, index)
            except FileNotFoundError as error:
                raise _original_gone() from error

    async def add_dream(
        self,
        wish_id: str,
        index: int,
        picture: bytes,
        facts: Mapping[str, Any],
        *,
        unfinished: bytes | None = None,
    ) -> None:
        """Keeps a finished dream beside its picture, and how the wish was dreamed; one that is gone
        already gets none. ``unfinished`` is the dream before its finish, where that is another.
        """
        with explain_use():
            await self._files.save_result(wish_id, index, picture, unfinished)
            # The purge looks for it, and for a wish removed meanwhile nobody would.
            if not await self._update(wish_id, {"has_files": True, "facts": facts}):
                await self._files.remove([wish_id])

    async def read_dream(self, wish: Wish, index: int) -> bytes:
        """One dream of the wish as it was before its finish; raises BotError with ORIGINAL_GONE."""
        with explain_use():
            try:
                return await self._files.read_dream(wish.id, index)
            except FileNotFoundError as error:
                raise _original_gone() from error

    async def list_newest(self, chat_id: str, *, most: int = 100) -> Sequence[Wish]:
        """The wishes of a chat, the newest first."""
        return await self._list_newest(wishes.c.chat_id == chat_id, most)

    async def list_newest_on(self, platform: str, *, most: int = 200) -> Sequence[Wish]:
        """The wishes of all chats of a platform, the newest first."""
        return await self._list_newest(wishes.c.chat_id.startswith(f"{platform}:"), most)

    async def _list_newest(self, which: ColumnElement[bool], most: int) -> Sequence[Wish]:
        newest = select(wishes).where(which).order_by(wishes.c.created_at.desc()).limit(most)
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

    async def end_wish(
        self,
        wish_id: str,
        *,
        message_id: int | None = None,
        handles: Mapping[str, Any] | None = None,
    ) -> None:
        """Everybody was told the wish's ending, in this message if there is one: what was kept only
        for that is removed.
        """
        is_kept = self._keep_seconds > 0
        values: dict[str, Any] = {"address": None}
        if not is_kept:
            values["has_files"] = False
        if message_id is not None:
            values |= {"message_id": message_id, "handles": dict(handles or {})}
        await self._update(wish_id, values)
        if not is_kept:
            with explain_use():
                await self._files.remove([wish_id])

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
        """Removes all that the person ever asked for, so that the disk has nothing of it either;
        returns how many wishes that were.
        """
        with explain_use():
            async with self._database.change() as connection:
                await connection.execute(delete(jobs).where(jobs.c.person_id == person_id))
        removed = await self._remove(wishes.c.person_id == person_id)
        await self._scrub()
        return removed

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
            purged = update(wishes).where(old).values(has_files=False).returning(wishes.c.id)
            async with self._database.change() as connection:
                wish_ids = (await connection.scalars(purged)).all()
                await connection.execute(delete(jobs).where(over))
            await self._files.remove(wish_ids)
        await self._scrub()
        return len(wish_ids)

    async def _scrub(self) -> None:
        """What was removed shall not be found on the disk either, as soon as nobody reads."""
        with explain_use():
            for pause in _SCRUB_PAUSES_SECONDS:
                if await self._database.scrub(wishes, jobs, inbox):
                    return
                await asyncio.sleep(pause)
        _log.info("scrub_postponed")

    async def read_fact(self, name: str) -> str | None:
        """What was written under this name last; None if nothing ever was."""
        with explain_use():
            async with self._database.read() as connection:
                query = select(facts.c.value).where(facts.c.name == name)
                value: str | None = await connection.scalar(query)
                return value

    async def write_fact(self, name: str, value: str) -> None:
        """Keeps one text under a name of at most 64 characters."""
        with explain_use():
            async with self._database.change() as connection:
                await replace_row(connection, facts, {"name": name, "value": value})

    async def _write_chat_settings(self, scope_id: str, said: Mapping[str, Any] | None) -> None:
        with explain_use():
            async with self._database.change() as connection:
                if said:
                    row = {"scope_id": scope_id, "settings": said}
                    await replace_row(connection, chat_settings, row)
                else:
                    there = chat_settings.c.scope_id == scope_id
                    await connection.execute(delete(chat_settings).where(there))

    async def _insert(self, table: Table, row: Mapping[str, Any]) -> None:
        async with self._database.change() as connection:
            await connection.execute(insert(table).values(row))

    async def _update(self, wish_id: str, values: Mapping[str, Any]) -> bool:
        """Whether there is such a wish."""
        changed = update(wishes).where(wishes.c.id == wish_id).values(values)
        with explain_use():
            async with self._database.change() as connection:
                return (await connection.execute(changed)).rowcount > 0

    async def _remove(self, which: ColumnElement[bool]) -> int:
        with explain_use():
            # The files last: what a crash leaves of them is removed at the next start.
            async with self._database.change() as connection:
                removed = delete(wishes).where(which).returning(wishes.c.id)
                wish_ids = (await connection.scalars(removed)).all()
            await self._files.remove(wish_ids)
        return len(wish_ids)

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
                if purged := await self.purge(max(self._keep_seconds, _YOUNGEST_SECONDS)):
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
