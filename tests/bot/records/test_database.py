import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, insert, inspect, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.schema import CreateTable

from bot.errors import SettingError
from bot.records import Records
from bot.records.database import Database
from bot.records.tables import NEWEST_REVISION, facts, metadata


def compare(connection: Connection) -> list[Any]:
    found: list[Any] = compare_metadata(
        MigrationContext.configure(connection, opts={"compare_type": True}), metadata
    )
    return found


async def test_the_migrations_make_the_tables_that_the_program_expects(tmp_path: Path) -> None:
    async with Database(tmp_path / "file.sqlite3") as database, database.read() as connection:
        assert await connection.run_sync(compare) == []
        assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_the_newest_revision_is_that_of_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "bot.records:migrations")
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == NEWEST_REVISION
    assert len(scripts.get_heads()) == 1


def test_postgresql_could_have_the_same_tables() -> None:
    for table in metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]


async def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    async with Records(tmp_path) as records:
        await records.write_fact("a", "b")
    async with (
        Database(tmp_path / "records.sqlite3") as database,
        database.change() as connection,
    ):
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SettingError, match="newer Puppyslug") as caught:
        await Records(tmp_path).__aenter__()
    assert "PUPPYSLUG_DATA_DIR" in caught.value.hint


async def test_a_migration_that_breaks_off_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "file.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE facts (in_the_way TEXT)")
    with pytest.raises(DatabaseError, match="facts already exists"):
        await Database(file).__aenter__()
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert tables.fetchall() == [("facts",)]


async def test_a_change_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    async def write_twice() -> None:
        async with database.change() as connection:
            for _ in range(2):
                await connection.execute(insert(facts).values(name="a", value="b"))

    async with Database(tmp_path / "file.sqlite3") as database:
        with pytest.raises(IntegrityError):
            await write_twice()
        async with database.read() as connection:
            assert (await connection.execute(select(facts))).all() == []


async def test_who_reads_does_not_wait_for_who_writes(tmp_path: Path) -> None:
    async with (
        Database(tmp_path / "file.sqlite3") as database,
        database.change() as writing,
    ):
        await writing.execute(insert(facts).values(name="a", value="b"))
        async with asyncio.timeout(2), database.read() as reading:
            assert (await reading.execute(select(facts))).all() == []


async def test_a_closed_database_says_so(tmp_path: Path) -> None:
    database = Database(tmp_path / "file.sqlite3")
    async with database:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        await database.change().__aenter__()


def make_first_file(file: Path) -> None:
    """A file as the first version left it, with one wish."""
    config = Config()
    config.set_main_option("script_location", "bot.records:migrations")
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO wishes VALUES (:id, 'discord:1', 'Ada', 'discord:2', :options,"
                " :pictures, 0, 0, 0, NULL, 'en', 7, NULL, 1.5)"
            ),
            {"id": "a" * 16, "options": '{"preset": "cats", "seed": 7}', "pictures": "[{}]"},
        )
    engine.dispose()


async def test_a_file_of_the_first_version_keeps_its_wishes(tmp_path: Path) -> None:
    await asyncio.to_thread(make_first_file, tmp_path / "records.sqlite3")
    async with Records(tmp_path) as records:
        wish = await records.find_wish("a" * 16)
        assert wish is not None
        assert (wish.options.preset, wish.message_id, wish.handles) == ("cats", 7, {})
        await records.set_shown(wish.id, message_id=8, handles={"messages": [8]})
        shown = await records.find_wish(wish.id)
    assert shown is not None
    assert shown.handles == {"messages": [8]}
    async with Database(tmp_path / "records.sqlite3") as database, database.read() as connection:
        assert await connection.run_sync(compare) == []


def test_the_handles_can_be_taken_back_without_the_wishes(tmp_path: Path) -> None:
    file = tmp_path / "file.sqlite3"
    make_first_file(file)
    config = Config()
    config.set_main_option("script_location", "bot.records:migrations")
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        command.downgrade(config, "0001")
        assert "handles" not in {c["name"] for c in inspect(connection).get_columns("wishes")}
        assert connection.scalar(text("SELECT count(*) FROM wishes")) == 1
    engine.dispose()
