"""From pictures found, by whichever way, to a dream asked for or an offer of presets."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message
from telegram.error import TelegramError

from bot.adapters.telegram.askers import find_asker
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.keyboards import build_offer_keyboard
from bot.adapters.telegram.letter import Letter
from bot.adapters.telegram.markup import MARKUP
from bot.adapters.telegram.place import place_of
from bot.adapters.telegram.status_message import StatusMessage, send_letter
from bot.commands import DreamOptions
from bot.conversation import Person
from bot.records import Wish, WishPicture
from bot.texts import Phrases
from bot.wishes import Asked, Source, new_seed
from dream_core import DEFAULT_PRESET


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants dreamed how, and the message that says so."""

    message: Message
    author: Person
    sources: Sequence[Source]
    options: DreamOptions


async def ask(wanted: Wanted, host: Host) -> None:
    """Begins the dream, or where nothing was said of it offers the presets first.

    Raises BotError or DreamError if it can't.
    """
    if not wanted.options.said() and not _is_channel(wanted.message):
        await _offer(wanted, host)
        return
    message = wanted.message
    place = place_of(message)
    asker = await find_asker(wanted.author.id, place, host)
    asked = Asked(
        person=wanted.author,
        chat_id=asker.chat_id,
        is_moderator=asker.is_moderator,
        options=wanted.options,
        pictures=await host.reader.read(wanted.sources),
        language=host.access.language_for(message.from_user, place),
    )
    status = StatusMessage(host.bot, place, reply_to=message.message_id)
    await host.dreaming.begin(asked, status, chat_title=message.chat.effective_name or "")


def _is_channel(message: Message) -> bool:
    """Whether a channel writes in a group: nobody could press its buttons."""
    sender = message.sender_chat
    return sender is not None and sender.id != message.chat.id


async def _offer(wanted: Wanted, host: Host) -> None:
    """The pictures stay with Telegram until somebody chooses how they are dreamed."""
    message, place = wanted.message, place_of(wanted.message)
    language = host.access.language_for(message.from_user, place)
    phrases = Phrases(language)
    wish = Wish(
        id=secrets.token_hex(8),
        person=wanted.author,
        chat_id=place.scope_id,
        options=DreamOptions(seed=new_seed()),
        pictures=tuple(
            WishPicture(
                is_spoiler=source.is_spoiler,
                file_name=source.file_name,
                reference=source.reference,
            )
            for source in wanted.sources
        ),
        language=language,
        created_at=time.time(),
    )
    usual = host.access.settings_at(place).preset or DEFAULT_PRESET
    letter = Letter(
        text=MARKUP.escape(phrases.say("telegram-offer", count=len(wish.pictures))),
        keyboard=build_offer_keyboard(wish, host.presets, phrases, first=usual),
    )
    await host.records.add_reference(wish)
    try:
        await send_letter(host.bot, place, letter, reply_to=message.message_id)
    except TelegramError:
        await host.records.remove_wish(wish.id)
        raise
