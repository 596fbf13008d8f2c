"""Removes posts with all that was made of them from the room's tables."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    TableValuedAlias,
    delete,
    func,
    or_,
    select,
    union,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.web.posts import DreamState, Post
from bot.adapters.web.tables import dreams, pictures, posts, visitors


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is to be removed, by ids; nothing that stays is made of it."""

    posts: tuple[int, ...]
    dreams: tuple[str, ...]
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What was removed at this revision, by ids.

    ``under_way`` are dreams that nobody wants the end of any more, ``changed`` the posts that
    answered a picture which is gone.
    """

    revision: int
    posts: tuple[int, ...] = ()
    dreams: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    under_way: tuple[str, ...] = ()
    changed: tuple[Post, ...] = ()


async def choose_of_visitor(connection: AsyncConnection, visitor_id: str) -> Chosen:
    """A visitor's posts and dreams, and whatever anybody dreamed of their pictures."""
    posted = _each_picture()
    own = union(
        select(posted.c.value.label("id")).where(posts.c.author_id == visitor_id),
        select(dreams.c.result_id).where(dreams.c.owner_id == visitor_id),
    ).subquery()
    theirs = select(own.c.id).where(own.c.id.is_not(None)).cte("theirs", recursive=True)
    made_of = _sources()
    theirs = theirs.union(
        select(made_of.c.result_id)
        .join(theirs, made_of.c.source_id == theirs.c.id)
        .where(made_of.c.result_id.is_not(None))
    )
    made_of = _sources()
    of_theirs = select(made_of.c.dream_id).join(theirs, made_of.c.source_id == theirs.c.id)
    dreamed = or_(dreams.c.owner_id == visitor_id, dreams.c.id.in_(of_theirs))
    picture_ids = await _list(connection, select(theirs.c.id))
    dream_ids = await _list(connection, select(dreams.c.id).where(dreamed))
    written = or_(posts.c.author_id == visitor_id, _among(posts.c.dream_id, dream_ids))
    return Chosen(
        posts=await _list(connection, select(posts.c.id).where(written)),
        dreams=dream_ids,
        pictures=picture_ids,
    )


async def choose_older(connection: AsyncConnection, before: float) -> Chosen:
    """The posts from before that time, in seconds since 1970, but for dreams under way.

    A picture stays as long as a dream of it does, and its post with it.
    """
    needed = select(_needed_pictures(before).c.id)
    posted = _each_picture()
    has_needed = select(posted.c.value).where(posted.c.value.in_(needed)).exists()
    is_over = or_(dreams.c.id.is_(None), ~_is_kept(before))
    unneeded = or_(dreams.c.result_id.is_(None), dreams.c.result_id.not_in(needed))
    query = (
        select(posts.c.id)
        .outerjoin(dreams, posts.c.dream_id == dreams.c.id)
        .where(posts.c.posted_at < before, is_over, unneeded, ~has_needed)
    )
    post_ids = await _list(connection, query)
    gone = _among(posts.c.id, post_ids)
    dream_ids = await _list(
        connection, select(posts.c.dream_id).where(gone, posts.c.dream_id.is_not(None))
    )
    results = select(dreams.c.result_id).where(_among(dreams.c.id, dream_ids))
    photos = await _list(connection, select(posted.c.value).where(gone))
    dreamed = await _list(connection, results.where(dreams.c.result_id.is_not(None)))
    return Chosen(posts=post_ids, dreams=dream_ids, pictures=(*photos, *dreamed))


async def remove(connection: AsyncConnection, chosen: Chosen) -> tuple[int, ...]:
    """Removes it; returns the ids of the posts that had answered one of the pictures."""
    answered = _among(posts.c.reply_to_id, chosen.pictures)
    changed = select(posts.c.id).where(answered, ~_among(posts.c.id, chosen.posts))
    changed_ids = await _list(connection, changed)
    await connection.execute(update(posts).where(answered).values(reply_to_id=None))
    for column, ids in (
        (posts.c.id, chosen.posts),
        (dreams.c.id, chosen.dreams),
        (pictures.c.id, chosen.pictures),
    ):
        await connection.execute(delete(column.table).where(_among(column, ids)))
    return changed_ids


async def remove_name(connection: AsyncConnection, visitor_id: str) -> None:
    """The name that a visitor chose."""
    await connection.execute(delete(visitors).where(visitors.c.id == visitor_id))


def _needed_pictures(before: float) -> CTE:
    """The pictures of newer posts and dreams, and those that these were dreamed of; none is NULL,
    with which nothing would be known not to be among them.
    """
    posted = _each_picture()
    kept = select(dreams).join(posts, posts.c.dream_id == dreams.c.id).where(_is_kept(before))
    new_dreams = kept.subquery()
    made_of = _sources()
    new = union(
        select(posted.c.value.label("id")).where(posts.c.posted_at >= before),
        select(made_of.c.source_id).join(new_dreams, made_of.c.dream_id == new_dreams.c.id),
        select(new_dreams.c.result_id).where(new_dreams.c.result_id.is_not(None)),
    ).subquery()
    needed = select(new.c.id).cte("needed", recursive=True)
    made_of = _sources()
    return needed.union(
        select(made_of.c.source_id).join(needed, made_of.c.result_id == needed.c.id)
    )


def _sources() -> Subquery:
    """A row for each picture that each dream is made of: its photo and its guide, if any."""
    return union_all(
        *(
            select(
                dreams.c.id.label("dream_id"), dreams.c.result_id, source.label("source_id")
            ).where(source.is_not(None))
            for source in (dreams.c.photo_id, dreams.c.guide_id)
        )
    ).subquery()


def _is_kept(before: float) -> ColumnElement[bool]:
    return or_(posts.c.posted_at >= before, dreams.c.state == DreamState.WAITING)


def _each_picture() -> TableValuedAlias:
    """A row for each picture of each post; joins itself to the posts."""
    return func.json_each(posts.c.picture_ids).table_valued("value", joins_implicitly=True)


def _among(column: ColumnElement[Any], ids: Collection[int | str]) -> ColumnElement[bool]:
    """As one value, of however many ids: a statement takes only so many."""
    return column.in_(select(func.json_each(json.dumps(list(ids))).table_valued("value").c.value))


async def _list(connection: AsyncConnection, query: Select[Any]) -> tuple[Any, ...]:
    return tuple((await connection.scalars(query)).all())
