"""Rows that are written whether or not they are there already."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def upsert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT, as the connection's database writes it."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


async def replace_row(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> None:
    """Writes one row in the place of the one that has its primary key, if there is one."""
    statement = upsert(connection, table).values(row)
    keys = [column.name for column in table.primary_key]
    await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=row))


async def add_to_row(
    connection: AsyncConnection, table: Table, row: Mapping[str, Any], *, counts: Collection[str]
) -> None:
    """Writes one row, or adds its ``counts`` to those of the one that has its primary key."""
    statement = upsert(connection, table).values(row)
    keys = [column.name for column in table.primary_key]
    added = {name: table.c[name] + statement.excluded[name] for name in counts}
    await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=added))
