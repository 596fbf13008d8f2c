"""Everything there is on this Telegram, and the one place that tells of its changes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.loopback.changes import Changes
from tests.loopback.clock import Clock
from tests.loopback.telegram.entities import addresses
from tests.loopback.telegram.payloads.chats import chat_payload
from tests.loopback.telegram.payloads.messages import message_payload
from tests.loopback.telegram.payloads.people import member_payload, user_payload
from tests.loopback.telegram.world.chats import Chat, Standing
from tests.loopback.telegram.world.files import FileStore
from tests.loopback.telegram.world.messages import Message
from tests.loopback.telegram.world.users import User

Json = dict[str, Any]

_FIRST_PERSON, _FIRST_GROUP, _FIRST_SUPERGROUP = 7_000_000_000, -4_000_000_000, -1_002_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that the bot may hear of: an update's name and what is in it."""

    name: str
    payload: Json
    on_delivery: Callable[[], None] | None = None


class World:
    """All users, chats and files; ``listeners`` bring the events to the bot.

    With ``privacy_mode`` the bot hears in groups only what is meant for it.
    """

    def __init__(self, *, bot: User, clock: Clock, privacy_mode: bool) -> None:
        self.bot = bot
        self.clock = clock
        self.privacy_mode = privacy_mode
        self.changes = Changes()
        self.files = FileStore()
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.listeners: list[Callable[[Event], None]] = []
        self._message_ids: dict[int, int] = {}
        self._made = 0

    def publish(self, event: Event) -> None:
        """Tells the bot of something, and whoever waits for changes."""
        for listener in self.listeners:
            listener(event)
        self.changes.notify()

    def add_user(self, name: str, *, language: str | None = None) -> User:
        """A user with a private chat, in which nothing was written yet."""
        self._made += 1
        user = User(id=_FIRST_PERSON + self._made * 1009, name=name, language=language)
        self.users[user.id] = user
        chat = Chat(world=self, id=user.id, type="private", title=name)
        chat.add_member(user)
        chat.add_member(self.bot)
        self.chats[chat.id] = chat
        return user

    def add_chat(self, kind: str, title: str, *, is_forum: bool = False) -> Chat:
        """A group or supergroup without anybody but its owner."""
        self._made += 1
        first = _FIRST_GROUP if kind == "group" else _FIRST_SUPERGROUP
        chat_id = first - self._made * 1013
        chat = Chat(world=self, id=chat_id, type=kind, title=title, is_forum=is_forum)
        owner = User(id=_FIRST_PERSON - self._made, name=f"Owner of {title}", language="en")
        self.users[owner.id] = owner
        chat.add_member(owner, Standing.CREATOR)
        self.chats[chat.id] = chat
        return chat

    def make_message_id(self, chat: Chat) -> int:
        """The next number; supergroups count for themselves, the bot's other chats together."""
        counted = chat.id if chat.type == "supergroup" else 0
        self._message_ids[counted] = self._message_ids.get(counted, 0) + 1
        return self._message_ids[counted]

    def owner_of(self, chat: Chat) -> User:
        """Who does what nobody in particular did: the creator, or the person of a private chat."""
        owners = (i for i, standing in chat.standings.items() if standing is Standing.CREATOR)
        return chat.users[next(owners, chat.id)]

    def post_service(self, chat: Chat, service: Json) -> Message:
        """A service message; the bot isn't told of it yet."""
        message = Message(
            id=self.make_message_id(chat),
            chat=chat,
            sender=self.owner_of(chat),
            created_at=self.clock.now(),
            service=service,
        )
        chat.messages.append(message)
        return message

    def tell_of_message(self, message: Message, *, name: str = "message") -> None:
        """The bot hears of what it may see."""
        self.tell_of_album([message], name=name)

    def tell_of_album(self, messages: list[Message], *, name: str = "message") -> None:
        """The bot hears of each, if it may see one of them."""
        if self._sees_any(messages):
            for message in messages:
                self.publish(Event(name=name, payload=message_payload(message)))
        self.changes.notify()

    def move_bot(self, chat: Chat, standing: Standing, by: User | None = None) -> None:
        """The bot becomes something else in a chat, and hears of it."""
        old = chat.standing_of(self.bot)
        if old is standing:
            return
        chat.add_member(self.bot, standing)
        payload = {
            "chat": chat_payload(chat),
            "from": user_payload(by or self.owner_of(chat)),
            "date": int(self.clock.now()),
            "old_chat_member": member_payload(chat, self.bot, old),
            "new_chat_member": member_payload(chat, self.bot, standing),
        }
        self.publish(Event(name="my_chat_member", payload=payload))
        if standing.is_inside and not old.is_inside and not chat.is_private:
            service = {"new_chat_members": [user_payload(self.bot)]}
            self.tell_of_message(self.post_service(chat, service))

    def _sees_any(self, messages: Iterable[Message]) -> bool:
        return any(self._sees(message) for message in messages)

    def _sees(self, message: Message) -> bool:
        chat = message.chat
        standing = chat.standing_of(self.bot)
        if chat.is_gone or not standing.is_inside or message.sender is self.bot:
            return False
        is_open = chat.is_private or not self.privacy_mode or standing.is_admin
        return is_open or message.is_service or self._is_addressed(message)

    def _is_addressed(self, message: Message) -> bool:
        if message.reply_to is not None and message.reply_to.sender is self.bot:
            return True
        assert self.bot.username is not None
        return addresses(message.words, message.entities, self.bot.username)
