"""``/presets``: every look with its picture, in one message to leaf through."""

import asyncio
import re

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.adapters.telegram.callbacks import find_preset, key_of
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.keyboards import MOST_PRESETS, arrange
from bot.adapters.telegram.letter import Letter, Upload
from bot.adapters.telegram.markup import MARKUP
from bot.adapters.telegram.place import place_of
from bot.adapters.telegram.problems import PressAnswer
from bot.adapters.telegram.status_message import StatusMessage, send_letter
from bot.errors import UsageError
from bot.texts import Phrases
from config import find_thumbnail
from dream_core import DEFAULT_PRESET, Preset

CALLBACK = re.compile(r"preset:(?P<key>[a-z0-9-]{1,32})", re.ASCII)


async def show_presets(message: Message, host: Host) -> None:
    """Begins with the usual one."""
    first = DEFAULT_PRESET if DEFAULT_PRESET in host.presets else next(iter(host.presets))
    place = place_of(message)
    letter = await _write(first, host, host.access.phrases_for(message.from_user, place))
    await send_letter(host.bot, place, letter, reply_to=message.message_id)


async def press_preset(
    query: CallbackQuery, message: Message, match: re.Match[str], host: Host, answer: PressAnswer
) -> None:
    """Turns to another one; raises BotError if there is no such preset any more."""
    name = find_preset(host.presets, match["key"])
    if name is None:
        raise UsageError("That preset isn't there any more.", "Send /presets again.")
    await answer.give()
    phrases = host.access.phrases_for(query.from_user, place_of(message))
    letter = await _write(name, host, phrases)
    if message.photo and letter.upload is None:
        # A message can't lose its picture.
        await message.delete()
        replied = message.reply_to_message
        reply_to = replied.message_id if replied else None
        await send_letter(host.bot, place_of(message), letter, reply_to=reply_to)
        return
    status = StatusMessage(
        host.bot,
        place_of(message),
        reply_to=None,
        message_id=message.message_id,
        has_media=bool(message.photo),
    )
    await status.show(letter)


async def _write(name: str, host: Host, phrases: Phrases) -> Letter:
    preset = host.presets[name]
    return Letter(
        text=_describe(preset, phrases),
        upload=await _read_thumbnail(name),
        keyboard=_build_keyboard(name, host, phrases),
    )


def _describe(preset: Preset, phrases: Phrases) -> str:
    title = MARKUP.escape(phrases.preset_title(preset))
    description = MARKUP.escape(phrases.preset_description(preset))
    return f"<b>{title}</b>\n{description}\n{MARKUP.code(f'/dream {preset.name}')}"


async def _read_thumbnail(name: str) -> Upload | None:
    """None for a preset of one's own that has no picture."""
    path = find_thumbnail(name)
    if path is None:
        return None
    data = await asyncio.to_thread(path.read_bytes)
    return Upload(kind="photo", data=data, file_name=path.name)


def _build_keyboard(shown: str, host: Host, phrases: Phrases) -> InlineKeyboardMarkup:
    buttons = (
        InlineKeyboardButton(
            f"• {title} •" if name == shown else title, callback_data=f"preset:{key_of(name)}"
        )
        for name in list(host.presets)[:MOST_PRESETS]
        for title in [phrases.preset_title(host.presets[name])]
    )
    return InlineKeyboardMarkup(arrange(buttons))
