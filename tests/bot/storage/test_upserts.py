from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, select

from bot.storage import Database, PostgresAddress, SqliteFile, replace_row, upsert
from bot.storage.postgres import PostgresDatabase

things = Table(
    "things", MetaData(), Column("name", Text, primary_key=True), Column("count", Integer)
)


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    async def make_table() -> None:
        async with opened.change() as connection:
            await connection.run_sync(things.metadata.create_all)

    opened: Database
    if request.param == "sqlite":
        opened = SqliteFile(tmp_path / "file.sqlite3", prepare=make_table)
    else:
        address = PostgresAddress.parse(request.getfixturevalue("empty_postgres_address"))
        opened = PostgresDatabase(address, prepare=make_table)
    async with opened:
        yield opened


async def test_a_row_is_written_in_the_place_of_the_one_that_is_there(database: Database) -> None:
    for count in (1, 2):
        async with database.change() as connection:
            await replace_row(connection, things, {"name": "a", "count": count})
            await replace_row(connection, things, {"name": f"b{count}", "count": count})
    async with database.read() as connection:
        rows = (await connection.execute(select(things).order_by(things.c.name))).all()
    assert rows == [("a", 2), ("b1", 1), ("b2", 2)]


async def test_a_row_that_is_there_can_count_on(database: Database) -> None:
    for _ in range(3):
        async with database.change() as connection:
            counted = upsert(connection, things).values(name="a", count=1)
            await connection.execute(
                counted.on_conflict_do_update(
                    index_elements=["name"],
                    set_={"count": things.c.count + counted.excluded["count"]},
                )
            )
    async with database.read() as connection:
        assert await connection.scalar(select(things.c.count)) == 3
