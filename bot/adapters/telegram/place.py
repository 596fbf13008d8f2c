"""Where somebody asks in Telegram."""

from dataclasses import dataclass, replace

from telegram import Chat, Message
from telegram.constants import ChatType

_FIRST_SUPERGROUP = -1_000_000_000_000
"""Ids of supergroups and channels are this or less: https://core.telegram.org/api/bots/ids"""

PLATFORM = "telegram"
"""The first word of all ids that the service and the records know Telegram's by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A chat, and in a forum the topic."""

    chat_id: int
    thread_id: int | None = None
    is_private: bool = False

    @property
    def counts_alone(self) -> bool:
        """Whether its messages have numbers of their own: supergroups and channels. All other
        chats of the bot are numbered together.
        """
        return self.chat_id <= _FIRST_SUPERGROUP

    def shares_numbers(self, scope_id: str) -> bool:
        """Whether the messages of that chat, as the records know it, are numbered with those of
        this one.
        """
        if scope_id == self.scope_id:
            return True
        number = scope_id.removeprefix(f"{PLATFORM}:")
        return not self.counts_alone and not Place(chat_id=int(number)).counts_alone

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
