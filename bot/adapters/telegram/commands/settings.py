"""``/settings``: a panel of buttons, each of which changes one setting of the chat at once.

All that a button needs to know stands in what it carries, so that a panel works over restarts.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from telegram import CallbackQuery, Message

from bot.adapters.telegram.access import topic_of
from bot.adapters.telegram.callbacks import find_preset
from bot.adapters.telegram.commands.settings_panel import Part, build_panel
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.place import Place, place_of
from bot.adapters.telegram.problems import PressAnswer
from bot.adapters.telegram.status_message import StatusMessage, send_letter
from bot.conversation import Person
from bot.records import ChatSettings
from bot.texts import find_languages

CALLBACK = re.compile(rf"set:(?P<part>{'|'.join(Part)})(:(?P<value>[a-z0-9-]{{1,32}}))?", re.ASCII)


async def show_settings(
    message: Message, author: Person, changes: Mapping[str, Any], host: Host
) -> None:
    """Sends the panel, with what the command changes; raises BotError with MODERATORS_ONLY for
    those who may not use it.
    """
    place = place_of(message)
    await host.access.check_may_set(place, int(author.id.rpartition(":")[2]))
    if changes:
        await host.access.change(place, lambda settings: replace(settings, **changes))
    letter = build_panel(
        host.access.settings_at(place),
        place,
        host.presets,
        host.access.phrases_for(message.from_user, place),
    )
    await send_letter(host.bot, place, letter, reply_to=message.message_id)


async def press_settings(
    query: CallbackQuery, message: Message, match: re.Match[str], host: Host, answer: PressAnswer
) -> None:
    """Sets it and shows the panel as it is then; raises BotError for those who may not."""
    part, value = Part(match["part"]), match["value"]
    place = place_of(message)
    await host.access.check_may_set(place, query.from_user.id)
    await answer.give()
    if part is Part.CLOSE:
        await message.delete()
        return
    is_list = part in (Part.PRESET, Part.SIZE, Part.LANGUAGE) and value is None
    if not is_list and part is not Part.MAIN:
        if part is Part.PRESET:
            value = find_preset(host.presets, value)
        await host.access.change(place, partial(alter_part, part=part, value=value, place=place))
    letter = build_panel(
        host.access.settings_at(place),
        place,
        host.presets,
        host.access.phrases_for(query.from_user, place),
        opened=part if is_list else Part.MAIN,
    )
    status = StatusMessage(host.bot, place, reply_to=None, message_id=message.message_id)
    await status.show(letter)


def alter_part(
    settings: ChatSettings, *, part: Part, value: str | None, place: Place
) -> ChatSettings:
    """The settings once a button was pressed; a value that is none takes one back."""
    match part:
        case Part.PRESET:
            return replace(settings, preset=value)
        case Part.SIZE:
            is_number = value is not None and value.isdecimal()
            return replace(settings, largest_size=int(value or 0) if is_number else None)
        case Part.LANGUAGE:
            return replace(settings, language=value if value in find_languages() else None)
        case Part.MENTIONS:
            return replace(settings, answers_mentions=settings.answers_mentions is False)
        case Part.TOPIC:
            return replace(settings, channels=_turn(settings.channels, topic_of(place)))
        case Part.RESET:
            return ChatSettings()
        case _:
            return settings


def _turn(topics: tuple[str, ...], topic: str) -> tuple[str, ...]:
    """With the topic where it was missing, without it where it was there."""
    if topic in topics:
        return tuple(other for other in topics if other != topic)
    return (*topics, topic)
