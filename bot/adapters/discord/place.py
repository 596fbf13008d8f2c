"""Where somebody asks in Discord, and how people are known to the service."""

from dataclasses import dataclass

USUAL_FILE_BYTES = 10 * 2**20
"""What Discord takes where it doesn't tell otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody asked. ``channel_id`` is a thread's own id in a thread, ``parent_id`` then its
    channel's.

    ``is_restricted`` marks an age-restricted channel, whose pictures never leave it.
    ``is_member`` says that the bot itself is there and may post; where it was only installed by a
    person it can answer interactions and nothing more. ``file_bytes`` is the largest upload.
    """

    channel_id: int
    guild_id: int | None = None
    parent_id: int | None = None
    is_restricted: bool = False
    is_member: bool = True
    file_bytes: int = USUAL_FILE_BYTES

    @property
    def chat_id(self) -> str:
        """The chat as the service and the records know it."""
        return channel_scope(self.channel_id)

    @property
    def parent_chat_id(self) -> str | None:
        """The channel of a thread."""
        return channel_scope(self.parent_id) if self.parent_id else None

    @property
    def server_id(self) -> str | None:
        """The server as the service and the records know it."""
        return server_scope(self.guild_id) if self.guild_id else None

    @property
    def channel_ids(self) -> list[int]:
        """The narrowest first."""
        return [self.channel_id, *([self.parent_id] if self.parent_id else [])]


def server_scope(guild_id: int) -> str:
    """A server as the service and the records know it."""
    return f"discord:server:{guild_id}"


def channel_scope(channel_id: int) -> str:
    """A channel as the service and the records know it."""
    return f"discord:{channel_id}"


def person_id(user_id: int) -> str:
    """A Discord user as the service knows them."""
    return f"discord:{user_id}"
