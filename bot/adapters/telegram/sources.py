"""Finds the pictures of messages, and reads them."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import structlog
from telegram import (
    Animation,
    Document,
    File,
    Message,
    PhotoSize,
    Sticker,
    Video,
    VideoNote,
)
from telegram.error import BadRequest, TelegramError

from bot.adapters.telegram.settings import CLOUD_INCOMING_BYTES
from bot.adapters.telegram.status_message import Bot
from bot.errors import BotError, BotErrorCode
from bot.records import Wish
from bot.wishes import MOST_PICTURES, Source, too_large

Media = PhotoSize | Document | Sticker | Animation | Video | VideoNote

_NAMES: Mapping[type[Media], str] = {
    PhotoSize: "photo.jpg",
    Sticker: "sticker.webp",
    Animation: "animation.mp4",
    Video: "video.mp4",
    VideoNote: "video.mp4",
}
_FILES = ("image/", "video/")
_READ_SECONDS = 100.0

_log = structlog.get_logger(__name__)


class Sources:
    """The pictures of Telegram. ``largest_bytes`` is what its server hands out at the most."""

    def __init__(self, bot: Bot, *, largest_bytes: int) -> None:
        self._bot = bot
        self.largest_bytes = largest_bytes

    def find(self, messages: Sequence[Message]) -> list[Source]:
        """The pictures of a message, or of all of an album, in order."""
        found = (source for message in messages if (source := self._find_one(message)))
        return list(found)[:MOST_PICTURES]

    def recall(self, wish: Wish) -> list[Source]:
        """The pictures that a wish came with, as Telegram still has them."""
        return [
            Source(
                read=partial(self.read, picture.reference),
                file_name=picture.file_name,
                description=picture.description,
                is_spoiler=picture.is_spoiler,
                reference=picture.reference,
            )
            for picture in wish.pictures
            if picture.reference
        ]

    async def read(self, file_id: str) -> bytes:
        """The bytes of a file; raises BotError where Telegram doesn't hand them out."""
        try:
            file = await self._bot.get_file(file_id)
            return await _download(file)
        except BadRequest as error:
            if "too big" in error.message.lower():
                # A proxy in front of Telegram: a local server hands out whatever it has.
                raise too_large(min(self.largest_bytes, CLOUD_INCOMING_BYTES)) from error
            raise BotError(
                BotErrorCode.ORIGINAL_GONE,
                "Telegram doesn't have that picture any more.",
                "Post it again.",
            ) from error
        except (TelegramError, OSError) as error:
            # The library's own words may hold the file's address, which holds the token.
            _log.warning("telegram_file_failed", error=type(error).__name__)
            raise BotError(
                BotErrorCode.NOT_FOUND, "Telegram didn't hand me the picture.", "Try again."
            ) from error

    def _find_one(self, message: Message) -> Source | None:
        media = find_media(message)
        if media is None:
            return None
        return Source(
            read=partial(self.read, media.file_id),
            file_name=getattr(media, "file_name", None) or _NAMES.get(type(media), "picture"),
            size=media.file_size or 0,
            is_spoiler=bool(message.has_media_spoiler),
            reference=media.file_id,
        )


async def _download(file: File) -> bytes:
    """A server of one's own may name a path, which the library would read on the event loop."""
    path = Path(file.file_path or "")
    if path.is_absolute():  # everything else is an address
        return await asyncio.to_thread(path.read_bytes)
    return bytes(await file.download_as_bytearray(read_timeout=_READ_SECONDS))


def find_media(message: Message) -> Media | None:
    """The picture of one message: a photo in its largest size, a GIF, a video, a file that is one
    of these, or a sticker, but for those that are drawn as they are shown.
    """
    if message.photo:
        return message.photo[-1]
    # An animation comes as a document too.
    if film := message.animation or message.video or message.video_note:
        return film
    document, sticker = message.document, message.sticker
    if document is not None and (document.mime_type or "").startswith(_FILES):
        return document
    if sticker is not None and not sticker.is_animated:
        return sticker
    return None


def has_other_files(messages: Sequence[Message]) -> bool:
    """Whether something was posted that isn't a picture the bot could read."""
    return any(message.effective_attachment and not find_media(message) for message in messages)


def explain_files(messages: Sequence[Message]) -> BotError:
    """The answer where none of the files that were posted is a picture."""
    if any(message.sticker is not None and message.sticker.is_animated for message in messages):
        return BotError(
            BotErrorCode.STICKER_DRAWN,
            "This sticker is a drawing that the app sets in motion; there is no picture in it "
            "that I could read.",
            "Send another sticker, a photo, a GIF or a short video.",
        )
    return BotError(
        BotErrorCode.NO_PICTURE,
        "I can't see a picture in that.",
        "Post a photo, a GIF, a short video, a file of one of these, or a sticker.",
    )


def no_picture(command: str = "dream") -> BotError:
    """The answer where there is nothing to dream; ``command`` is what was asked for."""
    return BotError(
        BotErrorCode.NO_PICTURE,
        "Which picture?",
        f"Write /{command} below one when you send it, or reply to one with /{command}.",
    )
