"""What a message of the bot's is to show, before it is known how it gets there."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import discord

from bot.wishes import ContentPicture

LONGEST_CONTENT = 2000
LONGEST_DESCRIPTION = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A whole message. ``pictures`` None leaves those that it has; ``view`` None means no buttons.

    Nobody is ever notified by it, whatever names are in its words.
    """

    content: str
    pictures: tuple[ContentPicture, ...] | None = None
    view: discord.ui.View | None = None

    @property
    def picture_bytes(self) -> int:
        """How much there is to upload."""
        return sum(len(picture.data) for picture in self.pictures or ())

    def for_edit(self) -> dict[str, Any]:
        """The arguments of discord.py's edits, of interactions, webhooks and messages alike."""
        arguments: dict[str, Any] = {**self._common(), "view": self.view}
        if self.pictures is not None:
            arguments["attachments"] = [make_file(picture) for picture in self.pictures]
        return arguments

    def for_post(self) -> dict[str, Any]:
        """The arguments of discord.py's sends, of webhooks and channels alike."""
        arguments = self._common()
        if self.pictures:
            arguments["files"] = [make_file(picture) for picture in self.pictures]
        if self.view is not None:
            arguments["view"] = self.view
        return arguments

    def _common(self) -> dict[str, Any]:
        return {
            "content": clip(self.content, LONGEST_CONTENT),
            "allowed_mentions": discord.AllowedMentions.none(),
        }


def make_file(picture: ContentPicture) -> discord.File:
    """A picture's file for one try: discord.py uses up what it sends."""
    return discord.File(
        BytesIO(picture.data),
        picture.file_name,
        spoiler=picture.is_spoiler,
        description=clip(picture.description, LONGEST_DESCRIPTION) or None,
    )


class DiscordMarkup:
    """Implements :class:`bot.wishes.Markup`."""

    def escape(self, text: str) -> str:
        return escape(text)

    def link(self, label: str, address: str) -> str:
        # In angle brackets, so that Discord shows no preview of what it leads to.
        return f"[{escape(label)}](<{address}>)"

    def code(self, text: str) -> str:
        quoted = text.replace("`", "'")
        return f"```\n{quoted}\n```"

    def inline_code(self, text: str) -> str:
        quoted = text.replace("`", "'")
        return f"`{quoted}`"


MARKUP = DiscordMarkup()


def clip(text: str, longest: int) -> str:
    """The text, cut with an ellipsis where it has more characters than Discord takes."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def escape(text: str) -> str:
    """Plain text as Discord shows it letter by letter: no markup, nobody mentioned."""
    return discord.utils.escape_mentions(discord.utils.escape_markdown(text))
