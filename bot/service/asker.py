"""Who asks for dreams, and where: what rules and quotas go by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Ids are those that the bot uses everywhere: ``discord:123`` is a person or a chat,
    ``discord:server:42`` a server.

    ``parent_chat_id`` is the channel that a thread belongs to; ``is_moderator`` says whether the
    person moderates the chat.
    """

    person_id: str
    chat_id: str
    parent_chat_id: str | None = None
    server_id: str | None = None
    is_moderator: bool = False

    @property
    def counting_chat_id(self) -> str:
        """The chat whose quota counts: anybody can open another thread."""
        return self.parent_chat_id or self.chat_id

    @property
    def ids(self) -> tuple[str, ...]:
        """The person and all places, the narrowest first."""
        found = (self.person_id, self.chat_id, self.parent_chat_id, self.server_id)
        return tuple(dict.fromkeys(each for each in found if each is not None))
