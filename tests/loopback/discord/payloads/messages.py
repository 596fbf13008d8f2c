"""Messages as Discord's JSON, without what the bot may not read."""

from typing import TYPE_CHECKING, Any, Protocol

from tests.loopback.discord.clock import write_time
from tests.loopback.discord.payloads.people import member_payload, user_payload

if TYPE_CHECKING:
    from tests.loopback.discord.world.messages import Attachment, Message
    from tests.loopback.discord.world.users import User

Json = dict[str, Any]

_WRITTEN: Json = {"content": "", "attachments": [], "embeds": [], "components": []}
"""What is blank where the bot may not read what people write."""


class Links(Protocol):
    """Knows the addresses of stored files."""

    def sign(self, attachment: "Attachment") -> str: ...


def message_payload(
    message: "Message",
    links: Links,
    *,
    bot: "User",
    reads_content: bool = False,
    is_target: bool = False,
) -> Json:
    """A message as the bot sees it, and what it replies to as the bot sees that.

    ``is_target`` marks the one that somebody chose a menu command on: it is always shown.
    """
    payload = _common(message, bot)
    payload |= _written(message, links)
    if not (reads_content or is_target or is_exempt(message, bot)):
        payload |= _WRITTEN
        payload.pop("message_snapshots", None)
    if message.reference_id is not None:
        payload |= _reference(message, links, bot=bot, reads_content=reads_content)
    return payload


def is_exempt(message: "Message", bot: "User") -> bool:
    """What a bot may read without the privileged intent: its own messages, direct ones, and those
    that mention it.
    """
    return message.author is bot or bot in message.channel.recipients or bot.id in message.notified


def _common(message: "Message", bot: "User") -> Json:
    payload: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "author": user_payload(message.author),
        "type": message.type,
        "timestamp": write_time(message.created_at),
        "edited_timestamp": write_time(message.edited_at) if message.edited_at else None,
        "tts": False,
        "pinned": False,
        "flags": message.flags,
        "mention_everyone": False,
        "mentions": _mentions(message),
        "mention_roles": [],
    }
    if message.stickers:
        payload["sticker_items"] = message.stickers
    if message.nonce is not None:
        payload["nonce"] = message.nonce
    if message.interaction is not None:
        payload["interaction_metadata"] = message.interaction
    if message.is_by_webhook:
        payload["webhook_id"] = payload["application_id"] = str(bot.id)
    guild = message.channel.guild
    if guild is not None and (member := guild.find_member(message.author)):
        payload["member"] = member_payload(member, with_user=False)
    return payload


def _mentions(message: "Message") -> list[Json]:
    """Those that the words notify, in their order, and then whoever a reply does."""
    named = [user_id for user_id in message.mentioned_ids if user_id in message.notified]
    ids = dict.fromkeys((*named, *sorted(message.notified)))
    users = message.channel.world.users
    guild = message.channel.guild
    payloads = []
    for user in (users[user_id] for user_id in ids if user_id in users):
        payload = user_payload(user)
        if guild is not None and (member := guild.find_member(user)):
            payload["member"] = member_payload(member, with_user=False)
        payloads.append(payload)
    return payloads


def _written(message: "Message", links: Links) -> Json:
    payload: Json = {
        "content": message.content,
        "attachments": [attachment_payload(item, links) for item in message.attachments],
        "embeds": message.embeds,
        "components": message.components,
    }
    if message.snapshots:
        payload["message_snapshots"] = [_snapshot(item, links) for item in message.snapshots]
    return payload


def _snapshot(message: "Message", links: Links) -> Json:
    whole = _written(message, links)
    whole.pop("message_snapshots", None)
    whole |= {
        "type": message.type,
        "timestamp": write_time(message.created_at),
        "edited_timestamp": None,
        "flags": message.flags,
        "mentions": [],
        "mention_roles": [],
    }
    if message.stickers:
        whole["sticker_items"] = message.stickers
    return {"message": whole}


def _reference(message: "Message", links: Links, *, bot: "User", reads_content: bool) -> Json:
    guild = message.channel.guild
    is_forward = bool(message.snapshots)
    source = message.snapshots[0] if is_forward else message.reference
    channel = source.channel if source is not None else message.channel
    payload: Json = {
        "message_reference": {
            "type": int(is_forward),
            "message_id": str(message.reference_id),
            "channel_id": str(channel.id),
        }
    }
    if guild is not None:
        payload["message_reference"]["guild_id"] = str(guild.id)
    if not is_forward:
        gone = message.reference is None or message.reference.is_deleted
        payload["referenced_message"] = None
        if message.reference is not None and not gone:
            shown = message_payload(message.reference, links, bot=bot, reads_content=reads_content)
            shown.pop("referenced_message", None)
            payload["referenced_message"] = shown
    return payload


def attachment_payload(attachment: "Attachment", links: Links) -> Json:
    address = links.sign(attachment)
    payload: Json = {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": len(attachment.data),
        "url": address,
        "proxy_url": address,
    }
    if attachment.content_type is not None:
        payload["content_type"] = attachment.content_type
    if attachment.description is not None:
        payload["description"] = attachment.description
    if attachment.is_ephemeral:
        payload["ephemeral"] = True
    if attachment.width is not None:
        payload |= {"width": attachment.width, "height": attachment.height}
    return payload
