"""What a message of the bot's is to show, in the forms that Telegram takes."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from telegram import InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto
from telegram.constants import ParseMode

from bot.adapters.telegram.markup import LONGEST_CAPTION, LONGEST_TEXT, clip_lines

UploadKind = Literal["photo", "document"]
UPLOAD_KINDS: tuple[UploadKind, ...] = get_args(UploadKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file to send. A document is kept as it is, a photo is shown large and made smaller.

    ``width`` and ``height`` are in pixels, 0 where nobody knows them.
    """

    kind: UploadKind
    data: bytes = field(repr=False)
    file_name: str
    is_spoiler: bool = False
    width: int = 0
    height: int = 0

    def as_media(self, caption: str | None = None) -> InputMediaPhoto | InputMediaDocument:
        """For edits and albums, with a caption in HTML."""
        if self.kind == "photo":
            return InputMediaPhoto(
                self.data,
                caption=caption,
                parse_mode=ParseMode.HTML,
                has_spoiler=self.is_spoiler,
                filename=self.file_name,
            )
        return InputMediaDocument(
            self.data,
            caption=caption,
            parse_mode=ParseMode.HTML,
            filename=self.file_name,
            # Telegram would make a sticker of a WebP.
            disable_content_type_detection=True,
        )


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
