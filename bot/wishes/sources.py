"""Pictures that can be read, and the reading of them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.errors import BotError, BotErrorCode
from bot.wishes.asked import PostedPicture

LARGEST_FILE = 20 * 2**20
MOST_PICTURES = 10

_READ_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A picture that can be read. ``size`` is in bytes, 0 where the platform doesn't tell.

    ``read`` raises BotError where the platform doesn't hand the picture out.
    """

    read: Callable[[], Awaitable[bytes]]
    file_name: str
    size: int = 0
    description: str = ""
    is_spoiler: bool = False
    address: str | None = None
    reference: str = ""


class PictureReader:
    """Reads pictures, only so many at a time: whole files are in memory. None may have more than
    ``largest_bytes``.
    """

    def __init__(self, *, at_once: int = 4, largest_bytes: int = LARGEST_FILE) -> None:
        self._reading = asyncio.Semaphore(at_once)
        self.largest_bytes = largest_bytes

    async def read(self, sources: Sequence[Source]) -> tuple[PostedPicture, ...]:
        """All of them, in order; raises BotError where one is too large or can't be read."""
        check_sizes(sources, largest_bytes=self.largest_bytes)
        try:
            async with asyncio.timeout(_READ_SECONDS):
                return tuple(await asyncio.gather(*map(self._read_one, sources)))
        except TimeoutError as error:
            raise BotError(
                BotErrorCode.TOO_SLOW,
                "It took too long to get the picture.",
                "Try again, or post a smaller one.",
            ) from error

    async def _read_one(self, source: Source) -> PostedPicture:
        async with self._reading:
            data = await source.read()
        return PostedPicture(
            data=data,
            file_name=source.file_name,
            description=source.description,
            is_spoiler=source.is_spoiler,
            address=source.address,
            reference=source.reference,
        )


def check_sizes(sources: Iterable[Source], *, largest_bytes: int = LARGEST_FILE) -> None:
    """Raises BotError with UPLOAD_TOO_LARGE before anything is read."""
    if any(source.size > largest_bytes for source in sources):
        raise too_large(largest_bytes)


def too_large(largest_bytes: int) -> BotError:
    """The answer to a file that is more than the bot can get."""
    return BotError(
        BotErrorCode.UPLOAD_TOO_LARGE,
        f"That picture is larger than {largest_bytes // 2**20} MB.",
        "Post a smaller one.",
    )
