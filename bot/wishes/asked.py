"""What somebody asks for, whichever way and wherever they asked: the seam between in and out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.commands import DreamOptions
from bot.conversation import Person
from bot.records import Wish
from bot.service import Asker


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedPicture:
    """A picture's file as somebody posted it, its bytes read while it could be.

    ``address`` is where the platform shows it for now; it may be shown to people, and is never
    kept. ``reference`` is what the platform itself will always know it by, where there is such.
    """

    data: bytes
    file_name: str = "picture"
    description: str = ""
    is_spoiler: bool = False
    address: str | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One to ten pictures to dream, the same way all, or none for one that is imagined. ``link``
    leads to the post they came from.

    ``is_restricted`` marks pictures that must never leave their chat. ``language`` is what the
    asker is answered in, such as ``de``. ``trigger`` names what asked, such as a message's id,
    which is heeded once even if its platform tells of it twice. ``address`` is what the platform's
    adapter needs to answer after a restart, as plain values for JSON. ``parent_chat_id``,
    ``server_id`` and ``is_moderator`` are as in :class:`bot.service.Asker`. ``kept_in`` is a wish
    whose dreams will do, once they are finished as asked for.
    """

    person: Person
    chat_id: str
    options: DreamOptions
    pictures: tuple[PostedPicture, ...]
    guide: bytes | None = None
    is_restricted: bool = False
    link: str | None = None
    language: str = "en"
    trigger: str | None = None
    address: Mapping[str, Any] | None = None
    kept_in: Wish | None = None
    parent_chat_id: str | None = None
    server_id: str | None = None
    is_moderator: bool = False

    @property
    def asker(self) -> Asker:
        """What rules and quotas go by."""
        return Asker(
            person_id=self.person.id,
            chat_id=self.chat_id,
            parent_chat_id=self.parent_chat_id,
            server_id=self.server_id,
            is_moderator=self.is_moderator,
        )

    @property
    def links(self) -> tuple[str, ...]:
        """Where people see the originals: the post, or the files that came with a command.

        Files have nothing of a post's around them, so those of spoilers and restricted places
        are led to by nothing.
        """
        if self.link is not None:
            return (self.link,)
        if self.is_restricted or any(picture.is_spoiler for picture in self.pictures):
            return ()
        return tuple(picture.address for picture in self.pictures if picture.address)
