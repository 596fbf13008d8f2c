"""The room's memory: one SQLite file, written by one at a time, read by many."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

from sqlalchemy import ColumnElement, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.web import migration, reading, removal, tables
from bot.adapters.web.posts import (
    Dream,
    DreamState,
    DreamWish,
    Picture,
    Post,
    ProblemRecord,
    Visitor,
)
from bot.adapters.web.removal import Chosen, Removal
from bot.errors import SettingError
from bot.storage import SqliteFile, replace_row

BOT = Visitor(id="puppyslug", name="Puppyslug")
_REMOVED_AT = "removed_at"


class ForgottenError(Exception):
    """Somebody had the dream forgotten, or the photo that it is of."""


class Store:
    """Posts, pictures, dreams and names. An async context manager.

    Every change gives its post the next revision.
    """

    def __init__(self, file: Path) -> None:
        self._database = SqliteFile(file, prepare=self._prepare)
        self._revision = 0
        self._removed_at = 0
        self._forgotten: set[str] = set()

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
        """That of the newest change; 0 in a new room."""
        return self._revision

    @property
    def removed_at(self) -> int:
        """The revision at which posts were last removed: who saw less may have some of them."""
        return self._removed_at

    def has_forgotten(self, dream_id: str) -> bool:
        """Whether the dream was under way when somebody had it forgotten."""
        return dream_id in self._forgotten

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
        """The bot's post of a dream that has been accepted; a second time finds it again.

        Raises ForgottenError, as do the next two.
        """
        async with self._database.change() as connection:
            return await self._find_or_add_dream(connection, wish)

    async def finish_dream(
        self, wish: DreamWish, result: Picture, facts: Mapping[str, Any]
    ) -> Post:
        """Gives a dream its result; a second time finds it there."""
        async with self._database.change() as connection:
            await self._find_or_add_dream(connection, wish)
            if not await reading.read_pictures(connection, [result.id]):
                await connection.execute(insert(tables.pictures).values(asdict(result)))
            changes = {"state": DreamState.FINISHED, "result_id": result.id, "facts": dict(facts)}
            return await self._change_dream(connection, wish.id, changes)

    async def end_dream(
        self, wish: DreamWish, state: DreamState, problem: ProblemRecord | None
    ) -> Post:
        """Ends a dream without a result; one that has a result keeps it."""
        async with self._database.change() as connection:
            post = await self._find_or_add_dream(connection, wish)
            if post.dream is not None and post.dream.state is DreamState.FINISHED:
                return post
            changes = {"state": state, "problem": asdict(problem) if problem else None}
            return await self._change_dream(connection, wish.id, changes)

    async def interrupt_dreams(self, *, but: Collection[str]) -> None:
        """Marks the dreams that nobody goes on with."""
        waiting = (tables.dreams.c.state == DreamState.WAITING) & tables.dreams.c.id.not_in(but)
        async with self._database.change() as connection:
            found = await connection.scalars(select(tables.dreams.c.id).where(waiting))
            for dream_id in found.all():
                await self._change_dream(connection, dream_id, {"state": DreamState.INTERRUPTED})

    async def forget(self, visitor_id: str, under_way: Collection[DreamWish]) -> Removal:
        """Removes all that is a visitor's, and all that anybody dreamed of their pictures.

        Those of the dreams ``under_way`` that belong to it are shown no more.
        """
        async with self._database.change() as connection:
            chosen = await removal.choose_of_visitor(connection, visitor_id)
            await removal.remove_name(connection, visitor_id)
            unwanted = tuple(
                wish.id
                for wish in under_way
                if wish.owner.id == visitor_id
                or any(picture.id in chosen.pictures for picture in wish.sources)
            )
            removed = await self._remove(connection, chosen, under_way=unwanted)
        # Before anybody who waits to change something has their turn.
        self._forgotten.update(unwanted)
        return removed

    async def purge(self, before: float) -> Removal:
        """Removes what was posted before that time, in seconds since 1970; see choose_older."""
        async with self._database.change() as connection:
            chosen = await removal.choose_older(connection, before)
            return await self._remove(connection, chosen)

    async def scrub(self) -> bool:
        """Leaves nothing on the disk of what was removed; False where it has to be tried again."""
        return await self._database.scrub()

    async def rename(self, visitor: Visitor) -> None:
        """Remembers a visitor's name."""
        row = {"id": visitor.id, "name": visitor.name}
        async with self._database.change() as connection:
            await replace_row(connection, tables.visitors, row)

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

    async def dreams_of(self, photo_id: str) -> tuple[Dream, ...]:
        """The finished dreams of a picture, newest first."""
        async with self._database.read() as connection:
            posts = await reading.read_dreams_of(connection, photo_id)
            return tuple(post.dream for post in posts if post.dream is not None)

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

    async def picture_ids(self) -> tuple[str, ...]:
        """All pictures there are."""
        async with self._database.read() as connection:
            return tuple((await connection.scalars(select(tables.pictures.c.id))).all())

    async def dream_ids(self) -> tuple[str, ...]:
        """All dreams there are, whatever became of them."""
        async with self._database.read() as connection:
            return tuple((await connection.scalars(select(tables.dreams.c.id))).all())

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
            await migration.upgrade(connection, version)
            newest = await connection.scalar(select(func.max(tables.posts.c.revision)))
            counted = select(tables.counters.c.value).where(tables.counters.c.name == _REMOVED_AT)
            self._removed_at = await connection.scalar(counted) or 0
            self._revision = max(newest or 0, self._removed_at)

    async def _find_or_add_dream(self, connection: AsyncConnection, wish: DreamWish) -> Post:
        if (post := await reading.read_dream_post(connection, wish.id)) is not None:
            return post
        wanted = {picture.id for picture in wish.sources}
        if wish.id in self._forgotten or wanted - {
            *await reading.read_pictures(connection, wanted)
        }:
            raise ForgottenError(wish.id)
        row = {
            "id": wish.id,
            "state": DreamState.WAITING,
            "owner_id": wish.owner.id,
            "owner_name": wish.owner.name,
            "words": wish.words,
            "photo_id": wish.photo.id if wish.photo else None,
            "guide_id": wish.guide.id if wish.guide else None,
            "preset": wish.options.preset_name,
            "strength": wish.strength,
            "facts": wish.facts,
        }
        await connection.execute(insert(tables.dreams).values(row))
        return await self._add_post(connection, BOT, {"dream_id": wish.id})

    async def _remove(
        self, connection: AsyncConnection, chosen: Chosen, *, under_way: tuple[str, ...] = ()
    ) -> Removal:
        if not chosen.posts:
            return Removal(revision=self._revision, under_way=under_way)
        changed_ids = await removal.remove(connection, chosen)
        for post_id in changed_ids:
            await self._touch(connection, tables.posts.c.id == post_id)
        revision = self._next_revision()
        row = {"name": _REMOVED_AT, "value": revision}
        await replace_row(connection, tables.counters, row)
        self._removed_at = revision
        return Removal(
            revision=revision,
            posts=chosen.posts,
            dreams=chosen.dreams,
            pictures=chosen.pictures,
            under_way=under_way,
            changed=tuple([await reading.read_post(connection, one) for one in changed_ids]),
        )

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
        await self._touch(connection, tables.posts.c.dream_id == dream_id)
        post = await reading.read_dream_post(connection, dream_id)
        if post is None:
            raise LookupError(f"no dream {dream_id}")
        return post

    async def _touch(self, connection: AsyncConnection, which: ColumnElement[bool]) -> None:
        """One post has changed."""
        revision = self._next_revision()
        await connection.execute(update(tables.posts).where(which).values(revision=revision))

    def _next_revision(self) -> int:
        self._revision += 1
        return self._revision
