"""Brings the tables of an earlier version's room to what they are now, within one transaction."""

from sqlalchemy import Column, MetaData, Table, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.web import tables

_DREAMS_OF_1 = (
    "id",
    "state",
    "owner_id",
    "owner_name",
    "words",
    "photo_id",
    "result_id",
    "preset",
    "strength",
    "facts",
    "problem",
)


async def upgrade(connection: AsyncConnection, version: int) -> None:
    """From that version to the newest; from 0, where there are no tables, it makes them."""
    if version == 1:
        await _rebuild_dreams(connection)
    await connection.run_sync(tables.metadata.create_all)
    await connection.execute(text(f"PRAGMA user_version = {tables.SCHEMA_VERSION}"))


async def _rebuild_dreams(connection: AsyncConnection) -> None:
    """Dreams needed a photo. SQLite can't change a column, so the table is made anew."""
    # Posts refer to dreams: they are looked at when all is there again.
    await connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    await connection.execute(text("CREATE TABLE dreams_before AS SELECT * FROM dreams"))
    await connection.execute(text("DROP TABLE dreams"))
    await connection.run_sync(tables.dreams.create)
    before = Table("dreams_before", MetaData(), *(Column(name) for name in _DREAMS_OF_1))
    await connection.execute(insert(tables.dreams).from_select(_DREAMS_OF_1, select(before)))
    await connection.execute(text("DROP TABLE dreams_before"))
