"""What a message of the bot's is to show, in the forms that Telegram takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from telegram import (
    InlineKeyboardMarkup,
    InputMediaAnimation,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
)
from telegram.constants import ParseMode

from bot.adapters.telegram.markup import LONGEST_CAPTION, LONGEST_TEXT, clip_lines

UploadKind = Literal["photo", "animation", "video", "document"]
Manner = Literal["photo", "document"]
"""How dreams are sent at the best: to be looked at, films as animations, or as files."""

MANNERS: tuple[Manner, ...] = get_args(Manner)

AlbumMedia = InputMediaPhoto | InputMediaVideo | InputMediaDocument
InputMedia = AlbumMedia | InputMediaAnimation


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file to send. A document is kept as it is, a photo is shown large and made smaller; an
    animation plays by itself, again and again, and is the only one that no album takes.

    ``width`` and ``height`` are in pixels, 0 where nobody knows them; ``duration_seconds`` is that
    of a film.
    """

    kind: UploadKind
    data: bytes = field(repr=False)
    file_name: str
    is_spoiler: bool = False
    width: int = 0
    height: int = 0
    duration_seconds: float = 0.0

    def describe(self) -> dict[str, Any]:
        """What Telegram is told of a file of this kind, by the names of its parameters."""
        if self.kind == "document":
            # Telegram would make a sticker of a WebP, and an animation of a GIF.
            return {"disable_content_type_detection": True}
        if self.kind == "photo":
            return {"has_spoiler": self.is_spoiler}
        return {
            "has_spoiler": self.is_spoiler,
            "width": self.width or None,
            "height": self.height or None,
            "duration": max(1, round(self.duration_seconds)),
        }

    def as_media(self, caption: str | None = None) -> InputMedia:
        """For edits, with a caption in HTML."""
        return _MEDIA[self.kind](
            self.data,
            caption=caption,
            parse_mode=ParseMode.HTML,
            filename=self.file_name,
            **self.describe(),
        )

    def as_album_media(self, caption: str | None = None) -> AlbumMedia:
        """The same for albums alone; raises TypeError for an animation, which they don't take."""
        media = self.as_media(caption)
        if isinstance(media, InputMediaAnimation):
            raise TypeError("no album takes an animation")
        return media


_MEDIA: Mapping[UploadKind, type[InputMedia]] = {
    "photo": InputMediaPhoto,
    "animation": InputMediaAnimation,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A whole message; ``upload`` None leaves the picture that it has. ``text`` is HTML."""

    text: str
    upload: Upload | None = None
    keyboard: InlineKeyboardMarkup | None = None

    @property
    def message_text(self) -> str:
        """The words as a message of their own takes them."""
        return clip_lines(self.text, LONGEST_TEXT)

    @property
    def caption(self) -> str:
        """The words as a picture takes them."""
        return clip_lines(self.text, LONGEST_CAPTION)
