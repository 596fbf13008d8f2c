"""What somebody asks for in Discord, whichever way they asked: the seam between in and out."""

from dataclasses import dataclass

from bot.commands import DreamOptions
from bot.conversation import Person

USUAL_FILE_BYTES = 10 * 2**20
"""What Discord takes where it doesn't tell otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody asked. ``channel_id`` is a thread's own id in a thread.

    ``is_restricted`` marks an age-restricted channel, whose pictures never leave it.
    ``is_member`` says that the bot itself is there and may post; where it was only installed by a
    person it can answer interactions and nothing more. ``file_bytes`` is the largest upload.
    """

    channel_id: int
    guild_id: int | None = None
    is_restricted: bool = False
    is_member: bool = True
    file_bytes: int = USUAL_FILE_BYTES

    @property
    def chat_id(self) -> str:
        """The chat as the service and the records know it."""
        return f"discord:{self.channel_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedPicture:
    """A picture's file as somebody posted it, its bytes read before its address expires.

    ``address`` is where Discord shows it for now; it may be shown to people, and is never kept.
    """

    data: bytes
    file_name: str = "picture"
    description: str = ""
    is_spoiler: bool = False
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One to ten pictures to dream, the same way all. ``link`` leads to the post they came from.

    ``language`` is the asker's, such as ``de``.
    """

    person: Person
    place: Place
    options: DreamOptions
    pictures: tuple[PostedPicture, ...]
    guide: bytes | None = None
    link: str | None = None
    language: str = "en"

    @property
    def links(self) -> tuple[str, ...]:
        """Where people see the originals: the post, or the files that came with a command.

        Files have nothing of a post's around them, so those of spoilers and restricted places
        are led to by nothing.
        """
        if self.link is not None:
            return (self.link,)
        if self.place.is_restricted or any(picture.is_spoiler for picture in self.pictures):
            return ()
        return tuple(picture.address for picture in self.pictures if picture.address)


def person_id(user_id: int) -> str:
    """A Discord user as the service knows them."""
    return f"discord:{user_id}"
