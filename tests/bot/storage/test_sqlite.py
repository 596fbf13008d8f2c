import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot.storage import SqliteFile


async def nothing() -> None:
    return None


async def begin_and_fail(file: SqliteFile) -> None:
    async with file.change() as connection:
        await connection.execute(text("INSERT INTO things VALUES ('lost')"))
        await connection.execute(text("CREATE TABLE more (name TEXT)"))
        raise InterruptedError


async def test_changes_are_kept_together_or_not_at_all(tmp_path: Path) -> None:
    async with SqliteFile(tmp_path / "file.sqlite3", prepare=nothing) as file:
        async with file.change() as connection:
            await connection.execute(text("CREATE TABLE things (name TEXT)"))
        with pytest.raises(InterruptedError):
            await begin_and_fail(file)
        async with file.read() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM things")) == 0
            tables = await connection.scalars(text("SELECT name FROM sqlite_master"))
            assert tables.all() == ["things"]


async def test_what_prepares_it_may_refuse_it(tmp_path: Path) -> None:
    async def refuse() -> None:
        raise PermissionError

    file = SqliteFile(tmp_path / "file.sqlite3", prepare=refuse)
    with pytest.raises(PermissionError):
        await file.__aenter__()


async def test_a_closed_file_says_so(tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / "file.sqlite3", prepare=nothing)
    async with file:
        assert file.is_open
    assert not file.is_open
    with pytest.raises(RuntimeError, match=r"file\.sqlite3 is closed"):
        async with file.read():
            pass


async def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.sqlite3"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 20)

    async def look() -> None:
        async with file.read() as connection:
            await connection.scalar(text("SELECT count(*) FROM sqlite_master"))

    file = SqliteFile(path, prepare=look)
    with pytest.raises(DatabaseError):
        await file.__aenter__()


async def test_closing_waits_for_those_who_still_read(tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / "file.sqlite3", prepare=nothing)
    await file.__aenter__()
    async with file.read() as connection:
        closing = asyncio.create_task(file.__aexit__())
        await asyncio.sleep(0.05)
        assert not closing.done()
        with pytest.raises(RuntimeError, match="closed"):
            await file.change().__aenter__()
        assert await connection.scalar(text("SELECT 7")) == 7
    async with asyncio.timeout(5):
        await closing
    assert not file.is_open


async def test_whoever_is_stopped_while_reading_keeps_nothing_from_ending(tmp_path: Path) -> None:
    """Without waiting, some of these would wait forever for a connection that is gone."""

    async def read_and_write() -> None:
        async with file.read() as connection:
            await connection.scalar(text("SELECT 7"))
        async with file.change() as connection:
            await connection.execute(text("CREATE TABLE IF NOT EXISTS things (name TEXT)"))

    for round_number in range(30):
        file = SqliteFile(tmp_path / f"{round_number}.sqlite3", prepare=nothing)
        await file.__aenter__()
        using = [asyncio.create_task(read_and_write()) for _ in range(3)]
        await asyncio.sleep(round_number * 0.0004)
        for task in using:
            task.cancel()
        async with asyncio.timeout(5):
            await file.__aexit__()
            await asyncio.wait(using)


async def write_and_delete(file: SqliteFile, secret: str) -> None:
    async with file.change() as connection:
        await connection.execute(text("CREATE TABLE IF NOT EXISTS things (name TEXT)"))
        await connection.execute(text("INSERT INTO things VALUES (:secret)"), {"secret": secret})
    async with file.change() as connection:
        await connection.execute(text("DELETE FROM things"))


def find_in_files(folder: Path, secret: str) -> list[str]:
    return [path.name for path in folder.iterdir() if secret.encode() in path.read_bytes()]


async def test_what_was_deleted_is_in_no_file_after_a_scrub(tmp_path: Path) -> None:
    async with SqliteFile(tmp_path / "file.sqlite3", prepare=nothing) as file:
        await write_and_delete(file, "to be forgotten")
        assert find_in_files(tmp_path, "to be forgotten") == ["file.sqlite3-wal"]
        assert await file.scrub()
        assert find_in_files(tmp_path, "to be forgotten") == []


async def test_a_reader_in_the_way_of_a_scrub_is_waited_for(tmp_path: Path) -> None:
    async with SqliteFile(tmp_path / "file.sqlite3", prepare=nothing) as file:
        await write_and_delete(file, "nothing much")
        async with file.read() as connection:
            await connection.execute(text("SELECT * FROM things"))
            await write_and_delete(file, "to be forgotten")
            scrubbing = asyncio.create_task(file.scrub())
            await asyncio.sleep(0.3)
            assert not scrubbing.done()
        assert await scrubbing
        assert find_in_files(tmp_path, "to be forgotten") == []


async def test_a_scrub_gives_up_where_a_reader_stays_and_others_may_write_meanwhile(
    tmp_path: Path,
) -> None:
    async with SqliteFile(tmp_path / "file.sqlite3", prepare=nothing) as file:
        await write_and_delete(file, "nothing much")
        async with file.read() as connection:
            await connection.execute(text("SELECT * FROM things"))
            scrubbing = asyncio.create_task(file.scrub())
            await write_and_delete(file, "to be forgotten")
            assert not await scrubbing
        assert await file.scrub()
