"""The list of commands, and how the bot describes itself."""

from typing import Any

import pytest

from tests.loopback.raw_telegram_bot import RawTelegramBot
from tests.loopback.telegram import Chat, LoopbackTelegram

DREAM = {"command": "dream", "description": "Dreams"}


async def test_commands_are_kept_by_scope_and_language(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, group: Chat
) -> None:
    help_command = {"command": "help", "description": "Helps"}
    scopes: list[dict[str, Any] | None] = [
        None,
        {"type": "all_group_chats"},
        {"type": "chat", "chat_id": group.id},
    ]
    for scope in scopes:
        await raw_telegram.call("setMyCommands", commands=[DREAM], scope=scope)
    await raw_telegram.call("setMyCommands", commands=[help_command], language_code="de")
    assert telegram_server.commands == {
        ("default", ""): [DREAM],
        ("all_group_chats", ""): [DREAM],
        (f"chat:{group.id}", ""): [DREAM],
        ("default", "de"): [help_command],
    }
    kept = await raw_telegram.call("getMyCommands", language_code="de")
    assert kept.result == [help_command]
    await raw_telegram.call("deleteMyCommands", language_code="de")
    assert (await raw_telegram.call("getMyCommands", language_code="de")).result == []
    assert telegram_server.violations == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"commands": []}, "there must be at least one command"),
        ({"commands": [DREAM] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [DREAM] * 2}, "BOT_COMMAND_DUPLICATE"),
        ({"commands": [DREAM | {"command": "Dream"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [DREAM | {"command": "x" * 33}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [DREAM | {"command": ""}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [DREAM | {"description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [DREAM | {"description": "x" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": ["dream"]}, "can't parse BotCommand: expected an Object"),
        ({"commands": {}}, "expected an Array as commands"),
        ({"commands": [DREAM], "language_code": "en-US"}, "invalid language code specified"),
        ({"commands": [DREAM], "scope": {"type": "x"}}, "can't parse BotCommandScope: unsuppor"),
        ({"commands": [DREAM], "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ],
)
async def test_commands_that_telegram_would_not_take(
    telegram_server: LoopbackTelegram,
    raw_telegram: RawTelegramBot,
    fields: dict[str, Any],
    reason: str,
) -> None:
    refused = await raw_telegram.call("setMyCommands", **fields)
    assert refused.refusal.startswith(f"Bad Request: {reason}")
    assert telegram_server.commands == {}
    assert len(telegram_server.violations) == 1


async def test_the_bot_describes_itself(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot
) -> None:
    await raw_telegram.call("setMyDescription", description="Dreams", language_code="en")
    await raw_telegram.call("setMyShortDescription", short_description="A dog")
    assert telegram_server.descriptions == {
        ("description", "en"): "Dreams",
        ("short_description", ""): "A dog",
    }
    refused = [
        await raw_telegram.call("setMyDescription", description="x" * 513),
        await raw_telegram.call("setMyShortDescription", short_description="x" * 121),
    ]
    assert [reply.status for reply in refused] == [400, 400]
