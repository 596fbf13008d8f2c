"""People on the loopback Telegram: they write, press buttons, block the bot."""

from collections.abc import Sequence
from typing import Any

from tests.loopback.telegram.entities import find_entities
from tests.loopback.telegram.payloads.messages import message_payload
from tests.loopback.telegram.payloads.people import user_payload
from tests.loopback.telegram.queries import Press, Queries
from tests.loopback.telegram.rules.texts import LONGEST_CAPTION, LONGEST_TEXT
from tests.loopback.telegram.utf16 import count_units
from tests.loopback.telegram.world.chats import Chat, Standing, Topic
from tests.loopback.telegram.world.files import File, Media
from tests.loopback.telegram.world.messages import Message
from tests.loopback.telegram.world.registry import Event, World
from tests.loopback.telegram.world.users import User

Json = dict[str, Any]

_ALBUM = range(2, 11)


class NotPossibleError(Exception):
    """Telegram's apps don't offer this."""


class Person:
    """Does what Telegram lets ``user`` do, and raises NotPossibleError for anything else."""

    def __init__(self, world: World, queries: Queries, user: User) -> None:
        self.user = user
        self._world = world
        self._queries = queries
        self._album_count = 0

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def private_chat(self) -> Chat:
        """The chat with the bot alone."""
        return self._world.chats[self.id]

    async def send(
        self,
        chat: Chat,
        text: str = "",
        *,
        photo: File | None = None,
        document: File | None = None,
        sticker: File | None = None,
        animation: File | None = None,
        video: File | None = None,
        video_note: File | None = None,
        reply_to: Message | None = None,
        topic: Topic | None = None,
        has_spoiler: bool = False,
        is_anonymous: bool = False,
    ) -> Message:
        """Writes a message; with media the text is its caption. An administrator
        ``is_anonymous`` who writes as the group.
        """
        offered = {
            "photo": photo,
            "document": document,
            "sticker": sticker,
            "animation": animation,
            "video": video,
            "video_note": video_note,
        }
        chosen = {kind: file for kind, file in offered.items() if file is not None}
        if len(chosen) > 1 or not (chosen or text) or ((sticker or video_note) and text):
            raise NotPossibleError("a message is words, or one file and, for most kinds, words")
        if is_anonymous and not chat.standing_of(self.user).is_admin:
            raise NotPossibleError("only administrators are anonymous")
        self._check_words(text, has_media=bool(chosen))
        media = None
        for kind, file in chosen.items():
            media = await self._world.files.keep(file, kind)
        message = self._post(chat, text, media, reply_to=reply_to, topic=topic)
        message.has_spoiler = has_spoiler
        message.is_anonymous = is_anonymous
        self._world.tell_of_message(message)
        return message

    async def send_album(
        self,
        chat: Chat,
        files: Sequence[File],
        text: str = "",
        *,
        kind: str = "photo",
        reply_to: Message | None = None,
        topic: Topic | None = None,
    ) -> list[Message]:
        """Several messages shown as one; the text is the caption of the first."""
        if len(files) not in _ALBUM:
            raise NotPossibleError("an album has from two to ten files")
        self._check_words(text, has_media=True)
        stored = [await self._world.files.keep(file, kind) for file in files]
        self._album_count += 1
        group_id = str(self.id * 1000 + self._album_count)
        messages = []
        for number, media in enumerate(stored):
            words = text if number == 0 else ""
            message = self._post(chat, words, media, reply_to=reply_to, topic=topic)
            message.media_group_id = group_id
            messages.append(message)
        self._world.tell_of_album(messages)
        return messages

    async def edit(self, message: Message, text: str) -> None:
        """Changes the words of a message of one's own."""
        if message.sender is not self.user or message.is_deleted:
            raise NotPossibleError("only one's own messages")
        self._check_words(text, has_media=message.media is not None)
        message.edited_at = self._world.clock.now()
        _set_words(message, text)
        message.note_revision(message.edited_at)
        self._world.tell_of_message(message, name="edited_message")

    async def delete(self, message: Message) -> None:
        """Deletes a message, of which the bot isn't told: one's own, any in the private chat, or
        anybody's as an administrator.
        """
        chat = message.chat
        may = chat.is_private or chat.standing_of(self.user).is_admin
        if message.sender is not self.user and not may:
            raise NotPossibleError("only one's own messages")
        message.is_deleted = True
        self._world.changes.notify()

    async def press(
        self, message: Message, *, text: str | None = None, data: str | None = None
    ) -> Press:
        """Presses a button, found by its label or a part of its data. Returns at once: the answer
        is the press's to tell, and one without an answer after 10 s is a violation.
        """
        self._check_place(message.chat)
        if message.is_deleted:
            raise NotPossibleError("the message is gone")
        found = [button for button in message.buttons if _fits(button, text, data)]
        if not found:
            labels = [button["text"] for button in message.buttons]
            raise NotPossibleError(f"no button {text or data} among {labels}")
        if "callback_data" not in found[0]:
            raise NotPossibleError("that button leads elsewhere")
        press = self._queries.make(self.user, message, found[0]["callback_data"])
        payload = {
            "id": press.id,
            "from": user_payload(self.user),
            "message": message_payload(message),
            "chat_instance": str(message.chat.id * 7919),
            "data": press.data,
        }
        self._world.publish(
            Event(
                name="callback_query",
                payload=payload,
                on_delivery=lambda: self._queries.watch(press),
            )
        )
        return press

    def block(self) -> None:
        """The bot may write to them no more."""
        self._world.move_bot(self.private_chat, Standing.KICKED)

    def unblock(self) -> None:
        self._world.move_bot(self.private_chat, Standing.MEMBER)

    def _post(
        self,
        chat: Chat,
        words: str,
        media: Media | None,
        *,
        reply_to: Message | None,
        topic: Topic | None,
    ) -> Message:
        topic = topic or (reply_to.topic if reply_to else None)
        self._check_place(chat)
        if topic is not None and (topic.chat is not chat or topic.is_closed or topic.is_deleted):
            raise NotPossibleError("nobody writes in that topic")
        if reply_to is not None and (reply_to.chat is not chat or reply_to.is_deleted):
            raise NotPossibleError("that message isn't there")
        chat.has_started = True
        message = Message(
            id=self._world.make_message_id(chat),
            chat=chat,
            sender=self.user,
            created_at=self._world.clock.now(),
            media=media,
            reply_to=reply_to,
            topic=topic,
        )
        _set_words(message, words)
        message.note_revision(message.created_at)
        chat.messages.append(message)
        return message

    def _check_place(self, chat: Chat) -> None:
        if chat.is_gone or chat.migrated_to or not chat.standing_of(self.user).is_inside:
            raise NotPossibleError(f"{self.name} isn't in {chat.title}")
        if chat.is_private and not chat.standing_of(self._world.bot).is_inside:
            raise NotPossibleError(f"{self.name} has blocked the bot")

    def _check_words(self, words: str, *, has_media: bool) -> None:
        if count_units(words) > (LONGEST_CAPTION if has_media else LONGEST_TEXT):
            raise NotPossibleError("that is too long")


def _fits(button: Json, text: str | None, data: str | None) -> bool:
    has_text = text is None or button["text"] == text
    return has_text and (data is None or data in button.get("callback_data", ""))


def _set_words(message: Message, words: str) -> None:
    message.entities = find_entities(words)
    if message.media is None:
        message.text = words
    else:
        message.caption = words
