"""Records in a folder of their own, in either kind of database."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from bot.records import Records, read_address
from bot.storage import PostgresAddress

OpenRecords = Callable[..., Records]


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest) -> PostgresAddress | None:
    """Where the records are; None for a file in the folder."""
    if request.param == "sqlite":
        return None
    return read_address(request.getfixturevalue("postgres_address"))


@pytest.fixture
def open_records(tmp_path: Path, address: PostgresAddress | None) -> OpenRecords:
    """Makes records that are to be entered: the same ones, however often."""
    return partial(Records, tmp_path, address=address)


@pytest.fixture
async def records(open_records: OpenRecords) -> AsyncIterator[Records]:
    async with open_records() as opened:
        yield opened
