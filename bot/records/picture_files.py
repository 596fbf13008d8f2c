"""Keeps the pictures of wishes as files below one folder, until they are purged."""

import asyncio
import contextlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from bot.storage import write_whole

_GUIDE = "guide"
# Nothing else in the folder is ours to remove.
_OURS = re.compile(r"(?P<wish_id>[0-9a-f]{16})-((result-|dream-)?\d+|guide)(\.part)?")


class PictureFiles:
    """Files by wish and number, ``<folder>/<first two digits>/<wish id>-<number>``; all calls work
    off the event loop and raise OSError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def save(self, wish_id: str, pictures: Sequence[bytes], guide: bytes | None) -> None:
        """Writes each file whole; where one can't be written, none of them stays."""
        files = {str(index): data for index, data in enumerate(pictures)}
        if guide is not None:
            files[_GUIDE] = guide
        await asyncio.to_thread(self._save, wish_id, files)

    async def save_result(
        self, wish_id: str, index: int, picture: bytes, unfinished: bytes | None
    ) -> None:
        """Writes a dream beside its picture, and what it was before it was finished, if that is
        another file.
        """
        files = {_name_result(index): picture}
        if unfinished is not None:
            files[_name_dream(index)] = unfinished
        await asyncio.to_thread(self._save, wish_id, files)

    async def read_result(self, wish_id: str, index: int) -> bytes:
        """The bytes of one dream; raises FileNotFoundError once it is purged."""
        return await asyncio.to_thread(self._path(wish_id, _name_result(index)).read_bytes)

    async def read_dream(self, wish_id: str, index: int) -> bytes:
        """The same before it was finished."""
        try:
            return await asyncio.to_thread(self._path(wish_id, _name_dream(index)).read_bytes)
        except FileNotFoundError:
            return await self.read_result(wish_id, index)

    async def read(self, wish_id: str, index: int) -> bytes:
        """The bytes of one picture; raises FileNotFoundError once it is purged."""
        return await asyncio.to_thread(self._path(wish_id, str(index)).read_bytes)

    async def read_guide(self, wish_id: str) -> bytes:
        """The guide's bytes; raises FileNotFoundError once it is purged."""
        return await asyncio.to_thread(self._path(wish_id, _GUIDE).read_bytes)

    async def remove(self, wish_ids: Collection[str]) -> None:
        """Removes all files of these wishes; those that are gone already are no error."""
        await asyncio.to_thread(self._remove, wish_ids)

    async def remove_others(self, wish_ids: Collection[str]) -> int:
        """Removes what a crash left: files of no wish, and unfinished ones. Returns how many."""
        return await asyncio.to_thread(self._remove_others, frozenset(wish_ids))

    def _save(self, wish_id: str, files: Mapping[str, bytes]) -> None:
        try:
            for name, data in files.items():
                write_whole(self._path(wish_id, name), data)
        except BaseException:
            for name in files:
                with contextlib.suppress(OSError):
                    self._path(wish_id, name).unlink(missing_ok=True)
                    self._path(wish_id, f"{name}.part").unlink(missing_ok=True)
            raise

    def _remove(self, wish_ids: Collection[str]) -> None:
        for wish_id in wish_ids:
            for path in self._path(wish_id, "").parent.glob(f"{wish_id}-*"):
                path.unlink(missing_ok=True)

    def _remove_others(self, wish_ids: Collection[str]) -> int:
        removed = 0
        for path, wish_id in self._find_ours():
            if wish_id not in wish_ids or path.suffix == ".part":
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def _find_ours(self) -> Iterator[tuple[Path, str]]:
        for path in self._folder.glob("??/*"):
            if found := _OURS.fullmatch(path.name):
                yield path, found["wish_id"]

    def _path(self, wish_id: str, name: str) -> Path:
        return self._folder / wish_id[:2] / f"{wish_id}-{name}"


def _name_result(index: int) -> str:
    return f"result-{index}"


def _name_dream(index: int) -> str:
    return f"dream-{index}"
