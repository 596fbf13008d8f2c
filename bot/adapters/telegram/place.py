"""Where somebody asks in Telegram."""

from dataclasses import dataclass, replace

from telegram import Chat, Message
from telegram.constants import ChatType

PLATFORM = "telegram"
"""The first word of all ids that the service and the records know Telegram's by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A chat, and in a forum the topic."""

    chat_id: int
    thread_id: int | None = None
    is_private: bool = False

    @property
    def scope_id(self) -> str:
        """The chat as the service and the records know it."""
        return scope_of(self.chat_id)

    def moved_to(self, chat_id: int) -> "Place":
        """The same place after its group became a supergroup, which has no topics yet."""
        return replace(self, chat_id=chat_id, thread_id=None)


def scope_of(chat_id: int) -> str:
    """A chat's settings in the records."""
    return f"{PLATFORM}:{chat_id}"


def place_of(message: Message) -> Place:
    """The place of a message. Threads of replies in ordinary groups are no topics."""
    thread_id = message.message_thread_id if message.is_topic_message else None
    return Place(chat_id=message.chat.id, thread_id=thread_id, is_private=is_private(message.chat))


def is_private(chat: Chat) -> bool:
    """Whether it is a chat of one person with the bot."""
    return chat.type == ChatType.PRIVATE
