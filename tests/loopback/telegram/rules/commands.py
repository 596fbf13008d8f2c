"""What Telegram takes as the bot's list of commands."""

import re
from typing import Any

from tests.loopback.telegram.rejections import bad_request

Json = dict[str, Any]

MOST_COMMANDS, LONGEST_DESCRIPTION = 100, 256
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_WITHOUT_CHAT = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_WITH_CHAT = ("chat", "chat_administrators", "chat_member")


def check_commands(commands: list[Any]) -> list[Json]:
    """Raises RejectedError."""
    if not commands:
        raise bad_request("there must be at least one command")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict):
            raise bad_request("can't parse BotCommand: expected an Object")
        if not _NAME.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description") or "")) <= LONGEST_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    names = [command["command"] for command in commands]
    if len(set(names)) < len(names):
        raise bad_request("BOT_COMMAND_DUPLICATE")
    return commands


def check_language(code: str) -> str:
    """Two letters, or none for everybody else; raises RejectedError."""
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def name_scope(scope: Json) -> str:
    """The scope's type, with the chat and the user where it has them: ``chat:-100123``."""
    kind = scope.get("type", "default")
    if kind in _WITHOUT_CHAT:
        return str(kind)
    if kind not in _WITH_CHAT:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    parts = [kind, scope.get("chat_id"), scope.get("user_id")]
    return ":".join(str(part) for part in parts if part is not None)
