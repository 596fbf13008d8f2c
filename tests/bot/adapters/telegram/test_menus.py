import re

from structlog.testing import capture_logs

from bot.adapters.telegram.hearing import build_grammar
from bot.adapters.telegram.menus import build_menus, set_menus_when_changed
from bot.adapters.telegram.status_message import Bot
from bot.commands import NoCommand
from bot.records import Records
from bot.texts import find_languages
from dream_core import Presets
from tests.loopback.telegram import LoopbackTelegram


def test_every_menu_is_what_telegram_takes() -> None:
    for commands in build_menus().values():
        assert 1 <= len(commands) <= 100
        for command in commands:
            assert re.fullmatch(r"[a-z0-9_]{1,32}", command.command)
            assert 1 <= len(command.description) <= 256


def test_whatever_a_menu_offers_is_understood(presets: Presets) -> None:
    grammar = build_grammar(presets, "PuppyslugBot")
    for commands in build_menus().values():
        for command in commands:
            behind = " banana" if command.command == "imagine" else ""
            for text in (f"/{command.command}", f"/{command.command}@PuppyslugBot"):
                assert not isinstance(grammar.parse(text + behind), NoCommand)


def test_every_menu_offers_to_imagine_and_to_zoom() -> None:
    for commands in build_menus().values():
        assert {"dream", "imagine", "zoom"} <= {command.command for command in commands}


def test_settings_are_offered_where_they_may_be_used() -> None:
    offered = {
        scope.type: "settings" in {command.command for command in commands}
        for (scope, language), commands in build_menus().items()
        if not language
    }
    assert offered == {
        "default": False,
        "all_private_chats": True,
        "all_group_chats": False,
        "all_chat_administrators": True,
    }


async def test_they_are_told_in_every_language_once(
    bot: Bot, telegram_server: LoopbackTelegram, records: Records
) -> None:
    assert await set_menus_when_changed(bot, records)
    languages = {language for _, language in telegram_server.commands}
    assert languages == {"", *find_languages()} - {"en"}
    assert len(telegram_server.commands) == 4 * len(languages)
    told = len(telegram_server.ledger.find("setMyCommands"))
    assert not await set_menus_when_changed(bot, records)
    assert len(telegram_server.ledger.find("setMyCommands")) == told


async def test_menus_that_changed_are_told_again(
    bot: Bot, telegram_server: LoopbackTelegram, records: Records
) -> None:
    await records.write_fact("telegram_commands", "of another version")
    assert await set_menus_when_changed(bot, records)


async def test_what_telegram_did_not_take_is_told_the_next_time(
    bot: Bot, telegram_server: LoopbackTelegram, records: Records
) -> None:
    telegram_server.faults.fail("setMyCommands", status=500)
    with capture_logs() as logs:
        assert not await set_menus_when_changed(bot, records)
    assert logs[0]["event"] == "telegram_menus_failed"
    assert await set_menus_when_changed(bot, records)
