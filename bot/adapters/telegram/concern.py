"""Whether something that happened in Telegram can be for the bot, told without asking anybody.

What can be is kept until it is answered. All else, such as what people say to each other in a
group, is never written anywhere.
"""

from telegram import Message, Update
from telegram.constants import MessageEntityType

from bot.adapters.telegram.albums import key_of
from bot.adapters.telegram.commands.settings import CALLBACK as SETTINGS
from bot.adapters.telegram.place import is_private


def may_concern(update: Update, username: str) -> bool:
    """In doubt it may; ``username`` is the bot's own."""
    if update.callback_query is not None:
        # Some of the settings turn with each press: one that comes again would turn them back.
        return SETTINGS.fullmatch(update.callback_query.data or "") is None
    if update.my_chat_member is not None:
        return True
    return update.message is not None and _may_speak(update.message, username)


def _may_speak(message: Message, username: str) -> bool:
    if is_private(message.chat) or message.migrate_to_chat_id or message.migrate_from_chat_id:
        return True
    # The words that belong to an album may come with another of its pictures.
    return key_of(message) is not None or _speaks(message, username) or _replies(message, username)


def _speaks(message: Message, username: str) -> bool:
    words = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    return (
        words.lstrip().startswith("/")
        or any(entity.type == MessageEntityType.BOT_COMMAND for entity in entities)
        or f"@{username}".casefold() in words.casefold()
    )


def _replies(message: Message, username: str) -> bool:
    replied = message.reply_to_message
    author = replied.from_user if replied is not None else None
    return author is not None and author.is_bot and author.username == username
