from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.records import Heard, Records


@pytest.fixture
def clock() -> Iterator[float]:
    """Seconds, one more each time."""
    return map(float, count(1))


async def test_what_nobody_answered_is_there_at_the_next_start_oldest_first(
    tmp_path: Path, clock: Iterator[float]
) -> None:
    heard = [Heard(key=key, payload={"words": f"/dream {key}", "at": [1, None]}) for key in "cab"]
    async with Records(tmp_path, clock=lambda: next(clock)) as records:
        for one in heard:
            await records.inbox.add("telegram", one)
        await records.inbox.add("discord", Heard(key="a", payload={}))
    async with Records(tmp_path) as records:
        assert await records.inbox.load("telegram") == tuple(heard)
        assert await records.inbox.load("discord") == (Heard(key="a", payload={}),)
        assert await records.inbox.load("fake") == ()


async def test_what_is_answered_is_gone(records: Records) -> None:
    for key in "abc":
        await records.inbox.add("telegram", Heard(key=key, payload={"key": key}))
        await records.inbox.add("discord", Heard(key=key, payload={"key": key}))
    await records.inbox.remove("telegram", ["a", "c", "never heard"])
    await records.inbox.remove("telegram", [])
    assert [heard.key for heard in await records.inbox.load("telegram")] == ["b"]
    assert len(await records.inbox.load("discord")) == 3


async def test_the_same_key_again_replaces_what_was_heard(records: Records) -> None:
    await records.inbox.add("telegram", Heard(key="a", payload={"words": "/draem"}))
    edited = Heard(key="a", payload={"words": "/dream"})
    await records.inbox.add("telegram", edited)
    assert await records.inbox.load("telegram") == (edited,)
