"""Databases on a real PostgreSQL, for the tests of any part."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.records.database import build_database, read_address
from tests.postgres import PostgresServer, find_programs

MakeDatabase = Callable[[], str]


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL: neither initdb on the path nor /usr/lib/postgresql")
    return programs


@pytest.fixture(scope="session")
def postgres(postgres_programs: Path) -> Iterator[PostgresServer]:
    """One server for all tests of this process. Who breaks it takes ``own_postgres``."""
    with PostgresServer(postgres_programs) as server:
        yield server


@pytest.fixture
def own_postgres(postgres_programs: Path) -> Iterator[PostgresServer]:
    """A server for one test alone, which may end and start it."""
    with PostgresServer(postgres_programs) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """The name of a database that has the records' tables."""

    async def migrate() -> None:
        async with build_database(Path(), read_address(postgres.address(name))):
            pass

    name = postgres.create_database()
    asyncio.run(migrate())
    return name


@pytest.fixture
def make_postgres_database(
    postgres: PostgresServer, postgres_template: str
) -> Iterator[MakeDatabase]:
    """Makes databases with empty tables; returns their addresses."""
    made: list[str] = []

    def make() -> str:
        made.append(postgres.create_database(template=postgres_template))
        return postgres.address(made[-1])

    yield make
    for name in made:
        postgres.drop_database(name)


@pytest.fixture
def postgres_address(make_postgres_database: MakeDatabase) -> str:
    """What PUPPYSLUG_DATABASE would be, of a database with empty tables."""
    return make_postgres_database()


@pytest.fixture
def empty_postgres_address(postgres: PostgresServer) -> Iterator[str]:
    """The same without any tables."""
    name = postgres.create_database()
    yield postgres.address(name)
    postgres.drop_database(name)
