"""Reads posts, dreams and pictures from the room's tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.web import tables
from bot.adapters.web.posts import Dream, DreamState, Picture, Post, ProblemRecord, Visitor

_Pictures = Mapping[str, Picture]

_PICTURE_IDS = ("reply_to_id", "dream_photo_id", "dream_guide_id", "dream_result_id")

_POSTS = select(
    tables.posts,
    *(column.label(f"dream_{column.name}") for column in tables.dreams.c if column.name != "id"),
).outerjoin(tables.dreams, tables.posts.c.dream_id == tables.dreams.c.id)


async def read_newest(
    connection: AsyncConnection, *, before: int | None, limit: int
) -> tuple[Post, ...]:
    """The newest posts, or the newest of those before a post id; oldest first."""
    query = _POSTS.order_by(tables.posts.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(tables.posts.c.id < before)
    return tuple(reversed(await _read(connection, query)))


async def read_since(connection: AsyncConnection, revision: int, *, limit: int) -> tuple[Post, ...]:
    """The posts changed after a revision, in order of their change."""
    changed = _POSTS.where(tables.posts.c.revision > revision)
    return tuple(await _read(connection, changed.order_by(tables.posts.c.revision).limit(limit)))


async def read_post(connection: AsyncConnection, post_id: int) -> Post:
    return (await _read(connection, _POSTS.where(tables.posts.c.id == post_id)))[0]


async def read_dream_post(connection: AsyncConnection, dream_id: str) -> Post | None:
    posts = await _read(connection, _POSTS.where(tables.posts.c.dream_id == dream_id))
    return posts[0] if posts else None


async def read_dreams_of(connection: AsyncConnection, photo_id: str) -> list[Post]:
    """The posts of a picture's finished dreams, newest first."""
    query = _POSTS.where(
        tables.dreams.c.photo_id == photo_id, tables.dreams.c.state == DreamState.FINISHED
    )
    return await _read(connection, query.order_by(tables.posts.c.id.desc()))


async def read_gallery(
    connection: AsyncConnection, *, before: int | None, limit: int
) -> tuple[tuple[int, Post], ...]:
    """The finished dreams, newest first, each with the serial number to go on from."""
    results = tables.pictures.alias()
    query = (
        _POSTS.add_columns(results.c.serial)
        .join(results, tables.dreams.c.result_id == results.c.id)
        .order_by(results.c.serial.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(results.c.serial < before)
    rows = (await connection.execute(query)).mappings().all()
    posts = await _assemble(connection, rows)
    return tuple((row["serial"], post) for row, post in zip(rows, posts, strict=True))


async def read_pictures(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Picture]:
    query = select(tables.pictures).where(tables.pictures.c.id.in_(set(ids)))
    rows = (await connection.execute(query)).mappings()
    return {row["id"]: _picture(row) for row in rows}


async def read_newest_picture(connection: AsyncConnection) -> Picture | None:
    query = select(tables.pictures).order_by(tables.pictures.c.serial.desc()).limit(1)
    row = (await connection.execute(query)).mappings().first()
    return _picture(row) if row else None


async def _read(connection: AsyncConnection, query: Select[Any]) -> list[Post]:
    return await _assemble(connection, (await connection.execute(query)).mappings().all())


async def _assemble(connection: AsyncConnection, rows: Sequence[RowMapping]) -> list[Post]:
    ids: set[str | None] = set()
    for row in rows:
        ids.update(row["picture_ids"])
        ids.update(row[name] for name in _PICTURE_IDS)
    pictures = await read_pictures(connection, (one for one in ids if one is not None))
    return [_post(row, pictures) for row in rows]


def _post(row: RowMapping, pictures: _Pictures) -> Post:
    return Post(
        id=row["id"],
        revision=row["revision"],
        author=Visitor(id=row["author_id"], name=row["author_name"]),
        posted_at=row["posted_at"],
        text=row["text"],
        pictures=tuple(pictures[one] for one in row["picture_ids"]),
        reply_to=pictures.get(row["reply_to_id"]),
        dream=_dream(row, pictures) if row["dream_id"] else None,
    )


def _dream(row: RowMapping, pictures: _Pictures) -> Dream:
    return Dream(
        id=row["dream_id"],
        state=DreamState(row["dream_state"]),
        owner=Visitor(id=row["dream_owner_id"], name=row["dream_owner_name"]),
        words=row["dream_words"],
        photo=pictures.get(row["dream_photo_id"]),
        guide=pictures.get(row["dream_guide_id"]),
        preset=row["dream_preset"],
        strength=row["dream_strength"],
        facts=row["dream_facts"],
        result=pictures.get(row["dream_result_id"]),
        problem=ProblemRecord(**row["dream_problem"]) if row["dream_problem"] else None,
    )


def _picture(row: RowMapping) -> Picture:
    return Picture(
        id=row["id"],
        picture_format=row["picture_format"],
        width=row["width"],
        height=row["height"],
    )
