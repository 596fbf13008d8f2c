import asyncio
from contextlib import suppress
from typing import Self

import pytest

from bot.storage import LockTakenError, PostgresAddress, postgres_lock
from bot.storage.postgres import connect
from bot.storage.postgres_lock import SessionLock
from tests.postgres import PostgresServer

KEY = 7
HOLDERS = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 7"


@pytest.fixture
def address(empty_postgres_address: str) -> PostgresAddress:
    return PostgresAddress.parse(empty_postgres_address)


class Gateway:
    """A way to the server that can break on the clients' side alone."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._clients: list[asyncio.StreamWriter] = []
        self._servers: list[asyncio.StreamWriter] = []
        self.port = 0

    async def __aenter__(self) -> Self:
        self._listening = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = self._listening.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._listening.close()
        for writer in (*self._clients, *self._servers):
            writer.close()

    def cut_clients(self) -> None:
        for writer in self._clients:
            writer.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server = await asyncio.open_connection("127.0.0.1", self._target)
        self._clients.append(writer)
        self._servers.append(server)
        sending = asyncio.create_task(_pass_on(reader, server))
        await _pass_on(server_reader, writer)
        writer.close()
        await sending


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()


async def is_taken(address: PostgresAddress) -> bool:
    try:
        async with SessionLock(address, KEY):
            return False
    except LockTakenError:
        return True


async def wait_for_other_holder(server: PostgresServer, address: PostgresAddress, pid: str) -> None:
    for _ in range(300):
        found = await asyncio.to_thread(server.run_sql, HOLDERS, database=address.database)
        if found not in {"", pid}:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("nobody took the lock")


async def test_one_has_it_until_it_is_left(address: PostgresAddress) -> None:
    async with SessionLock(address, KEY) as lock:
        assert await is_taken(address)
        async with SessionLock(address, KEY + 1):
            pass
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(lock.wait_lost(), 0.1)
    assert not await is_taken(address)


async def test_other_databases_have_locks_of_their_own(
    address: PostgresAddress, postgres_address: str
) -> None:
    async with SessionLock(address, KEY):
        assert not await is_taken(PostgresAddress.parse(postgres_address))


async def test_a_lost_connection_takes_it_again(
    address: PostgresAddress, postgres: PostgresServer
) -> None:
    async with SessionLock(address, KEY):
        for _ in range(2):
            holder = postgres.run_sql(HOLDERS, database=address.database)
            postgres.run_sql(f"SELECT pg_terminate_backend({holder})")
            await wait_for_other_holder(postgres, address, holder)
        assert await is_taken(address)
    assert not await is_taken(address)


async def test_a_server_that_is_killed_gives_it_back_when_it_is_there_again(
    own_postgres: PostgresServer,
) -> None:
    address = PostgresAddress.parse(own_postgres.address("postgres"))
    async with SessionLock(address, KEY) as lock:
        own_postgres.kill()
        await asyncio.sleep(0.3)
        own_postgres.start()
        await wait_for_other_holder(own_postgres, address, "")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(lock.wait_lost(), 0.1)
    assert not await is_taken(address)


async def test_a_session_that_the_network_cut_off_does_not_keep_it(
    address: PostgresAddress, postgres: PostgresServer
) -> None:
    """The server doesn't know yet that nobody is there any more."""
    async with Gateway(postgres.port) as gateway:
        through = PostgresAddress.parse(
            postgres.address(address.database).replace(f":{postgres.port}/", f":{gateway.port}/")
        )
        async with SessionLock(through, KEY) as lock:
            holder = postgres.run_sql(HOLDERS, database=address.database)
            gateway.cut_clients()
            await wait_for_other_holder(postgres, address, holder)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(lock.wait_lost(), 0.1)


async def test_a_connection_that_is_silent_is_noticed(
    own_postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_lock, "_PING_SECONDS", 0.1)
    monkeypatch.setattr("bot.storage.postgres._SILENCE_SECONDS", 0.3)
    address = PostgresAddress.parse(own_postgres.address("postgres"))
    async with SessionLock(address, KEY):
        holder = own_postgres.run_sql(HOLDERS)
        with own_postgres.suspended():
            await asyncio.sleep(1)
        await wait_for_other_holder(own_postgres, address, holder)


async def test_who_finds_it_taken_after_a_loss_is_told(
    address: PostgresAddress, postgres: PostgresServer
) -> None:
    async with SessionLock(address, KEY) as lock:
        other = await connect(address, patience_seconds=None)
        taking = asyncio.create_task(other.execute("SELECT pg_advisory_lock(7)"))
        await asyncio.sleep(0.2)
        holder = postgres.run_sql(HOLDERS, database=address.database)
        postgres.run_sql(f"SELECT pg_terminate_backend({holder})")
        async with asyncio.timeout(10):
            await taking
            with pytest.raises(LockTakenError):
                await lock.wait_lost()
        await other.close()
