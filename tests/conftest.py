"""What holds for every test; databases on a real PostgreSQL, for the tests of any part."""

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from bot.logs import QUIET
from bot.records.database import build_database, read_address
from dream_core.engine.devices import count_cores
from tests.postgres import PostgresServer, find_programs

MakeDatabase = Callable[[], str]

# Tests dream of small pictures, several side by side: a second thread brings nothing there, and
# spins in the way of others. Set before anything imports torch; the processes of tests inherit it.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Until all is collected: nothing of what is imported goes, nor do the tests.
gc.disable()

HERE = Path(__file__).parent
MOST_PROCESSES = 8
# Files that take a minute or more, and folders of them: begun last, they would end last and alone.
LONGEST = ("end_to_end", "browser", "dream_core/engine", "bot/cli")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores, as tests also wait."""
    return min(count_cores() + 1, MOST_PROCESSES)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_find_turn)


def _find_turn(item: pytest.Item) -> int:
    folder = item.path.relative_to(HERE).as_posix()
    turns = (turn for turn, start in enumerate(LONGEST) if folder.startswith(start))
    return next(turns, len(LONGEST))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is imported and collected stays; the collector needn't look at it time and again."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Logs that a test set up go to what pytest closes after it: from then on, each event would be
    an error with a long traceback.
    """
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    config = structlog.get_config()
    yield
    root.handlers, root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.configure(**config)


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
