"""Messages and what is attached to them."""

import mimetypes
import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:
    from tests.loopback.discord.world.channels import Channel
    from tests.loopback.discord.world.users import User

CROSSPOSTED, SUPPRESS_EMBEDS, EPHEMERAL, LOADING = 1, 4, 64, 128
SUPPRESS_NOTIFICATIONS, HAS_SNAPSHOT, COMPONENTS_V2 = 1 << 12, 1 << 14, 1 << 15

_MENTION = re.compile(r"<@!?(\d+)>")
_PLAIN = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as somebody chooses it for a post or a command."""

    name: str
    data: bytes = field(repr=False)
    description: str | None = None
    content_type: str | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class Attachment:
    """A file that Discord keeps. ``width`` and ``height`` are there for pictures it can read."""

    id: int
    channel_id: int
    filename: str
    data: bytes = field(repr=False)
    description: str | None = None
    content_type: str | None = None
    is_ephemeral: bool = False
    is_gone: bool = False
    width: int | None = None
    height: int | None = None

    @property
    def is_spoiler(self) -> bool:
        return self.filename.startswith("SPOILER_")

    def measure(self) -> None:
        """Sets what Discord finds out about a file by itself."""
        self.content_type = self.content_type or mimetypes.guess_type(self.filename)[0]
        if (self.content_type or "").startswith("image/"):
            try:
                with Image.open(BytesIO(self.data)) as picture:
                    self.width, self.height = picture.size
            except (OSError, Image.DecompressionBombError):
                return


def clean_name(name: str) -> str:
    """A file's name as Discord keeps it."""
    return _PLAIN.sub("_", name.strip()) or "file"


@dataclass(frozen=True, slots=True)
class Revision:
    """What a message showed from ``at`` on, in seconds since 1970."""

    at: float
    content: str
    attachments: tuple[Attachment, ...]


@dataclass(eq=False, slots=True, kw_only=True)
class Message:
    """A post as it is now. ``embeds`` and ``components`` are Discord's JSON.

    ``type`` 0 is a post, 19 a reply, 20 the answer to a command, 23 to a menu. ``viewer`` is who
    alone sees an ephemeral one. ``notified`` are those whom it pinged when it came.
    """

    id: int
    channel: "Channel" = field(repr=False)
    author: "User"
    created_at: float
    content: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    stickers: list[dict[str, Any]] = field(default_factory=list)
    flags: int = 0
    type: int = 0
    reference: "Message | None" = None
    reference_id: int | None = None
    snapshots: list["Message"] = field(default_factory=list)
    nonce: str | None = None
    interaction: dict[str, Any] | None = None
    edited_at: float | None = None
    is_by_webhook: bool = False
    is_deleted: bool = False
    viewer: "User | None" = None
    allowed_mentions: dict[str, Any] | None = None
    notified: set[int] = field(default_factory=set)
    revisions: list[Revision] = field(default_factory=list)

    @property
    def is_ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def is_loading(self) -> bool:
        """Whether it only shows that the bot thinks."""
        return bool(self.flags & LOADING)

    @property
    def mentioned_ids(self) -> tuple[int, ...]:
        """The users that its words name, whether or not they are notified."""
        return tuple(dict.fromkeys(int(found) for found in _MENTION.findall(self.content)))

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """Discord's JSON of each button and list, from left to right and top to bottom."""
        return [part for row in self.components for part in row["components"]]

    def note_revision(self, at: float) -> None:
        self.revisions.append(Revision(at, self.content, tuple(self.attachments)))
