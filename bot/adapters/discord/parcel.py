"""Makes a draft's pictures small enough for the place where they are posted, and says so where
pixels had to go.

Films are made to fit by whoever makes them: of theirs, only another dream makes less.
"""

from dataclasses import replace

from bot.adapters.discord.draft import Draft, escape
from bot.adapters.discord.place import USUAL_FILE_BYTES
from bot.texts import Phrases
from bot.wishes import ContentPicture, name_picture, sniff_picture
from dream_core import ErrorCode
from dream_core.engine.protocol import DreamEngine
from dream_core.errors import PictureError

_FORM_BYTES = 16 * 1024
"""What the words and buttons around the files take."""


class Parcel:
    """A draft on its way. Its pictures are re-encoded, smaller, once."""

    def __init__(self, draft: Draft, engine: DreamEngine, phrases: Phrases) -> None:
        self.draft = draft
        self.is_shrunk = False
        self._whole = draft
        self._engine = engine
        self._phrases = phrases

    async def fit(self, max_bytes: int) -> None:
        """Makes the pictures fit together, if they don't; raises DreamError if they can't."""
        if self.draft.picture_bytes > max_bytes - _FORM_BYTES:
            await self._shrink(max_bytes - _FORM_BYTES)

    async def shrink(self) -> None:
        """Makes them much smaller than what was refused just now; raises DreamError."""
        await self._shrink(min(USUAL_FILE_BYTES - _FORM_BYTES, self.draft.picture_bytes // 2))

    async def _shrink(self, max_bytes: int) -> None:
        pictures = self.draft.pictures or ()
        left = max_bytes - sum(len(picture.data) for picture in pictures if _is_film(picture))
        stills = [picture for picture in pictures if not _is_film(picture)]
        if left < 0 or not stills:
            raise PictureError(
                ErrorCode.PICTURE_TOO_LARGE,
                f"The film has more than {max_bytes} bytes.",
                "Ask for a smaller size, or for a shorter one.",
            )
        shares = iter(share_bytes([len(picture.data) for picture in stills], left))
        fitting = [
            picture if _is_film(picture) else await self._encode(picture, next(shares))
            for picture in pictures
        ]
        notes = map(self._tell_smaller, self._whole.pictures or (), fitting)
        content = "\n".join([self._whole.content, *filter(None, notes)])
        self.draft = replace(self.draft, content=content, pictures=tuple(fitting))
        self.is_shrunk = True

    async def _encode(self, picture: ContentPicture, max_bytes: int) -> ContentPicture:
        if len(picture.data) <= max_bytes:
            return picture
        encoded = await self._engine.shrink(picture.data, max_bytes=max_bytes)
        stem = picture.file_name.rpartition(".")[0] or picture.file_name
        file_name = name_picture(stem, encoded.picture_format)
        return replace(
            picture,
            data=encoded.picture,
            file_name=file_name,
            width=encoded.width,
            height=encoded.height,
        )

    def _tell_smaller(self, whole: ContentPicture, sent: ContentPicture) -> str:
        """Nothing of a picture with all its pixels, nor of a preview, whose size nobody tells."""
        if not whole.width or sent.width >= whole.width:
            return ""
        sizes = {
            "width": sent.width,
            "height": sent.height,
            "whole_width": whole.width,
            "whole_height": whole.height,
        }
        texts = {name: str(side) for name, side in sizes.items()}
        return escape(self._phrases.say("dream-made-smaller", **texts))


def _is_film(picture: ContentPicture) -> bool:
    return sniff_picture(picture.data) in ("mp4", "gif")


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
