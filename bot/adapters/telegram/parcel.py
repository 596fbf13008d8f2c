"""A result's pictures on their way: each as a photo where Telegram takes one, else as a file."""

from collections.abc import Sequence

from bot.adapters.telegram.letter import Upload, UploadKind
from bot.wishes import ContentPicture, name_picture
from dream_core import ErrorCode
from dream_core.engine.protocol import DreamEngine
from dream_core.errors import PictureError

PHOTO_BYTES = 10 * 10**6
MOST_SIDES = 10_000
"""A photo's width and height together, in pixels."""
MOST_RATIO = 20
_MOST_HALVINGS = 5


class Parcel:
    """All of them are sent the same way: an album has no other. Made smaller once if refused."""

    def __init__(
        self,
        pictures: Sequence[ContentPicture],
        engine: DreamEngine,
        *,
        document_bytes: int,
        kind: UploadKind = "photo",
    ) -> None:
        self._pictures = tuple(pictures)
        self._engine = engine
        self._document_bytes = document_bytes
        self._kind: UploadKind = kind
        self._is_shrunk = False

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """What is to be sent."""
        return tuple(
            Upload(
                kind=self._kind,
                data=picture.data,
                file_name=picture.file_name,
                is_spoiler=picture.is_spoiler,
                width=picture.width,
                height=picture.height,
            )
            for picture in self._pictures
        )

    @property
    def has_spoiler(self) -> bool:
        """Whether one of them is to be covered, as only photos are."""
        return any(picture.is_spoiler for picture in self._pictures)

    async def fit(self) -> None:
        """Chooses how they are sent, and makes smaller what is too large for that.

        A file can't be covered, so spoilers are rather made smaller. Raises DreamError.
        """
        if self.has_spoiler:
            await self._shape_photos()
        if not all(map(_has_photo_shape, self._pictures)):
            self._kind = "document"
        if self._kind == "photo" and self._largest > PHOTO_BYTES and not self.has_spoiler:
            self._kind = "document"
        await self._shrink(PHOTO_BYTES if self._kind == "photo" else self._document_bytes)

    def send_as_documents(self) -> bool:
        """Telegram takes them as no photos; False where they are files already, or to be covered,
        as files can't be.
        """
        if self._kind == "document" or self.has_spoiler:
            return False
        self._kind = "document"
        return True

    async def shrink(self) -> bool:
        """Makes them much smaller than what was refused just now; False where they were already.

        Raises DreamError.
        """
        if self._is_shrunk or not self._pictures:
            return False
        self._is_shrunk = True
        await self._shrink(min(self._document_bytes, self._largest // 2))
        return True

    async def _shape_photos(self) -> None:
        """Makes them smaller until Telegram takes their sides; raises DreamError where it won't."""
        for _ in range(_MOST_HALVINGS):
            if all(map(_has_photo_shape, self._pictures)):
                return
            await self._shrink(self._largest // 2)
        raise PictureError(
            ErrorCode.PICTURE_TOO_LARGE,
            "The picture is too large or too narrow to be covered on Telegram.",
            "Ask for a smaller size.",
        )

    @property
    def _largest(self) -> int:
        return max((len(picture.data) for picture in self._pictures), default=0)

    async def _shrink(self, max_bytes: int) -> None:
        self._pictures = tuple(
            [await self._encode(picture, max_bytes) for picture in self._pictures]
        )

    async def _encode(self, picture: ContentPicture, max_bytes: int) -> ContentPicture:
        if len(picture.data) <= max_bytes:
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


def _has_photo_shape(picture: ContentPicture) -> bool:
    if not picture.width:
        return True  # a preview, whose size nobody tells
    long, short = max(picture.width, picture.height), min(picture.width, picture.height)
    return long + short <= MOST_SIDES and long <= MOST_RATIO * short
