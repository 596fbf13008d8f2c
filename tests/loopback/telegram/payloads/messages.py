"""Messages as Telegram's JSON."""

from typing import Any

from tests.loopback.telegram.payloads.chats import chat_payload
from tests.loopback.telegram.payloads.people import user_payload
from tests.loopback.telegram.world.files import Media, StoredFile
from tests.loopback.telegram.world.messages import Message
from tests.loopback.telegram.world.users import ANONYMOUS_ADMIN

Json = dict[str, Any]


def message_payload(message: Message, *, shows_reply: bool = True) -> Json:
    """A message with the one that it answers; of that one no further answer is shown."""
    payload: Json = {
        "message_id": message.id,
        "chat": chat_payload(message.chat),
        "date": int(message.created_at),
        **_sender(message),
        **_place(message, shows_reply=shows_reply),
        **message.service,
        **_content(message),
    }
    if message.edited_at is not None:
        payload["edit_date"] = int(message.edited_at)
    if message.media_group_id is not None:
        payload["media_group_id"] = message.media_group_id
    if message.keyboard:
        payload["reply_markup"] = {"inline_keyboard": message.keyboard}
    return payload


def size_payload(size: StoredFile) -> Json:
    return {
        "file_id": size.file_id,
        "file_unique_id": size.unique_id,
        "width": size.width,
        "height": size.height,
        "file_size": len(size.data),
    }


def _sender(message: Message) -> Json:
    if message.is_anonymous:
        chat = chat_payload(message.chat)
        return {"from": user_payload(ANONYMOUS_ADMIN), "sender_chat": chat}
    return {"from": user_payload(message.sender)}


def _place(message: Message, *, shows_reply: bool) -> Json:
    """The topic and the message answered. What answers nothing in a topic is shown as an answer to
    the message that opened it; outside of topics an answer names the first message of its thread.
    """
    place: Json = {}
    answered = message.reply_to
    if message.topic is not None:
        place |= {"message_thread_id": message.topic.thread_id, "is_topic_message": True}
        opening = message.chat.find_message(message.topic.thread_id)
        answered = answered or (opening if opening is not message else None)
    elif answered is not None and message.chat.type == "supergroup":
        place["message_thread_id"] = _find_root(answered).id
    if answered is not None and shows_reply and not answered.is_deleted:
        place["reply_to_message"] = message_payload(answered, shows_reply=False)
    return place


def _find_root(message: Message) -> Message:
    while message.reply_to is not None:
        message = message.reply_to
    return message


def _content(message: Message) -> Json:
    content: Json = {}
    if message.media is not None:
        content |= _media(message.media)
    if message.text:
        content["text"] = message.text
    if message.caption:
        content["caption"] = message.caption
    if message.entities:
        content["caption_entities" if message.media else "entities"] = message.entities
    if message.has_spoiler:
        content["has_media_spoiler"] = True
    return content


def _media(media: Media) -> Json:
    if media.kind == "photo":
        return {"photo": [size_payload(size) for size in media.sizes]}
    if media.kind == "sticker":
        return {"sticker": _sticker(media)}
    file = _file(media)
    if media.kind == "document":
        return {"document": file}
    seconds = round(media.film.seconds) if media.film else 0
    if media.kind == "video_note":
        return {"video_note": file | {"length": media.width, "duration": seconds}}
    moving = file | {"width": media.width, "height": media.height, "duration": seconds}
    if media.kind == "animation":
        return {"animation": moving, "document": file}
    return {"video": moving}


def _file(media: Media) -> Json:
    payload: Json = {
        "file_id": media.file.file_id,
        "file_unique_id": media.file.unique_id,
        "file_size": len(media.data),
        "mime_type": media.content_type,
    }
    if media.file_name is not None:
        payload["file_name"] = media.file_name
    if media.thumbnail is not None:
        payload["thumbnail"] = size_payload(media.thumbnail)
    return payload


def _sticker(media: Media) -> Json:
    payload = {
        "file_id": media.file.file_id,
        "file_unique_id": media.file.unique_id,
        "type": "regular",
        "width": media.width or 512,
        "height": media.height or 512,
        "is_animated": media.is_animated,
        "is_video": media.is_video,
        "file_size": len(media.data),
        "emoji": "\N{DOG FACE}",
    }
    if media.thumbnail is not None:
        payload["thumbnail"] = size_payload(media.thumbnail)
    return payload
