"""Where people write: private chats, groups, supergroups and their topics."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from tests.loopback.telegram.world.messages import Message
from tests.loopback.telegram.world.users import User

if TYPE_CHECKING:
    from tests.loopback.telegram.world.registry import World


class Standing(Enum):
    """What somebody is in a chat, in Telegram's words."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"

    @property
    def is_inside(self) -> bool:
        return self not in (Standing.LEFT, Standing.KICKED)

    @property
    def is_admin(self) -> bool:
        return self in (Standing.CREATOR, Standing.ADMINISTRATOR)


@dataclass(eq=False, slots=True, kw_only=True)
class Topic:
    """A topic of a forum; ``thread_id`` is the id of the message that opened it."""

    chat: "Chat" = field(repr=False)
    thread_id: int
    name: str
    is_closed: bool = False
    is_deleted: bool = False

    def close(self) -> None:
        """Nobody but administrators may write there any more."""
        self.is_closed = True

    def delete(self) -> None:
        """Removes the topic with all in it."""
        self.is_deleted = True
        for message in self.chat.messages:
            if message.topic is self:
                message.is_deleted = True
        self.chat.world.changes.notify()


@dataclass(eq=False, slots=True, kw_only=True)
class Chat:
    """A chat and all messages in it, oldest first.

    ``actions`` are those that the bot was seen at, such as ``upload_photo``, with the topic.
    ``standings`` tells what everybody is there, by the users' ids.
    """

    world: "World" = field(repr=False)
    id: int
    type: str
    title: str
    is_forum: bool = False
    has_started: bool = False
    is_gone: bool = False
    migrated_to: "Chat | None" = field(default=None, repr=False)
    users: dict[int, User] = field(default_factory=dict, repr=False)
    standings: dict[int, Standing] = field(default_factory=dict, repr=False)
    messages: list[Message] = field(default_factory=list, repr=False)
    topics: list[Topic] = field(default_factory=list, repr=False)
    actions: list[tuple[str, Topic | None]] = field(default_factory=list, repr=False)

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    @property
    def visible_messages(self) -> list[Message]:
        """What was written and is still there, oldest first; without service messages."""
        return [m for m in self.messages if not m.is_deleted and not m.is_service]

    @property
    def bot_messages(self) -> list[Message]:
        """The bot's own among those."""
        return [m for m in self.visible_messages if m.sender is self.world.bot]

    def find_message(self, message_id: int) -> Message | None:
        """A message that was there once, even if it is deleted now."""
        return next((m for m in self.messages if m.id == message_id), None)

    def find_topic(self, thread_id: int) -> Topic | None:
        """A topic that was there once, even if it is deleted now."""
        return next((topic for topic in self.topics if topic.thread_id == thread_id), None)

    def standing_of(self, user: User) -> Standing:
        return self.standings.get(user.id, Standing.LEFT)

    async def wait_for_message(
        self, look: Callable[[Message], object] = bool, *, timeout_seconds: float = 10.0
    ) -> Message:
        """The first message of the bot's here that ``look`` finds fitting, now or within the
        timeout.
        """

        def find() -> Message | None:
            return next((m for m in self.bot_messages if look(m)), None)

        return await self.world.changes.wait_for(
            find, f"such message in {self.title}", timeout_seconds=timeout_seconds
        )

    def add_topic(self, name: str) -> Topic:
        """Opens a topic of a forum."""
        assert self.is_forum
        service = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        opening = self.world.post_service(self, service)
        topic = Topic(chat=self, thread_id=opening.id, name=name)
        self.topics.append(topic)
        opening.topic = topic
        self.world.tell_of_message(opening)
        return topic

    def add_member(self, user: User, standing: Standing = Standing.MEMBER) -> None:
        """Somebody joins, or becomes something else here."""
        self.users[user.id] = user
        self.standings[user.id] = standing
        self.world.changes.notify()

    def remove_member(self, user: User) -> None:
        """Somebody leaves."""
        self.standings[user.id] = Standing.LEFT
        self.world.changes.notify()

    def promote(self, user: User) -> None:
        """Somebody becomes an administrator."""
        self.add_member(user, Standing.ADMINISTRATOR)

    def demote(self, user: User) -> None:
        """An administrator is only a member again."""
        self.add_member(user, Standing.MEMBER)

    def kick_bot(self) -> None:
        """Somebody removes the bot."""
        self.world.move_bot(self, Standing.KICKED)

    def invite_bot(self) -> None:
        """Somebody adds the bot, or lifts what it may not do."""
        self.world.move_bot(self, Standing.MEMBER)

    def promote_bot(self) -> None:
        """The bot becomes an administrator: it sees everything and may delete."""
        self.world.move_bot(self, Standing.ADMINISTRATOR)

    def restrict_bot(self) -> None:
        """The bot stays, but may not write."""
        self.world.move_bot(self, Standing.RESTRICTED)

    def delete(self) -> None:
        """Somebody deletes the group."""
        self.is_gone = True
        self.world.changes.notify()
