"""Keeps the room's pictures as files with random names below one folder."""

import asyncio
import re
from collections.abc import Collection
from pathlib import Path

from bot.adapters.web.posts import Picture, is_id
from bot.errors import BotError, BotErrorCode
from bot.storage import write_whole

_SUFFIXES = {"jpeg": "jpg", "png": "png", "webp": "webp", "mp4": "mp4", "gif": "gif"}
# Nothing else in the folder is ours to remove.
_OURS = re.compile(
    r"(?P<id>[0-9a-f]{20})\.(thumb\.jpg|jpg|png|webp|mp4|gif|unfinished|mask)(\.part)?"
)


class PictureFiles:
    """Pictures by id. Every picture has a JPEG thumbnail beside it, and a dream that was finished
    in some way also the file that it was before. Masks are kept by the ids of their dreams.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def save(self, picture: Picture, data: bytes, thumbnail: bytes) -> None:
        """Writes both files whole or not at all, off the event loop."""
        await asyncio.to_thread(self._save, picture, data, thumbnail)

    async def save_result(self, picture: Picture, data: bytes, unfinished: bytes | None) -> None:
        """Writes a dream that isn't shown yet, off the event loop."""
        await asyncio.to_thread(self._save_result, picture, data, unfinished)

    async def read(self, picture: Picture) -> bytes:
        """The picture's bytes; raises BotError where somebody removed the file."""
        try:
            return await asyncio.to_thread(self.path(picture).read_bytes)
        except OSError as error:
            raise file_gone() from error

    async def read_unfinished(self, picture: Picture) -> bytes | None:
        """The dream before its finish; None where that is the picture itself."""
        try:
            return await asyncio.to_thread(self._unfinished_path(picture.id).read_bytes)
        except FileNotFoundError:
            return None

    async def save_mask(self, dream_id: str, data: bytes) -> None:
        """Writes where a photo is dreamed, off the event loop."""
        await asyncio.to_thread(write_whole, self._mask_path(dream_id), data)

    async def read_mask(self, dream_id: str) -> bytes:
        """The mask of a dream that has one; raises BotError where somebody removed the file."""
        try:
            return await asyncio.to_thread(self._mask_path(dream_id).read_bytes)
        except OSError as error:
            raise BotError(
                BotErrorCode.NOT_FOUND,
                "What was painted for this dream is gone from the room's folder.",
                "Paint once more where it should grow.",
            ) from error

    async def check(self, picture: Picture) -> None:
        """Raises BotError where somebody removed the file."""
        if not await asyncio.to_thread(self.path(picture).is_file):
            raise file_gone()

    async def remove(self, ids: Collection[str]) -> None:
        """Removes all files of these pictures and dreams; those that are gone are no error."""
        await asyncio.to_thread(self._remove, ids)

    async def remove_others(self, ids: Collection[str]) -> int:
        """Removes what a crash left: files of no picture and no dream. Returns how many."""
        return await asyncio.to_thread(self._remove_others, frozenset(ids))

    def path(self, picture: Picture) -> Path:
        return self._base(picture.id).with_suffix(f".{_SUFFIXES[picture.picture_format]}")

    def thumbnail_path(self, picture_id: str) -> Path:
        return self._base(picture_id).with_suffix(".thumb.jpg")

    def _unfinished_path(self, picture_id: str) -> Path:
        return self._base(picture_id).with_suffix(".unfinished")

    def _mask_path(self, dream_id: str) -> Path:
        return self._base(dream_id).with_suffix(".mask")

    def _base(self, file_id: str) -> Path:
        if not is_id(file_id):
            raise ValueError(f"{file_id!r} is no id of a picture or a dream")
        return self._folder / file_id[:2] / file_id

    def _save(self, picture: Picture, data: bytes, thumbnail: bytes) -> None:
        write_whole(self.thumbnail_path(picture.id), thumbnail)
        write_whole(self.path(picture), data)

    def _save_result(self, picture: Picture, data: bytes, unfinished: bytes | None) -> None:
        if unfinished is not None:
            write_whole(self._unfinished_path(picture.id), unfinished)
        write_whole(self.path(picture), data)

    def _remove(self, ids: Collection[str]) -> None:
        for file_id in ids:
            for path in self._base(file_id).parent.glob(f"{file_id}.*"):
                path.unlink(missing_ok=True)

    def _remove_others(self, ids: Collection[str]) -> int:
        removed = 0
        for path in self._folder.glob("??/*"):
            found = _OURS.fullmatch(path.name)
            if found and found["id"] not in ids:
                path.unlink(missing_ok=True)
                removed += 1
        return removed


def file_gone() -> BotError:
    """The answer where somebody removed a picture's file."""
    return BotError(
        BotErrorCode.ORIGINAL_GONE,
        "This picture's file is gone from the room's folder.",
        "Post the picture once more.",
    )
