"""Reads what a page orders: a picture of the room, how to dream it, and where."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from bot.adapters.web.incoming import (
    LONGEST_TEXT,
    UPLOAD_SECONDS,
    read_json,
    read_limited,
    take_text,
    too_slow,
)
from bot.adapters.web.masks import LARGEST_MASK_BYTES
from bot.errors import UsageError

_FIELDS = ("picture", "options", "guide", "mask_of")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOrder:
    """What a page asks for: ids of the room's pictures, words, and the mask as it came.

    ``mask_of`` is the dream whose mask is to be used again.
    """

    picture: str
    options: str
    guide: str
    mask_of: str
    mask: bytes | None = None


async def read_order(request: web.Request) -> PageOrder:
    """A small JSON object, or a form that has the same fields and a file ``mask``.

    Raises UsageError for anything else, BotError for what is too large or takes too long.
    """
    if not request.content_type.startswith("multipart/"):
        return _take_order(await read_json(request))
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            return await _read_form(request)
    except TimeoutError as error:
        raise too_slow() from error
    except ValueError as error:
        raise UsageError("The order arrived damaged.", "Reload the page and try again.") from error


async def _read_form(request: web.Request) -> PageOrder:
    values: dict[str, str] = {}
    mask = None
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise UsageError("An order has no forms in forms.")
        if part.name == "mask":
            mask = await read_limited(part, LARGEST_MASK_BYTES)
        elif part.name in _FIELDS:
            values[part.name] = (await read_limited(part, 8 * LONGEST_TEXT)).decode("utf-8")
    return _take_order(values, mask)


def _take_order(values: Mapping[str, Any], mask: bytes | None = None) -> PageOrder:
    return PageOrder(**{name: take_text(values, name) for name in _FIELDS}, mask=mask)
