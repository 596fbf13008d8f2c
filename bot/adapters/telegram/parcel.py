"""A result's pictures on their way: each as Telegram shows one best, else as a file."""

from collections.abc import Sequence
from typing import get_args

from bot.adapters.telegram.letter import Manner, Upload, UploadKind
from bot.wishes import ContentPicture, name_picture, sniff_picture
from dream_core import ErrorCode
from dream_core.engine.protocol import DreamEngine
from dream_core.errors import PictureError
from dream_core.request import MotionFormat

PHOTO_BYTES = 10 * 10**6
SHOWN_SIDE = 1280
"""Longest side in pixels of a photo that Telegram leaves at its size; larger ones it makes smaller.
"""
MOST_SIDES = 10_000
"""A photo's width and height together, in pixels."""
MOST_RATIO = 20
_MOST_HALVINGS = 5
_FILMS: tuple[MotionFormat, ...] = get_args(MotionFormat)


class Parcel:
    """If one of them is a file, all are: an album has no other way. Photos are made smaller once
    if refused; films are as small as they can be. What Telegram would make smaller is a file,
    unless it ``is_page``, a sheet's, which is looked at as a whole.
    """

    def __init__(
        self,
        pictures: Sequence[ContentPicture],
        engine: DreamEngine,
        *,
        document_bytes: int,
        kind: Manner = "photo",
        is_page: bool = False,
    ) -> None:
        self._pictures = tuple(pictures)
        self._engine = engine
        self._document_bytes = document_bytes
        self._are_files = kind == "document"
        # An album takes no animations.
        self._film_kind: UploadKind = "animation" if len(self._pictures) == 1 else "video"
        self._is_shrunk = False
        self._is_page = is_page

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """What is to be sent."""
        return tuple(
            Upload(
                kind=self._choose_kind(picture),
                data=picture.data,
                file_name=picture.file_name,
                is_spoiler=picture.is_spoiler,
                width=picture.width,
                height=picture.height,
                duration_seconds=picture.duration_seconds,
            )
            for picture in self._pictures
        )

    @property
    def has_spoiler(self) -> bool:
        """Whether one of them is to be covered, as files can't be."""
        return any(picture.is_spoiler for picture in self._pictures)

    async def fit(self) -> None:
        """Chooses how they are sent, and makes smaller what is too large for that.

        A file can't be covered, so spoilers are rather made smaller. Raises DreamError.
        """
        if self.has_spoiler:
            await self._shape_photos()
        elif not all(map(self._can_be_shown, self._pictures)):
            self._are_files = True
        await self._shrink_photos(self._document_bytes if self._are_files else PHOTO_BYTES)
        if any(len(film.data) > self._document_bytes for film in self._pictures if _moves(film)):
            raise PictureError(
                ErrorCode.PICTURE_TOO_LARGE,
                "The film is too large for Telegram.",
                "Ask for a smaller size, or for a shorter one.",
            )

    def send_otherwise(self) -> bool:
        """Another way to send them, where Telegram doesn't take them as they are; False where
        there is none.
        """
        # Groups may forbid animations, which are GIFs to their administrators, and take videos.
        if self._film_kind == "animation" and not self._are_files and self._has_videos:
            self._film_kind = "video"
            return True
        return self.send_as_documents()

    def send_as_documents(self) -> bool:
        """Telegram is to show none of them; False where they are files already, or to be covered,
        as files can't be.
        """
        if self._are_files or self.has_spoiler:
            return False
        self._are_files = True
        return True

    async def shrink(self) -> bool:
        """Makes photos much smaller than what was refused just now; False where they were already,
        or there is none.

        Raises DreamError.
        """
        if self._is_shrunk or not self._photos:
            return False
        self._is_shrunk = True
        await self._shrink_photos(min(self._document_bytes, self._largest // 2))
        return True

    def _choose_kind(self, picture: ContentPicture) -> UploadKind:
        if self._are_files:
            return "document"
        return self._film_kind if _moves(picture) else "photo"

    def _can_be_shown(self, picture: ContentPicture) -> bool:
        if not _moves(picture):
            keeps_size = self._is_page or max(picture.width, picture.height) <= SHOWN_SIDE
            return keeps_size and _has_photo_shape(picture) and len(picture.data) <= PHOTO_BYTES
        return self._film_kind == "animation" or sniff_picture(picture.data) == "mp4"

    async def _shape_photos(self) -> None:
        """Makes them smaller until Telegram takes their sides; raises DreamError where it won't."""
        for _ in range(_MOST_HALVINGS):
            if all(map(_has_photo_shape, self._photos)):
                return
            await self._shrink_photos(self._largest // 2)
        raise PictureError(
            ErrorCode.PICTURE_TOO_LARGE,
            "The picture is too large or too narrow to be covered on Telegram.",
            "Ask for a smaller size.",
        )

    @property
    def _photos(self) -> list[ContentPicture]:
        return [picture for picture in self._pictures if not _moves(picture)]

    @property
    def _has_videos(self) -> bool:
        return any(sniff_picture(picture.data) == "mp4" for picture in self._pictures)

    @property
    def _largest(self) -> int:
        return max((len(picture.data) for picture in self._photos), default=0)

    async def _shrink_photos(self, max_bytes: int) -> None:
        self._pictures = tuple(
            [await self._encode(picture, max_bytes) for picture in self._pictures]
        )

    async def _encode(self, picture: ContentPicture, max_bytes: int) -> ContentPicture:
        if _moves(picture) or len(picture.data) <= max_bytes:
            return picture
        encoded = await self._engine.shrink(picture.data, max_bytes=max_bytes)
        stem = picture.file_name.rpartition(".")[0] or picture.file_name
        return ContentPicture(
            data=encoded.picture,
            file_name=name_picture(stem, encoded.picture_format),
            description=picture.description,
            is_spoiler=picture.is_spoiler,
            width=encoded.width,
            height=encoded.height,
        )


def _moves(picture: ContentPicture) -> bool:
    return sniff_picture(picture.data) in _FILMS


def _has_photo_shape(picture: ContentPicture) -> bool:
    if not picture.width:
        return True  # a preview, whose size nobody tells
    long, short = max(picture.width, picture.height), min(picture.width, picture.height)
    return long + short <= MOST_SIDES and long <= MOST_RATIO * short
