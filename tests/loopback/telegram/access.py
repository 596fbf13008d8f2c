"""Where the bot may write: the chat, the topic and the message to answer of a call."""

import re
from dataclasses import dataclass

from tests.loopback.telegram.calls import Call
from tests.loopback.telegram.rejections import (
    RejectedError,
    bad_request,
    chat_not_found,
    forbidden,
    happens,
    migrated,
    thread_not_found,
)
from tests.loopback.telegram.world.chats import Chat, Standing, Topic
from tests.loopback.telegram.world.messages import Message
from tests.loopback.telegram.world.registry import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a new message of the bot's goes."""

    chat: Chat
    topic: Topic | None = None
    reply_to: Message | None = None


def find_chat(world: World, call: Call) -> Chat:
    """The chat of a call, where the bot is; raises RejectedError."""
    return open_chat(world, call.text("chat_id"))


def open_chat(world: World, chat_id: str) -> Chat:
    """The chat of this id, where the bot is; raises RejectedError."""
    if not chat_id:
        raise bad_request("chat_id is empty")
    chat = world.chats.get(int(chat_id)) if re.fullmatch(r"-?\d+", chat_id) else None
    if chat is None:
        raise chat_not_found()
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to.id)
    if chat.is_gone:
        raise forbidden("the group chat was deleted")
    _check_inside(chat)
    return chat


def _check_inside(chat: Chat) -> None:
    standing = chat.standing_of(chat.world.bot)
    if chat.is_private:
        if not chat.has_started:
            raise forbidden("bot can't initiate conversation with a user")
        if not standing.is_inside:
            raise forbidden("bot was blocked by the user")
    kind = "group" if chat.type == "group" else "supergroup"
    if standing is Standing.KICKED:
        raise forbidden(f"bot was kicked from the {kind} chat")
    if standing is Standing.LEFT:
        raise forbidden(f"bot is not a member of the {kind} chat")


def find_destination(world: World, call: Call, what: str) -> Destination:
    """Where a message goes that shows ``what``, such as ``photos``; raises RejectedError."""
    chat = find_chat(world, call)
    if chat.standing_of(world.bot) is Standing.RESTRICTED:
        raise happens(f"not enough rights to send {what} to the chat")
    topic = find_topic(chat, call)
    reply_to = _find_reply(chat, call)
    if reply_to is not None:
        if topic is not None and reply_to.topic is not topic:
            raise bad_request("message to be replied not found")
        topic = reply_to.topic
    if topic is not None and topic.is_closed and not chat.standing_of(world.bot).is_admin:
        raise happens("TOPIC_CLOSED")
    return Destination(chat=chat, topic=topic, reply_to=reply_to)


def find_topic(chat: Chat, call: Call) -> Topic | None:
    """The topic that a call names; raises RejectedError where there is none."""
    thread_id = call.integer("message_thread_id")
    if not thread_id:
        return None
    topic = chat.find_topic(thread_id)
    if topic is None or topic.is_deleted:
        raise thread_not_found(is_fault=topic is None)
    return topic


def _find_reply(chat: Chat, call: Call) -> Message | None:
    """The message answered; None where the bot accepts that it is gone."""
    parameters = call.json_dict("reply_parameters")
    message_id = parameters.get("message_id") or call.integer("reply_to_message_id")
    if not message_id:
        return None
    if str(parameters.get("chat_id", chat.id)) != str(chat.id):
        raise RejectedError(501, "the loopback's bot can't answer in another chat", is_fault=True)
    message = chat.find_message(int(message_id))
    if message is not None and not message.is_deleted:
        return message
    is_accepted = parameters.get("allow_sending_without_reply")
    if is_accepted or call.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found", is_fault=message is None)
