"""Reads a post as it streams in, with a limit on everything."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from bot.adapters.web.masks import LARGEST_MASK_BYTES, Mask, develop_mask
from bot.conversation import Problem
from bot.errors import BotError, BotErrorCode, UsageError
from dream_core import DreamError, Photo
from dream_core.engine.protocol import DreamEngine
from dream_core.motion import Animation

LONGEST_TEXT = 2000
MOST_PICTURES = 8
UPLOAD_SECONDS = 180.0
# Whole uploads are in memory until they are developed, so only so many at once.
_UPLOADS_AT_ONCE = 3
_LONGEST_FILE_NAME = 80

FILM = Animation()
"""What may move in the room: whatever could be dreamed moving."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A picture of the post that couldn't be taken, and why."""

    file_name: str
    problem: Problem


@dataclass(slots=True)
class Incoming:
    """What somebody sends: words, developed photos, the picture it replies to, and where of the
    photo a dream is to grow.
    """

    text: str = ""
    reply_to: str = ""
    photos: list[Photo] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    mask: Mask | None = None


class PostReader:
    """Reads multipart posts. No more than one picture of a post is in memory undeveloped."""

    def __init__(self, engine: DreamEngine, *, max_upload_bytes: int) -> None:
        self._engine = engine
        self._max_upload_bytes = max_upload_bytes
        self._uploads = asyncio.Semaphore(_UPLOADS_AT_ONCE)

    async def read(self, request: web.Request, *, check_text: Callable[[str], object]) -> Incoming:
        """The whole post. ``check_text`` may refuse the words before the pictures are sent.

        Raises BotError where the post as a whole can't be taken; a picture that can't is among
        the refusals.
        """
        if not request.content_type.startswith("multipart/"):
            raise UsageError("A post is sent as a form.", "Reload the page and try again.")
        try:
            async with asyncio.timeout(UPLOAD_SECONDS), AsyncExitStack() as uploading:
                return await self._read_parts(request, check_text, uploading)
        except TimeoutError as error:
            raise too_slow() from error
        except ValueError as error:
            raise UsageError(
                "The post arrived damaged.", "Reload the page and try again."
            ) from error

    async def _read_parts(
        self,
        request: web.Request,
        check_text: Callable[[str], object],
        uploading: AsyncExitStack,
    ) -> Incoming:
        incoming = Incoming()
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise UsageError("A post has no forms in forms.")
            if part.name == "text":
                incoming.text = check_length((await self._read_words(part)).strip())
                check_text(incoming.text)
            elif part.name == "reply_to":
                incoming.reply_to = await self._read_words(part)
            elif part.name == "mask":
                data = await read_limited(part, LARGEST_MASK_BYTES)
                incoming.mask = await develop_mask(data, self._engine)
            elif part.name == "picture":
                if not incoming.photos and not incoming.refusals:
                    # Only now, so that words never wait for somebody's slow pictures.
                    await uploading.enter_async_context(self._uploads)
                await self._take_picture(part, incoming)
        return incoming

    async def _take_picture(self, part: BodyPartReader, incoming: Incoming) -> None:
        if len(incoming.photos) + len(incoming.refusals) >= MOST_PICTURES:
            raise UsageError(
                f"A post takes {MOST_PICTURES} pictures.", "Send the others in another post."
            )
        data = await read_limited(part, self._max_upload_bytes)
        try:
            incoming.photos.append(await self._engine.develop(data, film=FILM))
        except DreamError as problem:
            name = (part.filename or "picture")[:_LONGEST_FILE_NAME]
            incoming.refusals.append(Refusal(file_name=name, problem=problem))

    async def _read_words(self, part: BodyPartReader) -> str:
        return (await read_limited(part, 8 * LONGEST_TEXT)).decode("utf-8")


async def read_limited(part: BodyPartReader, limit: int) -> bytes:
    """A form's part; raises BotError where it has more bytes."""
    data = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        data += chunk
        if len(data) > limit:
            raise BotError(
                BotErrorCode.UPLOAD_TOO_LARGE,
                f"That is larger than {write_bytes(limit)}.",
                "Send a smaller one.",
            )
    return bytes(data)


def too_slow() -> BotError:
    """The answer to an upload that takes forever."""
    return BotError(BotErrorCode.TOO_SLOW, "The upload took too long.", "Try a smaller picture.")


def check_length(text: str) -> str:
    """The text; raises BotError if it is too long for the room."""
    if len(text) > LONGEST_TEXT:
        raise BotError(
            BotErrorCode.TEXT_TOO_LONG,
            f"That text has {len(text)} characters.",
            f"Use at most {LONGEST_TEXT}.",
        )
    return text


async def read_json(request: web.Request) -> dict[str, Any]:
    """A small JSON object; raises UsageError for anything else."""
    try:
        values = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UsageError("The room expects JSON.", "Reload the page and try again.") from error
    if not isinstance(values, dict):
        raise UsageError("The room expects a JSON object.", "Reload the page and try again.")
    return values


def take_text(values: Mapping[str, Any], name: str) -> str:
    """A string of a JSON object, empty where it is missing; raises UsageError for other types."""
    value = values.get(name) or ""
    if not isinstance(value, str):
        raise UsageError(f"{name} must be text.", "Reload the page and try again.")
    return check_length(value.strip())


def write_bytes(count: int) -> str:
    return f"{count / 2**20:.3g} MB" if count >= 2**20 else f"{count / 2**10:.3g} kB"
