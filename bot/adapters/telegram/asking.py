"""From pictures found, by whichever way, to a dream asked for or an offer of presets."""

import hashlib
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from telegram import Message
from telegram.error import TelegramError

from bot.adapters.telegram.address import Address
from bot.adapters.telegram.askers import find_asker
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.keyboards import build_offer_keyboard
from bot.adapters.telegram.letter import Letter
from bot.adapters.telegram.markup import MARKUP
from bot.adapters.telegram.place import place_of
from bot.adapters.telegram.status_message import send_letter
from bot.commands import DreamOptions
from bot.conversation import Person
from bot.errors import BotError
from bot.records import Wish, WishPicture
from bot.texts import Phrases
from bot.wishes import Asked, Source, new_seed
from dream_core import DEFAULT_PRESET


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants dreamed how, or imagined of no picture, and the message that says so."""

    message: Message
    author: Person
    sources: Sequence[Source]
    options: DreamOptions
    guide: Source | None = None

    @property
    def trigger(self) -> str:
        """What this message is known by: it is heeded once, even if Telegram tells of it twice."""
        return f"{place_of(self.message).scope_id}:{self.message.message_id}"


async def ask(wanted: Wanted, host: Host) -> None:
    """Begins the dream, or where nothing was said of it offers the presets first.

    Raises BotError or DreamError if it can't.
    """
    is_open = wanted.guide is None and not wanted.options.said()
    if is_open and not _is_channel(wanted.message):
        await _offer(wanted, host)
        return
    message = wanted.message
    place = place_of(message)
    asker = await find_asker(wanted.author.id, place, host)
    guides = [wanted.guide] if wanted.guide is not None else []
    read = await host.reader.read([*wanted.sources, *guides])
    asked = Asked(
        person=wanted.author,
        chat_id=asker.chat_id,
        is_moderator=asker.is_moderator,
        options=wanted.options,
        pictures=read[: len(wanted.sources)],
        guide=read[-1].data if guides else None,
        language=host.access.language_for(message.from_user, place),
        trigger=wanted.trigger,
    )
    guide = wanted.guide.reference if wanted.guide is not None else ""
    await host.dreaming.begin(asked, Address.below(message, guide=guide))


def _is_channel(message: Message) -> bool:
    """Whether a channel writes in a group: nobody could press its buttons."""
    sender = message.sender_chat
    return sender is not None and sender.id != message.chat.id


async def _offer(wanted: Wanted, host: Host) -> None:
    """The pictures stay with Telegram until somebody chooses how they are dreamed.

    The same message is offered something once.
    """
    message, place = wanted.message, place_of(wanted.message)
    language = host.access.language_for(message.from_user, place)
    phrases = Phrases(language)
    wish_id = hashlib.blake2s(wanted.trigger.encode(), digest_size=8).hexdigest()
    known = await host.records.find_wish(wish_id)
    if known is not None and known.message_id is not None:
        return
    wish = Wish(
        id=wish_id,
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
    if known is None:
        await host.records.add_reference(wish)
    try:
        sent = await send_letter(host.bot, place, letter, reply_to=message.message_id)
    except TelegramError:
        await host.records.remove_wish(wish.id)
        raise
    with suppress(BotError):  # it is there all the same
        await host.records.set_shown(wish.id, message_id=sent.message_id)
