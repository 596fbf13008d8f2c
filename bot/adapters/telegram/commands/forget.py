"""``/forget``: asks once more, then removes everything of whoever asked."""

import re

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.adapters.telegram.host import Host
from bot.adapters.telegram.letter import Letter
from bot.adapters.telegram.markup import MARKUP
from bot.adapters.telegram.people import person_id, phrases_for
from bot.adapters.telegram.place import place_of
from bot.adapters.telegram.problems import PressAnswer
from bot.adapters.telegram.status_message import StatusMessage, send_letter
from bot.errors import BotError, BotErrorCode

CALLBACK = re.compile(r"forget:(?P<verb>yes|no):(?P<user_id>\d{1,20})", re.ASCII)


async def ask_to_forget(message: Message, host: Host) -> None:
    """Asks with a button that works for whoever asked alone."""
    if message.from_user is None:
        return
    phrases = phrases_for(message.from_user)
    user_id = message.from_user.id
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
    if int(match["user_id"]) != query.from_user.id:
        raise BotError(
            BotErrorCode.NOT_YOURS, "That is somebody else's to decide.", "Send /forget yourself."
        )
    await answer.give()
    if match["verb"] == "no":
        await message.delete()
        return
    count = await host.dreaming.wishes.forget(person_id(query.from_user.id))
    text = phrases_for(query.from_user).say("command-forgotten", count=count)
    status = StatusMessage(
        host.bot, place_of(message), reply_to=None, message_id=message.message_id
    )
    await status.show(Letter(text=MARKUP.escape(text)))
