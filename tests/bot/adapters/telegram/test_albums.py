import asyncio
import time

import pytest

from bot.adapters.telegram.albums import Albums
from tests.bot.adapters.telegram.looks import make_message

GATHER_SECONDS = 0.1


@pytest.fixture
def albums() -> Albums:
    return Albums(gather_seconds=GATHER_SECONDS)


async def test_a_message_alone_is_not_waited_for(albums: Albums) -> None:
    message = make_message()
    began = time.monotonic()
    assert await albums.gather(message) == [message]
    assert time.monotonic() - began < GATHER_SECONDS
    assert albums.recall(message) == [message]


async def test_an_album_is_gathered_once_and_in_order(albums: Albums) -> None:
    messages = [make_message(message_id=number, media_group_id="a") for number in (3, 1, 2)]
    gathered = await asyncio.gather(*map(albums.gather, messages))
    assert [[each.message_id for each in found] for found in gathered if found] == [[1, 2, 3]]
    assert sum(found is None for found in gathered) == 2


async def test_each_picture_is_waited_for_anew(albums: Albums) -> None:
    first = asyncio.create_task(albums.gather(make_message(message_id=1, media_group_id="a")))
    for number in range(2, 6):
        await asyncio.sleep(GATHER_SECONDS * 0.6)
        assert await albums.gather(make_message(message_id=number, media_group_id="a")) is None
    found = await first
    assert found is not None
    assert [each.message_id for each in found] == [1, 2, 3, 4, 5]


async def test_albums_of_other_chats_are_others(albums: Albums) -> None:
    here, there = (make_message(chat_id=chat, media_group_id="a") for chat in (1, 2))
    gathered = await asyncio.gather(albums.gather(here), albums.gather(there))
    assert [len(found or []) for found in gathered] == [1, 1]


async def test_a_picture_that_came_too_late_is_known_all_the_same(albums: Albums) -> None:
    first, late = (make_message(message_id=number, media_group_id="a") for number in (1, 2))
    assert await albums.gather(first) == [first]
    assert await albums.gather(late) is None
    assert albums.recall(first) == [first, late]


async def test_an_album_that_was_never_seen_is_the_message_alone(albums: Albums) -> None:
    message = make_message(media_group_id="a")
    assert albums.recall(message) == [message]


async def test_only_so_many_are_remembered() -> None:
    albums = Albums(gather_seconds=0.0)
    messages = [make_message(message_id=n, media_group_id=f"{n}") for n in range(1, 600)]
    for message in messages:
        await albums.gather(message)
    assert len(albums._albums) == 500
