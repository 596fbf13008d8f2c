"""Messages in chats, the bot's and other people's."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.loopback.telegram.world.files import Media
from tests.loopback.telegram.world.users import User

if TYPE_CHECKING:
    from tests.loopback.telegram.world.chats import Chat, Topic

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Revision:
    """What a message showed from ``at`` on, in seconds since 1970."""

    at: float
    text: str
    caption: str
    media: Media | None
    keyboard: tuple[tuple[Json, ...], ...]

    @property
    def words(self) -> str:
        return self.caption if self.media else self.text


@dataclass(eq=False, slots=True, kw_only=True)
class Message:
    """A message as it is now. ``keyboard`` and ``entities`` are Telegram's JSON.

    ``text`` is empty where there is media, and ``caption`` where there is none. ``service`` are
    the fields of a message by which Telegram tells what happened to the chat.
    """

    id: int
    chat: "Chat" = field(repr=False)
    sender: User
    created_at: float
    text: str = ""
    caption: str = ""
    entities: list[Json] = field(default_factory=list)
    media: Media | None = None
    media_group_id: str | None = None
    reply_to: "Message | None" = None
    topic: "Topic | None" = None
    keyboard: list[list[Json]] = field(default_factory=list)
    has_spoiler: bool = False
    is_anonymous: bool = False
    disable_notification: bool = False
    service: Json = field(default_factory=dict)
    edited_at: float | None = None
    is_deleted: bool = False
    revisions: list[Revision] = field(default_factory=list, repr=False)

    @property
    def words(self) -> str:
        """The caption, or the text where there is no media."""
        return self.caption if self.media else self.text

    @property
    def buttons(self) -> list[Json]:
        """Telegram's JSON of each button, from left to right and top to bottom."""
        return [button for row in self.keyboard for button in row]

    @property
    def is_service(self) -> bool:
        return bool(self.service)

    def note_revision(self, at: float) -> None:
        keyboard = tuple(tuple(row) for row in self.keyboard)
        self.revisions.append(Revision(at, self.text, self.caption, self.media, keyboard))
