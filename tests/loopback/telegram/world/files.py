"""Files that Telegram keeps, and what it makes of pictures."""

import asyncio
import secrets
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from tests.loopback.telegram.world.films import Film, examine_film

_ID_BYTES, _UNIQUE_BYTES = 54, 11
_MOST_PIXELS = 25_000_000
_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
_THUMBNAIL_PIXELS = (90, 320)
LARGEST_PIXELS = 1280
"""The longer side of the largest size of a photo that the bot sent."""

_FOLDERS = {
    "photo": ("photos", "jpg"),
    "document": ("documents", ""),
    "sticker": ("stickers", "webp"),
    "animation": ("animations", "mp4"),
    "video": ("videos", "mp4"),
    "video_note": ("video_notes", "mp4"),
}
_NAMELESS = ("photo", "sticker", "video_note")


class NoPictureError(Exception):
    """The file can't be read as a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as somebody chooses it. The flags are those of stickers."""

    name: str
    data: bytes = field(repr=False)
    content_type: str = "image/jpeg"
    is_animated: bool = False
    is_video: bool = False


@dataclass(eq=False, frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file under an id, and for pictures one of their sizes."""

    file_id: str
    unique_id: str
    path: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0


@dataclass(eq=False, frozen=True, slots=True, kw_only=True)
class Media:
    """What a message shows. ``kind`` is photo, document, sticker, animation, video or video_note.

    ``data`` are the bytes as they were sent, ``width`` and ``height`` theirs, and ``film`` is what
    is seen of them if they move. ``sizes`` are those of a photo, the largest last; a photo of the
    bot's is made smaller there.
    """

    kind: str
    data: bytes = field(repr=False)
    file: StoredFile = field(repr=False)
    file_name: str | None = None
    content_type: str = ""
    width: int = 0
    height: int = 0
    film: Film | None = None
    sizes: tuple[StoredFile, ...] = field(default=(), repr=False)
    thumbnail: StoredFile | None = field(default=None, repr=False)
    is_animated: bool = False
    is_video: bool = False

    @property
    def file_id(self) -> str:
        return self.file.file_id


class FileStore:
    """Gives files their ids and paths. The files that the bot has never heard of are kept too, so
    that their ids are only hard to guess.
    """

    def __init__(self) -> None:
        self.files: dict[str, StoredFile] = {}
        self._media: dict[str, Media] = {}
        self._count = 0

    def find_media(self, file_id: str) -> Media | None:
        """What was sent with this file, or with one of a photo's sizes."""
        return self._media.get(file_id)

    async def keep(self, file: File, kind: str, *, shrinks: bool = False) -> Media:
        """Stores a file as this kind of media; raises NoPictureError for a photo that is none."""
        pictures = await asyncio.to_thread(_draw_sizes, file.data, shrinks)
        if pictures is None and kind == "photo":
            raise NoPictureError
        film = await asyncio.to_thread(examine_film, file.data) if kind != "photo" else None
        size, smaller = pictures or ((film.width, film.height) if film else (0, 0), [])
        thumbnails = [self._store("photo", data, width, height) for data, width, height in smaller]
        if kind != "photo":
            stored = self._store(kind, file.data, *size, name=file.name)
        elif shrinks:
            stored = thumbnails.pop()
        else:
            stored = self._store(kind, file.data, *size)
        media = Media(
            kind=kind,
            data=file.data,
            file=stored,
            file_name=None if kind in _NAMELESS else file.name,
            content_type=file.content_type,
            width=size[0],
            height=size[1],
            film=film,
            sizes=(*thumbnails, stored) if kind == "photo" else (),
            thumbnail=thumbnails[-1] if thumbnails and kind != "photo" else None,
            is_animated=file.is_animated,
            is_video=file.is_video,
        )
        self._remember(media, [stored, *media.sizes])
        return media

    def _store(
        self, kind: str, data: bytes, width: int, height: int, *, name: str = ""
    ) -> StoredFile:
        folder, ending = _FOLDERS[kind]
        own_ending = name.rpartition(".")[2] if "." in name else "bin"
        path = f"{folder}/file_{self._count}.{ending or own_ending}"
        self._count += 1
        stored = StoredFile(
            file_id=f"AgAC{secrets.token_urlsafe(_ID_BYTES)}",
            unique_id=f"AQAD{secrets.token_urlsafe(_UNIQUE_BYTES)}",
            path=path,
            data=data,
            width=width,
            height=height,
        )
        self.files[stored.file_id] = stored
        return stored

    def _remember(self, media: Media, stored: Iterable[StoredFile]) -> None:
        for file in stored:
            self._media[file.file_id] = media


Picture = tuple[bytes, int, int]


def measure(data: bytes) -> tuple[int, int]:
    """Width and height of a picture, endless if it is too large to open; raises NoPictureError
    for anything else.
    """
    try:
        with Image.open(BytesIO(data)) as picture:
            return picture.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return sys.maxsize, sys.maxsize
    except (OSError, SyntaxError) as error:
        raise NoPictureError from error


def _draw_sizes(data: bytes, shrinks: bool) -> tuple[tuple[int, int], list[Picture]] | None:
    """A picture's size and its smaller versions as JPEG, None if it can't be read.

    If it ``shrinks``, the last of them is the largest that Telegram shows. Of a picture larger than
    a photo may be there are none.
    """
    try:
        with Image.open(BytesIO(data)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                return opened.size, []
            picture = opened.convert("RGB")
    except _UNREADABLE:
        return None
    longest = max(picture.size)
    pixels = [side for side in _THUMBNAIL_PIXELS if side < longest]
    if shrinks:
        pixels.append(min(longest, LARGEST_PIXELS))
    return picture.size, [_shrink(picture, side) for side in pixels]


def _shrink(picture: Image.Image, longest: int) -> Picture:
    smaller = picture.copy()
    smaller.thumbnail((longest, longest))
    buffer = BytesIO()
    smaller.save(buffer, "JPEG", quality=87)
    return buffer.getvalue(), smaller.width, smaller.height
