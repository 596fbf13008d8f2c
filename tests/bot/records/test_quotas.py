from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.errors import BotError, BotErrorCode
from bot.records import Records
from bot.records.quotas import QuotaTable

DIALECTS = [make_url(f"{name}://").get_dialect()() for name in ("sqlite", "postgresql")]


@pytest.fixture
def table(records: Records) -> QuotaTable:
    return records.quotas


async def test_what_is_written_is_read_again(table: QuotaTable) -> None:
    rows = {"dreams/person/telegram:-1001/5/1/hour": (7, 1_700_000_000.25), "b": (2**40, 5.0)}
    await table.write(rows)
    assert await table.read() == rows


async def test_a_second_write_replaces_the_first(table: QuotaTable) -> None:
    await table.write({"a": (1, 10.0), "b": (1, 10.0)})
    await table.write({"a": (3, 20.0), "c": (1, 10.0)})
    assert await table.read() == {"a": (3, 20.0), "b": (1, 10.0), "c": (1, 10.0)}
    await table.write({})


async def test_what_is_over_or_too_far_away_is_removed(table: QuotaTable) -> None:
    await table.write({"over": (1, 10.0), "running": (1, 10.1), "latest": (1, 20.0)})
    await table.write({"too late": (1, 20.1)})
    await table.remove_outside(10.0, 20.0)
    assert (await table.read()).keys() == {"running", "latest"}


async def test_counters_outlive_the_records(tmp_path: Path) -> None:
    async with Records(tmp_path) as records:
        await records.quotas.write({"a": (1, 10.0)})
    async with Records(tmp_path) as records:
        assert await records.quotas.read() == {"a": (1, 10.0)}


async def test_records_that_cannot_be_reached_are_told(tmp_path: Path) -> None:
    async with Records(tmp_path) as records:
        async with records._database.change() as connection:
            await connection.exec_driver_sql("DROP TABLE quotas")
        with pytest.raises(BotError) as raised:
            await records.quotas.write({"a": (1, 10.0)})
    assert raised.value.code is BotErrorCode.RECORDS_UNAVAILABLE
