"""What becomes of chats: groups that become supergroups, and chats that the bot is no more in."""

import structlog
from telegram import ChatMemberUpdated, Message
from telegram.constants import ChatMemberStatus

from bot.adapters.telegram.host import Host
from bot.adapters.telegram.place import Place, is_private, scope_of
from bot.errors import BotError

_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)

_log = structlog.get_logger(__name__)


async def note_migration(message: Message, host: Host) -> None:
    """A group became a supergroup, which both of them tell: either is enough."""
    old, new = message.migrate_from_chat_id, message.migrate_to_chat_id
    old_id, new_id = (old, message.chat.id) if old else (message.chat.id, new)
    if old_id is None or new_id is None:
        return
    host.dreaming.wishes.move(scope_of(old_id), scope_of(new_id))
    try:
        await host.access.move(old_id, new_id)
    except BotError as error:
        _log.error("telegram_chat_not_moved", old=old_id, new=new_id, error=str(error))
        return
    _log.info("telegram_chat_moved", old=old_id, new=new_id)


async def note_membership(change: ChatMemberUpdated, host: Host) -> None:
    """Whoever blocks the bot or throws it out wants nothing of it: it stops dreaming for them."""
    if change.new_chat_member.status in _OUT:
        _log.info("telegram_chat_left", chat_id=change.chat.id)
        place = Place(chat_id=change.chat.id, is_private=is_private(change.chat))
        await host.dreaming.abandon(place)
