"""Where somebody asks in Discord, and how people are known to the service."""

from dataclasses import dataclass

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


def person_id(user_id: int) -> str:
    """A Discord user as the service knows them."""
    return f"discord:{user_id}"
