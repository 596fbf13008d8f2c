"""Where finished pictures go: one file, a folder, or standard output; never over a photo."""

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors import UsageError
from dream_core.request import DreamResult, PictureFormat

STREAM = "-"
"""Instead of a file's name: standard input or output."""

FORMATS: dict[str, PictureFormat] = {
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".png": "png",
    ".webp": "webp",
}
FILM_FORMATS: dict[str, PictureFormat] = {".mp4": "mp4", ".gif": "gif"}
_SUFFIXES: dict[PictureFormat, str] = {
    "jpeg": ".jpg",
    "png": ".png",
    "webp": ".webp",
    "mp4": ".mp4",
    "gif": ".gif",
}


class Output:
    """Decides each result's name once its format is known, and writes it whole or not at all.

    ``picture_format`` is what the name asks for; None leaves it to the picture.
    """

    def __init__(
        self,
        out: str,
        photos: Sequence[str],
        *,
        kept: Sequence[str] = (),
        formats: Mapping[str, PictureFormat] = FORMATS,
    ) -> None:
        """``kept`` are other pictures that stay, ``formats`` what a name may end with.

        Raises UsageError where OUT doesn't fit.
        """
        self._formats = formats
        self._inputs = [Path(photo) for photo in (*photos, *kept) if photo != STREAM]
        self._written: set[str] = set()
        self._path = Path(out)
        self._is_stream = out == STREAM
        self._is_folder = not self._is_stream and _asks_for_folder(out, len(photos), formats)
        self.picture_format: PictureFormat | None = None
        if not self._is_stream and not self._is_folder:
            self.picture_format = self._check_file()
        if len(photos) > 1 and not self._is_folder:
            raise UsageError(
                f"With {len(photos)} photos, -o must name a folder, not {out}.",
                "It is made where there is none.",
            )

    @property
    def is_stream(self) -> bool:
        return self._is_stream

    def prepare(self) -> None:
        """Makes the folder; raises OSError where nothing can be written, before hours are spent."""
        if self._is_stream:
            return
        folder = self._path if self._is_folder else self._path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise NotADirectoryError(errno.ENOTDIR, "That is no folder", str(folder)) from None
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))

    def write(self, photo: str, result: DreamResult) -> str:
        """Writes the result; returns where to, ``-`` being standard output."""
        if self._is_stream:
            sys.stdout.buffer.write(result.picture)
            sys.stdout.buffer.flush()
            return STREAM
        path = self._name_result(photo, result.picture_format) if self._is_folder else self._path
        _write_whole(path, result.picture)
        self._written.add(_fold(path))
        return str(path)

    def _check_file(self) -> PictureFormat:
        if any(_is_same(self._path, photo) for photo in self._inputs):
            raise UsageError(
                f"-o {self._path} is the photo itself.", "Choose another name; photos are kept."
            )
        picture_format = self._formats.get(self._path.suffix.lower())
        if picture_format is None:
            raise UsageError(
                f"-o {self._path} doesn't say which kind of picture to write.",
                f"End it with {', '.join(self._formats)}, or with / for a folder.",
            )
        return picture_format

    def _name_result(self, photo: str, picture_format: PictureFormat) -> Path:
        stem = "photo" if photo == STREAM else Path(photo).stem
        suffix = _SUFFIXES[picture_format]
        path, count = self._path / f"{stem}{suffix}", 1
        while _fold(path) in self._written or any(_is_same(path, own) for own in self._inputs):
            count += 1
            path = self._path / f"{stem}-{count}{suffix}"
        return path


def _asks_for_folder(out: str, photos: int, formats: Mapping[str, PictureFormat]) -> bool:
    path = Path(out)
    if path.is_dir() or out.endswith(("/", os.sep)):
        return True
    return photos > 1 and path.suffix.lower() not in formats and not path.exists()


def _is_same(path: Path, photo: Path) -> bool:
    try:
        return path.samefile(photo)
    except OSError:
        return path.absolute() == photo.absolute()


def _fold(path: Path) -> str:
    # Some file systems take a.jpg and A.JPG for one file.
    return str(path.absolute()).casefold()


def _write_whole(path: Path, data: bytes) -> None:
    """Writes beside the target and renames, so that nobody ever meets half a picture."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def check_streams(
    output: Output,
    pictures: Sequence[str],
    *,
    guide: str | None,
    mask: str | None = None,
    as_json: bool,
) -> None:
    """Raises UsageError where two things would share standard input or standard output."""
    if output.is_stream and as_json:
        raise UsageError("--json and -o - can't both have standard output.", "Name a file.")
    if guide == STREAM and STREAM in pictures:
        raise UsageError("Picture and guide can't both be standard input.", "Name a file.")
    if mask == STREAM and STREAM in (*pictures, guide):
        raise UsageError("The mask can't be standard input as well.", "Name a file.")
