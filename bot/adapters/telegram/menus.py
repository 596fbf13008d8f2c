"""The menus of commands, by place and language, told to Telegram only when they changed."""

import hashlib
import json
from collections.abc import Mapping, Sequence

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.adapters.telegram.status_message import Bot
from bot.errors import BotError
from bot.records import Records
from bot.texts import DEFAULT_LANGUAGE, Phrases, find_languages

_GROUP = ("dream", "imagine", "zoom", "presets", "queue", "cancel", "help")
_MENUS: Sequence[tuple[BotCommandScope, Sequence[str]]] = (
    (BotCommandScopeDefault(), _GROUP),
    (BotCommandScopeAllPrivateChats(), (*_GROUP, "settings", "forget")),
    (BotCommandScopeAllGroupChats(), (*_GROUP, "forget")),
    (BotCommandScopeAllChatAdministrators(), (*_GROUP, "settings", "forget")),
)
_FACT = "telegram_commands"

_log = structlog.get_logger(__name__)


def build_menus() -> Mapping[tuple[BotCommandScope, str], Sequence[BotCommand]]:
    """The commands of each scope in each language; the empty language is everybody else's."""
    return {
        (scope, "" if language == DEFAULT_LANGUAGE else language): [
            BotCommand(name, Phrases(language).say(f"telegram-menu-{name}")) for name in names
        ]
        for scope, names in _MENUS
        for language in find_languages()
    }


async def set_menus_when_changed(bot: Bot, records: Records) -> bool:
    """Tells Telegram of the menus if they aren't those of the last time; whether it did.

    Without Telegram's consent the bot goes on: commands work without menus too.
    """
    menus = build_menus()
    told = [
        (scope.type, language, [command.to_dict() for command in commands])
        for (scope, language), commands in menus.items()
    ]
    digest = hashlib.sha256(json.dumps([bot.id, told], sort_keys=True).encode()).hexdigest()
    try:
        if await records.read_fact(_FACT) == digest:
            return False
        for (scope, language), commands in menus.items():
            await bot.set_my_commands(commands, scope=scope, language_code=language or None)
        await records.write_fact(_FACT, digest)
    except (TelegramError, BotError) as error:
        _log.warning("telegram_menus_failed", reason=str(error))
        return False
    _log.info("telegram_menus_set", menus=len(menus))
    return True
