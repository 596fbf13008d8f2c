"""Inserts a row, or changes the one that is there: in one statement, on either database."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insert = sqlite.Insert | postgresql.Insert


def upsert(
    connection: AsyncConnection, table: Table, row: Mapping[str, Any], *, add: Collection[str] = ()
) -> Insert:
    """The statement for one row, found by its primary key.

    Numbers in the columns named by ``add`` are added to what is there; all others replace it.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    begun: Insert = sqlite.insert(table) if is_sqlite else postgresql.insert(table)
    inserted = begun.values(row)
    keys = [column.name for column in table.primary_key]
    changes = {
        name: table.c[name] + inserted.excluded[name] if name in add else inserted.excluded[name]
        for name in row
        if name not in keys
    }
    return inserted.on_conflict_do_update(index_elements=keys, set_=changes)
