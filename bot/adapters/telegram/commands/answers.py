"""What each command is answered with."""

from telegram import Message

from bot.adapters.telegram.commands.forget import ask_to_forget
from bot.adapters.telegram.commands.help import write_help
from bot.adapters.telegram.commands.presets import show_presets
from bot.adapters.telegram.commands.settings import show_settings
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.markup import MARKUP
from bot.adapters.telegram.place import place_of
from bot.adapters.telegram.problems import reply_text
from bot.commands import (
    CancelCommand,
    Command,
    ForgetCommand,
    HelpCommand,
    PresetsCommand,
    QueueCommand,
    SettingsCommand,
)
from bot.conversation import Person
from bot.texts import Phrases


async def answer_command(command: Command, message: Message, author: Person, host: Host) -> None:
    """Replies to a command that asks for no dream; raises BotError where it can't be done."""
    place = place_of(message)
    phrases = host.access.phrases_for(message.from_user, place)
    match command:
        case PresetsCommand():
            await show_presets(message, host)
        case SettingsCommand(changes):
            await show_settings(message, author, changes, host)
        case ForgetCommand():
            await ask_to_forget(message, host)
        case HelpCommand():
            text = write_help(host, phrases, is_private=place.is_private)
            await reply_text(host.bot, message, text)
        case QueueCommand():
            text = phrases.queue(host.service.view(author.id))
            await reply_text(host.bot, message, MARKUP.escape(text))
        case CancelCommand():
            text = await _cancel_newest(author, host, phrases)
            await reply_text(host.bot, message, MARKUP.escape(text))


async def _cancel_newest(author: Person, host: Host, phrases: Phrases) -> str:
    is_cancelled = await host.dreaming.wishes.cancel_newest(author.id)
    return phrases.cancelled() if is_cancelled else phrases.nothing_to_cancel()
