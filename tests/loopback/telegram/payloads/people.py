"""People and what they are in chats, as Telegram's JSON."""

from typing import Any

from tests.loopback.telegram.world.chats import Chat, Standing
from tests.loopback.telegram.world.users import User

Json = dict[str, Any]

_ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)
_MEMBER_RIGHTS = (
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_send_messages",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_manage_topics",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_react_to_messages",
    "can_edit_tag",
)


def user_payload(user: User) -> Json:
    payload: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.name}
    if user.username is not None:
        payload["username"] = user.username
    if user.language is not None:
        payload["language_code"] = user.language
    return payload


def member_payload(chat: Chat, user: User, standing: Standing | None = None) -> Json:
    """What somebody is in a chat, or was with another ``standing``."""
    standing = standing or chat.standing_of(user)
    payload: Json = {"status": standing.value, "user": user_payload(user)}
    if standing is Standing.CREATOR:
        payload["is_anonymous"] = False
    elif standing is Standing.ADMINISTRATOR:
        payload |= {"can_be_edited": False, "is_anonymous": False}
        payload |= dict.fromkeys(_ADMIN_RIGHTS, True)
    elif standing is Standing.RESTRICTED:
        payload |= {"is_member": True, "until_date": 0}
        payload |= dict.fromkeys(_MEMBER_RIGHTS, False)
    elif standing is Standing.KICKED:
        payload["until_date"] = 0
    return payload
