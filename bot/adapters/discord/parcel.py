"""Makes a draft's pictures small enough for the place where they are posted."""

from dataclasses import replace

from bot.adapters.discord.draft import Draft
from bot.adapters.discord.place import USUAL_FILE_BYTES
from bot.wishes import ContentPicture, name_picture
from dream_core.engine.protocol import DreamEngine

_FORM_BYTES = 16 * 1024
"""What the words and buttons around the files take."""


class Parcel:
    """A draft on its way. Its pictures are re-encoded, smaller, once."""

    def __init__(self, draft: Draft, engine: DreamEngine) -> None:
        self.draft = draft
        self.is_shrunk = False
        self._engine = engine

    async def fit(self, max_bytes: int) -> None:
        """Makes the pictures fit together, if they don't; raises DreamError if they can't."""
        if self.draft.picture_bytes > max_bytes - _FORM_BYTES:
            await self._shrink(max_bytes - _FORM_BYTES)

    async def shrink(self) -> None:
        """Makes them much smaller than what was refused just now; raises DreamError."""
        await self._shrink(min(USUAL_FILE_BYTES - _FORM_BYTES, self.draft.picture_bytes // 2))

    async def _shrink(self, max_bytes: int) -> None:
        pictures = self.draft.pictures or ()
        shares = share_bytes([len(picture.data) for picture in pictures], max_bytes)
        fitting = [
            await self._encode(picture, share)
            for picture, share in zip(pictures, shares, strict=True)
        ]
        self.draft = replace(self.draft, pictures=tuple(fitting))
        self.is_shrunk = True

    async def _encode(self, picture: ContentPicture, max_bytes: int) -> ContentPicture:
        if len(picture.data) <= max_bytes:
            return picture
        encoded = await self._engine.shrink(picture.data, max_bytes=max_bytes)
        stem = picture.file_name.rpartition(".")[0] or picture.file_name
        file_name = name_picture(stem, encoded.picture_format)
        return replace(picture, data=encoded.picture, file_name=file_name)


def share_bytes(sizes: list[int], max_bytes: int) -> list[int]:
    """How large each file may become, so that all together have ``max_bytes`` at most.

    Files that are smaller than an even share keep their size; the others divide what is left.
    """
    shares = [0] * len(sizes)
    left = max_bytes
    for done, index in enumerate(sorted(range(len(sizes)), key=lambda item: sizes[item])):
        shares[index] = min(sizes[index], left // (len(sizes) - done))
        left -= shares[index]
    return shares
