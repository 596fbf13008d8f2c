"""Chats as Telegram's JSON."""

from typing import Any

from tests.loopback.telegram.world.chats import Chat

Json = dict[str, Any]


def chat_payload(chat: Chat) -> Json:
    payload: Json = {"id": chat.id, "type": chat.type}
    if chat.is_private:
        person = chat.users[chat.id]
        payload["first_name"] = person.name
        if person.username is not None:
            payload["username"] = person.username
        return payload
    payload["title"] = chat.title
    if chat.is_forum:
        payload["is_forum"] = True
    if chat.type == "group":
        payload["all_members_are_administrators"] = False
    return payload


def full_chat_payload(chat: Chat) -> Json:
    """A chat as ``getChat`` answers."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return chat_payload(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }
