"""Looks at the database without changing it."""

from pathlib import Path

from sqlalchemy import text

from bot.records.database import FILE_NAME, build_database, check_revision, read_revision
from bot.records.faults import explain_opening, no_right
from bot.records.tables import NEWEST_REVISION
from bot.storage import Database, PostgresAddress


async def describe_database(data_dir: Path, address: PostgresAddress | None) -> str:
    """What database there is and in what state; raises SettingError where it can't be used."""
    file = data_dir / FILE_NAME
    if address is None and not file.exists():
        return f"{file} (made when first needed)"
    database = build_database(data_dir, address, is_migrated=False)
    with explain_opening(file, address):
        async with database:
            return f"{database.name}, {await _read_version(database)}, {await _state(database)}"


async def _read_version(database: Database) -> str:
    async with database.read() as connection:
        if connection.dialect.name == "postgresql":
            return f"PostgreSQL {await connection.scalar(text('SHOW server_version'))}"
        return f"SQLite {await connection.scalar(text('SELECT sqlite_version()'))}"


async def _state(database: Database) -> str:
    revision = await read_revision(database)
    if revision == NEWEST_REVISION:
        return "tables up to date"
    if revision is not None:
        check_revision(revision)
    await _check_right(database)
    return f"tables to be {'made' if revision is None else 'updated'} at the next start"


async def _check_right(database: Database) -> None:
    async with database.read() as connection:
        if connection.dialect.name != "postgresql":
            return
        query = text("SELECT has_schema_privilege(current_schema(), 'CREATE')")
        if not await connection.scalar(query):
            raise no_right(database.name, "the schema is somebody else's")
