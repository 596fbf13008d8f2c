import asyncio
import traceback
from collections.abc import Callable
from contextlib import ExitStack

import asyncpg
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from bot.storage import PostgresAddress, UnreachableError, postgres, upsert
from bot.storage.postgres import PostgresDatabase, connect
from tests.postgres import PASSWORD, PostgresServer

things = Table(
    "things", MetaData(), Column("name", Text, primary_key=True), Column("count", Integer)
)


async def nothing() -> None:
    return None


@pytest.fixture
def address(empty_postgres_address: str) -> PostgresAddress:
    return PostgresAddress.parse(empty_postgres_address)


@pytest.fixture
def database(address: PostgresAddress) -> PostgresDatabase:
    return PostgresDatabase(address, prepare=nothing)


async def make_table(database: PostgresDatabase) -> None:
    async with database.change() as connection:
        await connection.run_sync(things.metadata.create_all)


async def count_up(database: PostgresDatabase) -> None:
    async with database.change() as connection:
        statement = upsert(connection, things).values(name="a", count=1)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["name"], set_={"count": things.c.count + 1}
            )
        )


async def add_two(database: PostgresDatabase, meanwhile: Callable[[], object]) -> None:
    async with database.change() as connection:
        await connection.execute(insert(things).values(name="Grace"))
        meanwhile()
        await connection.execute(insert(things).values(name="Bob"))


async def test_many_may_write_the_same_row_at_once(database: PostgresDatabase) -> None:
    async with database:
        await make_table(database)
        await asyncio.gather(*(count_up(database) for _ in range(25)))
        async with database.read() as connection:
            assert (await connection.execute(select(things))).all() == [("a", 25)]


async def test_who_reads_cannot_write(database: PostgresDatabase) -> None:
    async with database:
        await make_table(database)
        async with database.read() as connection:
            with pytest.raises(DBAPIError, match="read-only transaction"):
                await connection.execute(insert(things).values(name="a"))
        await count_up(database)


async def test_a_table_that_stays_locked_is_an_error_and_no_wait(
    database: PostgresDatabase, address: PostgresAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_LOCK_SECONDS", 0.2)
    other = await connect(address)
    async with database:
        await make_table(database)
        async with other.transaction():
            await other.execute("LOCK things IN ACCESS EXCLUSIVE MODE")
            async with asyncio.timeout(3):
                with pytest.raises(DBAPIError, match="lock timeout"):
                    await count_up(database)
        await count_up(database)
    await other.close()


async def test_a_statement_that_takes_too_long_is_an_error(
    database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_STATEMENT_SECONDS", 0.2)
    async with database, database.read() as connection:
        with pytest.raises(DBAPIError, match="statement timeout"):
            await connection.execute(text("SELECT pg_sleep(30)"))


async def test_what_alters_tables_has_all_the_time_it_needs(
    database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_STATEMENT_SECONDS", 0.1)
    monkeypatch.setattr(postgres, "_SILENCE_SECONDS", 0.1)
    async with database.alter() as connection:
        await connection.execute(text("SELECT pg_sleep(0.3)"))


async def test_who_alters_tables_waits_for_others_who_do(database: PostgresDatabase) -> None:
    async def alter() -> None:
        async with database.alter():
            order.append("second")

    order: list[str] = []
    async with database.alter():
        waiting = asyncio.create_task(alter())
        await asyncio.sleep(0.3)
        order.append("first")
    await waiting
    assert order == ["first", "second"]


async def test_a_scrub_vacuums_the_tables(
    database: PostgresDatabase, address: PostgresAddress
) -> None:
    async with database:
        await make_table(database)
        await count_up(database)
        async with database.change() as connection:
            await connection.execute(things.delete())
        assert await database.scrub(things)
        async with database.read() as connection:
            # An empty table whose rows are gone for good takes no room.
            assert await connection.scalar(select(func.pg_relation_size("things"))) == 0


async def test_a_scrub_gives_up_where_somebody_keeps_the_table(
    database: PostgresDatabase, address: PostgresAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_LOCK_SECONDS", 0.2)
    other = await connect(address)
    async with database:
        await make_table(database)
        async with other.transaction():
            await other.execute("LOCK things IN ACCESS EXCLUSIVE MODE")
            assert not await database.scrub(things)
        assert await database.scrub(things)
    await other.close()


async def test_closing_waits_for_those_who_still_read(database: PostgresDatabase) -> None:
    await database.__aenter__()
    async with database.read() as connection:
        closing = asyncio.create_task(database.__aexit__())
        await asyncio.sleep(0.05)
        assert not closing.done()
        assert await connection.scalar(text("SELECT 7")) == 7
    async with asyncio.timeout(5):
        await closing
    assert not database.is_open


async def test_whoever_is_stopped_while_using_it_keeps_nothing_from_ending(
    database: PostgresDatabase,
) -> None:
    async with database:
        await make_table(database)
    for round_number in range(20):
        await database.__aenter__()
        using = [asyncio.create_task(count_up(database)) for _ in range(3)]
        await asyncio.sleep(round_number * 0.002)
        for task in using:
            task.cancel()
        async with asyncio.timeout(10):
            await database.__aexit__()
            await asyncio.wait(using)


async def test_a_server_that_is_killed_and_started_again_is_used_again(
    own_postgres: PostgresServer,
) -> None:
    address = PostgresAddress.parse(own_postgres.address("postgres"))
    async with PostgresDatabase(address, prepare=nothing) as database:
        await make_table(database)
        await count_up(database)
        with pytest.raises(DBAPIError):
            await add_two(database, own_postgres.kill)
        for call in (count_up(database), database.scrub(things)):
            with pytest.raises(UnreachableError, match="nobody listens"):
                await call
        own_postgres.start()
        await asyncio.gather(*(count_up(database) for _ in range(5)))
        async with database.read() as connection:
            assert (await connection.execute(select(things))).all() == [("a", 6)]


async def test_a_server_that_goes_silent_is_told_and_used_again(
    own_postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_SILENCE_SECONDS", 0.5)
    monkeypatch.setattr(postgres, "CONNECT_SECONDS", 0.5)
    address = PostgresAddress.parse(own_postgres.address("postgres"))
    async with PostgresDatabase(address, prepare=nothing) as database:
        await make_table(database)
        async with asyncio.timeout(10):
            with ExitStack() as stack, pytest.raises(UnreachableError, match="doesn't answer"):
                await add_two(database, lambda: stack.enter_context(own_postgres.suspended()))
            with own_postgres.suspended(), pytest.raises(UnreachableError, match="answer"):
                await count_up(database)
        await count_up(database)
        async with database.read() as connection:
            assert (await connection.execute(select(things))).all() == [("a", 1)]


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b"])
async def test_a_host_that_is_none_is_told(host: str) -> None:
    with pytest.raises(UnreachableError):
        await connect(PostgresAddress.parse(f"postgresql://a:{PASSWORD[:6]}@{host}/b"))


async def test_a_server_that_is_no_postgresql_is_told() -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(speak, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(UnreachableError):
            await connect(PostgresAddress.parse(f"postgresql://a:b@127.0.0.1:{port}/c"))


async def test_tls_that_the_server_has_not_is_told(
    address: PostgresAddress, postgres: PostgresServer
) -> None:
    demanding = PostgresAddress.parse(postgres.address("postgres") + "?sslmode=require")
    with pytest.raises(UnreachableError, match="SSL"):
        await connect(demanding)


async def test_no_error_holds_the_password_nor_what_was_written(
    database: PostgresDatabase, postgres: PostgresServer
) -> None:
    async with database:
        await make_table(database)
        await add_two(database, lambda: None)
        with pytest.raises(DBAPIError) as caught:
            await add_two(database, lambda: None)
    told = "".join(traceback.format_exception(caught.value))
    assert "duplicate key" in told
    wrong = PostgresAddress.parse(postgres.address("postgres", password="wr0ng"))
    with pytest.raises(asyncpg.InvalidPasswordError) as refused:
        await connect(wrong)
    told += "".join(traceback.format_exception(refused.value))
    assert PASSWORD not in told
    assert "Grace" not in told.replace('"Grace"', "")  # the line of the test itself
    assert "wr0ng" not in told
