"""Methods that change and delete messages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from tests.loopback.telegram.access import find_chat
from tests.loopback.telegram.calls import Call
from tests.loopback.telegram.desk import Content, Desk
from tests.loopback.telegram.methods.table import Methods
from tests.loopback.telegram.payloads.messages import message_payload
from tests.loopback.telegram.rejections import RejectedError, bad_request, happens
from tests.loopback.telegram.rules.texts import LONGEST_TEXT
from tests.loopback.telegram.utf16 import count_units
from tests.loopback.telegram.world.chats import Chat
from tests.loopback.telegram.world.messages import Message

Json = dict[str, Any]

_DELETABLE_SECONDS = 48 * 3600.0
_MOST_DELETED = 100
_ALBUM_KINDS = ({"photo", "video"}, {"document"})


@contextmanager
def _excuse_questions(call: Call) -> Iterator[None]:
    """A caption longer than any message takes changes nothing: the bot asks what is there."""
    try:
        yield
    except RejectedError as rejection:
        if count_units(call.text("caption")) > LONGEST_TEXT:
            rejection.is_fault = False
        raise


class EditingMethods:
    """Edits the bot's messages. The keyboard goes where a call doesn't name it again."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._world = desk.world

    def list_methods(self) -> Methods:
        return {
            "editMessageText": self.edit_text,
            "editMessageCaption": self.edit_caption,
            "editMessageMedia": self.edit_media,
            "editMessageReplyMarkup": self.edit_keyboard,
            "deleteMessage": self.delete,
            "deleteMessages": self.delete_several,
        }

    async def edit_text(self, call: Call) -> Json:
        message = self._find(call)
        content = self._desk.read_text(call)
        if message.media is not None:
            # One that was restarted can't know how far its message had got.
            raise happens("there is no text in the message to edit")
        return message_payload(self._desk.edit(message, content))

    async def edit_caption(self, call: Call) -> Json:
        with _excuse_questions(call):
            return await self._edit_caption(call)

    async def _edit_caption(self, call: Call) -> Json:
        message = self._find(call)
        if message.media is None:
            raise bad_request("there is no caption in the message to edit")
        content = self._desk.read_caption(call, message.media)
        content = replace(content, has_spoiler=message.has_spoiler)
        return message_payload(self._desk.edit(message, content))

    async def edit_media(self, call: Call) -> Json:
        message = self._find(call)
        content = await self._desk.read_input(call, call.json_dict("media"))
        content = replace(content, keyboard=self._desk.read_keyboard(call))
        assert content.media is not None
        self._check_album(message, content.media.kind)
        return message_payload(self._desk.edit(self._find(call), content))

    async def edit_keyboard(self, call: Call) -> Json:
        message = self._find(call)
        content = Content(
            text=message.text,
            caption=message.caption,
            entities=message.entities,
            media=message.media,
            has_spoiler=message.has_spoiler,
            keyboard=self._desk.read_keyboard(call),
        )
        return message_payload(self._desk.edit(message, content))

    async def delete(self, call: Call) -> bool:
        chat = find_chat(self._world, call)
        message_id = call.integer("message_id")
        message = chat.find_message(message_id)
        if message is None or message.is_deleted:
            raise bad_request("message to delete not found", is_fault=message is None)
        self._check_deleting(chat, message)
        self._remove(message)
        return True

    async def delete_several(self, call: Call) -> bool:
        chat = find_chat(self._world, call)
        message_ids = call.json_list("message_ids")
        if not 1 <= len(message_ids) <= _MOST_DELETED:
            raise bad_request("there must be 1 to 100 message identifiers")
        found = [chat.find_message(int(message_id)) for message_id in message_ids]
        messages = [message for message in found if message and not message.is_deleted]
        for message in messages:
            self._check_deleting(chat, message)
        for message in messages:
            self._remove(message)
        return True

    def _find(self, call: Call) -> Message:
        """The message of a call, which the bot may edit; raises RejectedError."""
        chat = find_chat(self._world, call)
        message = chat.find_message(call.integer("message_id"))
        if message is None or message.is_deleted:
            raise bad_request("message to edit not found", is_fault=message is None)
        if message.sender is not self._world.bot:
            raise bad_request("message can't be edited")
        if message.media_group_id is not None and call.text("reply_markup"):
            self._desk.ledger.blame(f"{call.method}: albums have no keyboard")
        return message

    def _check_album(self, message: Message, kind: str) -> None:
        """An album stays one of pictures or one of documents."""
        if message.media_group_id is None or message.media is None:
            return
        if not any({kind, message.media.kind} <= kinds for kinds in _ALBUM_KINDS):
            raise bad_request("can't change media type in the album")

    def _check_deleting(self, chat: Chat, message: Message) -> None:
        if chat.standing_of(self._world.bot).is_admin:
            return
        if message.sender is not self._world.bot and not chat.is_private:
            raise bad_request("message can't be deleted")
        if self._world.clock.now() - message.created_at > _DELETABLE_SECONDS:
            raise happens("message can't be deleted for everyone")

    def _remove(self, message: Message) -> None:
        message.is_deleted = True
        self._world.changes.notify()
