"""``/forget``: asks once more, then removes everything of whoever asked."""

import re

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.adapters.telegram.host import Host
from bot.adapters.telegram.letter import Letter
from bot.adapters.telegram.markup import MARKUP
from bot.adapters.telegram.people import person_id
from bot.adapters.telegram.place import Place, place_of
from bot.adapters.telegram.problems import PressAnswer
from bot.adapters.telegram.status_message import StatusMessage, send_letter
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettings

CALLBACK = re.compile(r"forget:(?P<verb>yes|no):(?P<person>-?\d{1,20})", re.ASCII)


async def ask_to_forget(message: Message, host: Host) -> None:
    """Asks with a button that works for whoever asked alone."""
    speaker = message.sender_chat or message.from_user
    if speaker is None:
        return
    if message.sender_chat is not None and message.sender_chat.id != message.chat.id:
        raise BotError(
            BotErrorCode.NOT_YOURS,
            "Telegram doesn't tell me who you are while you write as a channel.",
            "Send /forget as yourself.",
        )
    phrases = host.access.phrases_for(message.from_user, place_of(message))
    user_id = speaker.id
    buttons = [
        InlineKeyboardButton(
            phrases.say("command-forget-confirm"), callback_data=f"forget:yes:{user_id}"
        ),
        InlineKeyboardButton(
            phrases.say("telegram-never-mind"), callback_data=f"forget:no:{user_id}"
        ),
    ]
    letter = Letter(
        text=MARKUP.escape(phrases.say("command-forget-question")),
        keyboard=InlineKeyboardMarkup([buttons]),
    )
    await send_letter(host.bot, place_of(message), letter, reply_to=message.message_id)


async def press_forget(
    query: CallbackQuery, message: Message, match: re.Match[str], host: Host, answer: PressAnswer
) -> None:
    """Removes it all and tells how much that was; raises BotError for anybody else."""
    place, person = place_of(message), int(match["person"])
    await _check_person(person, place, query.from_user.id, host)
    await answer.give()
    if match["verb"] == "no":
        await message.delete()
        return
    phrases = host.access.phrases_for(query.from_user, place)
    count = await host.dreaming.wishes.forget(person_id(person))
    if place.is_private:
        await host.access.change(place, lambda _: ChatSettings())
    text = phrases.say("command-forgotten", count=count)
    status = StatusMessage(host.bot, place, reply_to=None, message_id=message.message_id)
    await status.show(Letter(text=MARKUP.escape(text)))


async def _check_person(person: int, place: Place, user_id: int, host: Host) -> None:
    """Everybody decides for themselves, administrators for a group that asked as itself."""
    is_group = person == place.chat_id and not place.is_private
    if person != user_id and not (is_group and await host.access.is_moderator(place, user_id)):
        raise BotError(
            BotErrorCode.NOT_YOURS, "That is somebody else's to decide.", "Send /forget yourself."
        )
