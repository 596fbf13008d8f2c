import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.errors import BotError, BotErrorCode
from bot.wishes import LARGEST_FILE, PictureReader, Source


def make_source(read: Callable[[], Awaitable[bytes]], **values: Any) -> Source:
    return Source(**{"read": read, "file_name": "a.png", **values})


def answering(data: bytes, *, delay: float = 0.0) -> Callable[[], Awaitable[bytes]]:
    async def read() -> bytes:
        await asyncio.sleep(delay)
        return data

    return read


def failing(error: Exception) -> Callable[[], Awaitable[bytes]]:
    async def read() -> bytes:
        raise error

    return read


async def test_pictures_keep_their_order_whichever_is_read_first() -> None:
    sources = [make_source(answering(bytes([n]), delay=0.03 - n / 100)) for n in range(3)]
    read = await PictureReader().read(sources)
    assert [picture.data for picture in read] == [b"\x00", b"\x01", b"\x02"]


async def test_only_so_many_are_read_at_a_time() -> None:
    reading = most = 0

    async def read() -> bytes:
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        await asyncio.sleep(0.01)
        reading -= 1
        return b""

    reader = PictureReader(at_once=2)
    await asyncio.gather(*(reader.read([make_source(read)] * 3) for _ in range(3)))
    assert most == 2


async def test_a_file_over_the_limit_is_not_read() -> None:
    large = make_source(failing(AssertionError("read")), size=LARGEST_FILE + 1)
    with pytest.raises(BotError) as refused:
        await PictureReader().read([make_source(failing(AssertionError("read"))), large])
    assert refused.value.code == BotErrorCode.UPLOAD_TOO_LARGE


async def test_a_platform_that_never_answers_is_told() -> None:
    with pytest.raises(BotError) as refused:
        await PictureReader().read([make_source(failing(TimeoutError()))])
    assert refused.value.code == BotErrorCode.TOO_SLOW


async def test_the_limit_is_the_platforms() -> None:
    source = make_source(answering(b"x"), size=100)
    with pytest.raises(BotError):
        await PictureReader(largest_bytes=99).read([source])
    assert len(await PictureReader(largest_bytes=100).read([source])) == 1
