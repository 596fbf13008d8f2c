"""What people are told of a PostgreSQL that isn't there, doesn't let the bot in, or goes away."""

import asyncio
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.errors import BotError, BotErrorCode, SettingError
from bot.records import ChatSettings, Records, Wish, read_address
from bot.records.database import build_database
from bot.records.faults import explain_use
from bot.storage import Database, postgres
from bot.storage.postgres import connect
from tests.postgres import ENCODED_PASSWORD, PASSWORD, PostgresServer

MakeWish = Callable[..., Wish]

REFUSALS = {
    "wrong password": 'password authentication failed for user "puppyslug"',
    "no such user": 'password authentication failed for user "nobody"',
    "no such database": "/missing has no database of that name",
    "no rights": "permission denied for schema public",
    "not reachable": "can't be reached: nobody listens there",
}


def make_address(server: PostgresServer, refusal: str) -> str:
    """An address where the bot can't keep anything."""
    if refusal == "wrong password":
        return server.address("postgres", password=f"{ENCODED_PASSWORD}x")
    if refusal == "no such user":
        return server.address("postgres", user="nobody")
    if refusal == "no such database":
        return server.address("missing")
    if refusal == "not reachable":
        return server.address("postgres").replace(f":{server.port}/", ":1/")
    server.run_sql("DROP ROLE IF EXISTS guest")
    server.run_sql(f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'")
    server.run_sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    return server.address("postgres", user="guest")


@pytest.mark.parametrize(("refusal", "told"), [*REFUSALS.items()])
async def test_a_server_that_cannot_be_used_is_told_at_the_start_without_its_password(
    refusal: str, told: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    address = read_address(make_address(postgres, refusal))
    with pytest.raises(SettingError) as caught:
        await Records(tmp_path, address=address).__aenter__()
    assert told in caught.value.sentence
    assert str(address) in caught.value.sentence
    assert "PUPPYSLUG_DATABASE" in caught.value.hint
    everything = "".join(traceback.format_exception(caught.value))
    assert PASSWORD not in everything
    assert ENCODED_PASSWORD not in everything
    async with Records(tmp_path) as records:
        await records.write_fact("the folder", "is free again")


async def test_a_server_that_is_killed_is_told_and_its_return_needs_nobody(
    own_postgres: PostgresServer, tmp_path: Path, make_wish: MakeWish
) -> None:
    address = read_address(own_postgres.address("postgres"))
    wish = make_wish()
    async with Records(tmp_path, address=address) as records:
        await records.add_wish(wish, [b"picture"], None)
        own_postgres.kill()
        lost = make_wish()
        with pytest.raises(BotError) as caught:
            await records.add_wish(lost, [b"picture"], None)
        assert caught.value.code == BotErrorCode.RECORDS_UNAVAILABLE
        assert "PUPPYSLUG_DATABASE" in caught.value.hint
        assert PASSWORD not in "".join(traceback.format_exception(caught.value))
        for call in (records.find_wish(wish.id), records.purge(0), records.remove_wish(wish.id)):
            with pytest.raises(BotError):
                await call
        with pytest.raises(BotError):
            await records.chat_settings.save("discord:1", ChatSettings(preset="cats"))
        assert records.chat_settings.find("discord:1") == ChatSettings()
        own_postgres.start()
        assert await records.find_wish(wish.id) == wish
        assert await records.find_wish(lost.id) is None
        await records.add_wish(lost, [b"picture"], None)
    async with Records(tmp_path, address=address) as records:
        assert await records.find_wish(lost.id) == lost


async def test_a_table_that_somebody_keeps_locked_is_told(
    postgres_address: str,
    tmp_path: Path,
    make_wish: MakeWish,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres, "_LOCK_SECONDS", 0.2)
    address = read_address(postgres_address)
    other = await connect(address)
    wish = make_wish()
    async with Records(tmp_path, address=address) as records:
        async with other.transaction():
            await other.execute("LOCK wishes IN ACCESS EXCLUSIVE MODE")
            for call in (records.add_reference(wish), records.find_wish(wish.id)):
                with pytest.raises(BotError, match="lock timeout") as caught:
                    await call
                assert caught.value.code == BotErrorCode.RECORDS_UNAVAILABLE
        await records.add_reference(wish)
        assert await records.find_wish(wish.id) == wish
    await other.close()


@pytest.fixture
async def database(postgres_address: str, tmp_path: Path) -> Database:
    return build_database(tmp_path, read_address(postgres_address))


async def raise_state(database: Database, state: str) -> None:
    """The server says what it would say, though it isn't true."""
    statement = f"DO $$ BEGIN RAISE 'the words' USING ERRCODE = '{state}'; END $$"
    async with database, database.change() as connection:
        await connection.execute(text(statement))


@pytest.mark.parametrize(
    "state",
    [
        pytest.param("53100", id="disk full"),
        pytest.param("53300", id="too many connections"),
        pytest.param("57P01", id="shutting down"),
        pytest.param("57P03", id="starting"),
        pytest.param("25006", id="read only"),
        pytest.param("42501", id="a right withdrawn"),
        pytest.param("40P01", id="deadlock"),
        pytest.param("58030", id="disk fault"),
    ],
)
async def test_what_the_server_has_is_told(state: str, database: Database) -> None:
    with pytest.raises(BotError, match="the words") as caught, explain_use():
        await raise_state(database, state)
    assert caught.value.code == BotErrorCode.RECORDS_UNAVAILABLE
    assert "PUPPYSLUG_DATABASE" in caught.value.hint


@pytest.mark.parametrize("state", ["23505", "22001", "42P01", "42601"])
async def test_what_the_program_did_wrong_is_no_word_to_people(
    state: str, database: Database
) -> None:
    with pytest.raises(DBAPIError, match="the words"), explain_use():
        await raise_state(database, state)


async def test_a_second_bot_is_told_which_database_is_taken(
    postgres_address: str, tmp_path: Path
) -> None:
    address = read_address(postgres_address)
    async with Records(tmp_path / "one", address=address) as records:
        with pytest.raises(BotError, match="Another Puppyslug") as caught:
            await Records(tmp_path / "two", address=address).__aenter__()
        assert caught.value.code == BotErrorCode.DATABASE_IN_USE
        assert str(address) in caught.value.sentence
        assert "PUPPYSLUG_DATABASE" in caught.value.hint
        assert PASSWORD not in str(caught.value)
        await records.write_fact("still", "here")
    async with Records(tmp_path / "two", address=address) as records:
        assert await records.read_fact("still") == "here"


async def test_a_bot_whose_database_another_took_over_is_told(
    postgres_address: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    address = read_address(postgres_address)
    async with Records(tmp_path, address=address) as records:
        holder, key = postgres.run_sql(
            "SELECT pid, classid::bigint << 32 | objid::bigint FROM pg_locks"
            " WHERE locktype = 'advisory'",
            database=address.database,
        ).split("|")
        other = await connect(address, patience_seconds=None)
        taking = asyncio.create_task(other.execute(f"SELECT pg_advisory_lock({key})"))
        await asyncio.sleep(0.2)
        postgres.run_sql(f"SELECT pg_terminate_backend({holder})")
        async with asyncio.timeout(10):
            await taking
            with pytest.raises(BotError) as caught:
                await records.wait_lost()
        assert caught.value.code == BotErrorCode.DATABASE_IN_USE
        await other.close()


async def test_records_in_a_file_are_never_lost(tmp_path: Path) -> None:
    async with Records(tmp_path) as records:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(records.wait_lost(), 0.1)
