"""Records in a folder of their own, in either kind of database."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from bot.records import Records, read_address
from bot.records.database import build_database
from bot.storage import Database, PostgresAddress

OpenRecords = Callable[..., Records]


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest) -> PostgresAddress | None:
    """Where the records are; None for a file in the folder."""
    if request.param == "sqlite":
        return None
    return read_address(request.getfixturevalue("postgres_address"))


@pytest.fixture(params=["sqlite", "postgres"])
def empty_address(request: pytest.FixtureRequest) -> PostgresAddress | None:
    """The same, where no table was ever made."""
    if request.param == "sqlite":
        return None
    return read_address(request.getfixturevalue("empty_postgres_address"))


@pytest.fixture
def database(tmp_path: Path, address: PostgresAddress | None) -> Database:
    """The records' database, to be entered."""
    return build_database(tmp_path, address)


@pytest.fixture
def empty_database(tmp_path: Path, empty_address: PostgresAddress | None) -> Database:
    """The records' database before its first use, to be entered."""
    return build_database(tmp_path, empty_address)


@pytest.fixture
def open_records(tmp_path: Path, address: PostgresAddress | None) -> OpenRecords:
    """Makes records that are to be entered: the same ones, however often."""
    return partial(Records, tmp_path, address=address)


@pytest.fixture
async def records(open_records: OpenRecords) -> AsyncIterator[Records]:
    async with open_records() as opened:
        yield opened
