"""The room's memory: one SQLite file, written by one at a time, read by many."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.web import reading, tables
from bot.adapters.web.posts import DreamState, DreamWish, Picture, Post, ProblemRecord, Visitor
from bot.errors import SettingError
from bot.storage import SqliteFile

BOT = Visitor(id="puppyslug", name="Puppyslug")


class Store:
    """Posts, pictures, dreams and names. An async context manager.

    Every change gives its post the next revision.
    """

    def __init__(self, file: Path) -> None:
        self._database = SqliteFile(file, prepare=self._prepare)
        self._revision = 0

    async def __aenter__(self) -> Self:
        self._database.file.parent.mkdir(parents=True, exist_ok=True)
        await self._database.__aenter__()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._database.__aexit__(*exc_info)

    @property
    def open(self) -> bool:
        return self._database.is_open

    @property
    def revision(self) -> int:
        """The newest post's revision; 0 in an empty room."""
        return self._revision

    async def add_message(
        self,
        author: Visitor,
        words: str,
        *,
        pictures: Sequence[Picture] = (),
        reply_to: Picture | None = None,
    ) -> Post:
        """A post of somebody's words, pictures or both."""
        values = {
            "text": words,
            "picture_ids": [picture.id for picture in pictures],
            "reply_to_id": reply_to.id if reply_to else None,
        }
        async with self._database.change() as connection:
            if pictures:
                rows = [asdict(picture) for picture in pictures]
                await connection.execute(insert(tables.pictures), rows)
            return await self._add_post(connection, author, values)

    async def add_dream(self, wish: DreamWish) -> Post:
        """The bot's post of a dream that has been accepted; a second time finds it again."""
        row = {
            "id": wish.id,
            "state": DreamState.WAITING,
            "owner_id": wish.owner.id,
            "owner_name": wish.owner.name,
            "words": wish.words,
            "photo_id": wish.photo.id,
            "preset": wish.preset,
            "strength": wish.strength,
            "facts": wish.recipe.as_dict(),
        }
        async with self._database.change() as connection:
            if (post := await reading.read_dream_post(connection, wish.id)) is not None:
                return post
            await connection.execute(insert(tables.dreams).values(row))
            return await self._add_post(connection, BOT, {"dream_id": wish.id})

    async def finish_dream(
        self, wish: DreamWish, result: Picture, facts: Mapping[str, Any]
    ) -> Post:
        """Gives a dream its result; a second time finds it there."""
        async with self._database.change() as connection:
            pictures = await reading.read_pictures(connection, [result.id])
            if not pictures:
                await connection.execute(insert(tables.pictures).values(asdict(result)))
            changes = {"state": DreamState.FINISHED, "result_id": result.id, "facts": dict(facts)}
            return await self._change_dream(connection, wish.id, changes)

    async def end_dream(
        self, wish: DreamWish, state: DreamState, problem: ProblemRecord | None
    ) -> Post:
        """Ends a dream without a result."""
        async with self._database.change() as connection:
            changes = {"state": state, "problem": asdict(problem) if problem else None}
            return await self._change_dream(connection, wish.id, changes)

    async def interrupt_dreams(self, *, but: Collection[str]) -> None:
        """Marks the dreams that nobody goes on with."""
        waiting = (tables.dreams.c.state == DreamState.WAITING) & tables.dreams.c.id.not_in(but)
        async with self._database.change() as connection:
            found = await connection.scalars(select(tables.dreams.c.id).where(waiting))
            for dream_id in found.all():
                await self._change_dream(connection, dream_id, {"state": DreamState.INTERRUPTED})

    async def rename(self, visitor: Visitor) -> None:
        """Remembers a visitor's name."""
        statement = upsert(tables.visitors).values(id=visitor.id, name=visitor.name)
        async with self._database.change() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["id"], set_={"name": visitor.name})
            )

    async def name_of(self, visitor_id: str) -> str | None:
        query = select(tables.visitors.c.name).where(tables.visitors.c.id == visitor_id)
        async with self._database.read() as connection:
            name: str | None = await connection.scalar(query)
            return name

    async def newest_posts(self, *, before: int | None = None, limit: int) -> tuple[Post, ...]:
        async with self._database.read() as connection:
            return await reading.read_newest(connection, before=before, limit=limit)

    async def posts_since(self, revision: int, *, limit: int) -> tuple[Post, ...]:
        async with self._database.read() as connection:
            return await reading.read_since(connection, revision, limit=limit)

    async def dream_post(self, dream_id: str) -> Post | None:
        async with self._database.read() as connection:
            return await reading.read_dream_post(connection, dream_id)

    async def gallery(
        self, *, before: int | None = None, limit: int
    ) -> tuple[tuple[int, Post], ...]:
        async with self._database.read() as connection:
            return await reading.read_gallery(connection, before=before, limit=limit)

    async def picture(self, picture_id: str) -> Picture | None:
        async with self._database.read() as connection:
            return (await reading.read_pictures(connection, [picture_id])).get(picture_id)

    async def newest_picture(self) -> Picture | None:
        async with self._database.read() as connection:
            return await reading.read_newest_picture(connection)

    async def _prepare(self) -> None:
        async with self._database.read() as connection:
            version = await connection.scalar(text("PRAGMA user_version")) or 0
            if version > tables.SCHEMA_VERSION:
                raise SettingError(
                    f"{self._database.file} was written by a newer Puppyslug.",
                    "Update Puppyslug, or choose another PUPPYSLUG_DATA_DIR.",
                )
            await connection.run_sync(tables.metadata.create_all)
            await connection.execute(text(f"PRAGMA user_version = {tables.SCHEMA_VERSION}"))
            newest = select(func.max(tables.posts.c.revision))
            self._revision = await connection.scalar(newest) or 0

    async def _add_post(
        self, connection: AsyncConnection, author: Visitor, values: Mapping[str, Any]
    ) -> Post:
        row = {"text": "", "picture_ids": [], "reply_to_id": None, "dream_id": None, **values}
        statement = (
            insert(tables.posts)
            .values(
                author_id=author.id,
                author_name=author.name,
                posted_at=time.time(),
                revision=self._next_revision(),
                **row,
            )
            .returning(tables.posts.c.id)
        )
        post_id: int = (await connection.execute(statement)).scalar_one()
        return await reading.read_post(connection, post_id)

    async def _change_dream(
        self, connection: AsyncConnection, dream_id: str, changes: Mapping[str, Any]
    ) -> Post:
        await connection.execute(
            update(tables.dreams).where(tables.dreams.c.id == dream_id).values(**changes)
        )
        await connection.execute(
            update(tables.posts)
            .where(tables.posts.c.dream_id == dream_id)
            .values(revision=self._next_revision())
        )
        post = await reading.read_dream_post(connection, dream_id)
        if post is None:
            raise LookupError(f"no dream {dream_id}")
        return post

    def _next_revision(self) -> int:
        self._revision += 1
        return self._revision
