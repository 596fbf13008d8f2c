import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.errors import SettingError
from bot.records import Records, read_address
from bot.records.database import build_database
from bot.records.tables import NEWEST_REVISION, facts, metadata
from bot.storage import Database, PostgresAddress

OpenRecords = Callable[..., Records]


def compare(connection: Connection) -> list[Any]:
    found: list[Any] = compare_metadata(
        MigrationContext.configure(connection, opts={"compare_type": True}), metadata
    )
    return found


def make_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.records:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def test_the_migrations_make_the_tables_that_the_program_expects(
    empty_database: Database,
) -> None:
    async with empty_database as database, database.read() as connection:
        assert await connection.run_sync(compare) == []


async def test_the_file_keeps_a_log_and_overwrites_what_is_deleted(tmp_path: Path) -> None:
    async with build_database(tmp_path) as database, database.read() as connection:
        assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert await connection.scalar(text("PRAGMA secure_delete")) == 1


def test_the_newest_revision_is_that_of_the_last_migration() -> None:
    scripts = ScriptDirectory.from_config(make_config())
    assert scripts.get_current_head() == NEWEST_REVISION
    assert len(scripts.get_heads()) == 1


async def test_tables_of_a_newer_version_are_left_alone(
    open_records: OpenRecords, database: Database
) -> None:
    async with open_records() as records:
        await records.write_fact("a", "b")
    async with database, database.change() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SettingError, match="newer Puppyslug") as caught:
        await open_records().__aenter__()
    assert "PUPPYSLUG_DATA" in caught.value.hint
    async with database.alter() as connection:
        assert await connection.scalar(select(facts.c.value)) == "b"


async def test_a_migration_that_breaks_off_changes_nothing(empty_database: Database) -> None:
    async with empty_database.alter() as connection:
        await connection.execute(text("CREATE TABLE facts (in_the_way TEXT)"))
    with pytest.raises(DBAPIError, match=r'facts"? already exists'):
        await empty_database.__aenter__()
    assert not empty_database.is_open
    async with empty_database.alter() as connection:
        names = await connection.run_sync(lambda raw: inspect(raw).get_table_names())
    assert names == ["facts"]


async def test_programs_that_start_at_once_migrate_one_after_another(
    empty_postgres_address: str, tmp_path: Path
) -> None:
    address = read_address(empty_postgres_address)
    databases = [build_database(tmp_path, address) for _ in range(3)]
    await asyncio.gather(*(database.__aenter__() for database in databases))
    async with databases[0].read() as connection:
        assert await connection.run_sync(compare) == []
    for database in databases:
        await database.__aexit__()


async def write_twice(database: Database) -> None:
    async with database.change() as connection:
        for _ in range(2):
            await connection.execute(insert(facts).values(name="a", value="b"))


async def test_a_change_is_kept_whole_or_not_at_all(database: Database) -> None:
    async with database:
        with pytest.raises(IntegrityError):
            await write_twice(database)
        async with database.read() as connection:
            assert (await connection.execute(select(facts))).all() == []


async def test_who_reads_does_not_wait_for_who_writes(database: Database) -> None:
    async with database, database.change() as writing:
        await writing.execute(insert(facts).values(name="a", value="b"))
        async with asyncio.timeout(2), database.read() as reading:
            assert (await reading.execute(select(facts))).all() == []


async def test_who_reads_sees_one_state_throughout(database: Database) -> None:
    async with database, database.read() as reading:
        assert (await reading.execute(select(facts))).all() == []
        async with database.change() as writing:
            await writing.execute(insert(facts).values(name="a", value="b"))
        assert (await reading.execute(select(facts))).all() == []


async def test_a_closed_database_says_so(database: Database) -> None:
    async with database:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        await database.change().__aenter__()


def make_first_tables(connection: Connection) -> None:
    """Tables as the first version left them, with one wish."""
    command.upgrade(make_config(connection), "0001")
    connection.execute(
        text(
            "INSERT INTO wishes VALUES (:id, 'discord:1', 'Ada', 'discord:2', :options,"
            " :pictures, false, false, false, NULL, 'en', 7, NULL, 1.5)"
        ),
        {"id": "a" * 16, "options": '{"preset": "cats", "seed": 7}', "pictures": "[{}]"},
    )


async def begin_with_first_tables(database: Database) -> None:
    async with database.alter() as connection:
        await connection.run_sync(make_first_tables)


async def test_tables_of_the_first_version_keep_their_wishes(
    empty_database: Database, tmp_path: Path, empty_address: PostgresAddress | None
) -> None:
    await begin_with_first_tables(empty_database)
    async with Records(tmp_path, address=empty_address) as records:
        wish = await records.find_wish("a" * 16)
        assert wish is not None
        assert (wish.options.preset, wish.message_id, wish.handles) == ("cats", 7, {})
        await records.set_shown(wish.id, message_id=8, handles={"messages": [8]})
        shown = await records.find_wish(wish.id)
    assert shown is not None
    assert shown.handles == {"messages": [8]}
    async with empty_database, empty_database.read() as connection:
        assert await connection.run_sync(compare) == []


def go_back(connection: Connection) -> None:
    config = make_config(connection)
    command.upgrade(config, "head")
    command.downgrade(config, "0001")


async def test_later_tables_can_be_taken_back_without_the_wishes(empty_database: Database) -> None:
    await begin_with_first_tables(empty_database)
    async with empty_database.alter() as connection:
        await connection.run_sync(go_back)
        columns = await connection.run_sync(lambda raw: inspect(raw).get_columns("wishes"))
        assert "handles" not in {column["name"] for column in columns}
        assert await connection.scalar(text("SELECT count(*) FROM wishes")) == 1


@pytest.mark.parametrize(
    "text", ["mysql://a:secret@b/c", "postgresql://a:sec@ret@b/c", "postgresql://a:secret@b:port/c"]
)
def test_an_address_that_is_none_is_told_without_its_password(text: str) -> None:
    with pytest.raises(SettingError, match="PUPPYSLUG_DATABASE is not usable") as caught:
        read_address(text)
    assert "sec" not in str(caught.value)
