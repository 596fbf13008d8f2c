import re
import unicodedata
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.command_tree import compute_digest, sync_when_changed
from bot.adapters.discord.translator import TextTranslator
from bot.records import Records
from tests.bot.adapters.discord.conftest import Connect, MakeAdapter
from tests.loopback.discord import LoopbackDiscord

NAMES = {
    "dream",
    "imagine",
    "zoom",
    "presets",
    "dream-settings",
    "dream-queue",
    "dream-help",
    "dream-forget-me",
    "Dream this",
}
SYNC = ("PUT", r"/applications/\d+/commands")


def count_syncs(server: LoopbackDiscord) -> int:
    return len(server.ledger.find(*SYNC))


def find_texts(part: Any, key: str) -> list[str]:
    """All texts under a key and its translations, at any depth."""
    if isinstance(part, list):
        return [text for one in part for text in find_texts(one, key)]
    if not isinstance(part, dict):
        return []
    own = [part[key]] if isinstance(part.get(key), str) else []
    own += (part.get(f"{key}_localizations") or {}).values()
    return own + [text for value in part.values() for text in find_texts(value, key)]


async def test_the_commands_are_told_once(
    discord_server: LoopbackDiscord, make_adapter: MakeAdapter
) -> None:
    for _ in range(2):
        async with make_adapter():
            await discord_server.connections.wait_until_connected()
    assert count_syncs(discord_server) == 1
    synced = discord_server.world.application.commands[None]
    assert {command["name"] for command in synced} == NAMES


async def test_they_are_told_again_when_they_changed(
    client: DreamClient, discord_server: LoopbackDiscord, records: Records
) -> None:
    before = await compute_digest(client.tree)
    assert not await sync_when_changed(client.tree, records)
    client.tree.remove_command("dream-queue")
    assert await compute_digest(client.tree) != before
    assert await sync_when_changed(client.tree, records)
    assert count_syncs(discord_server) == 2


async def test_another_application_has_none_yet(client: DreamClient) -> None:
    before = await compute_digest(client.tree)
    client._connection.application_id = 1
    assert await compute_digest(client.tree) != before


@pytest.mark.parametrize("status", [400, 403])
async def test_the_bot_lives_on_where_discord_does_not_take_them(
    discord_server: LoopbackDiscord, connect: Connect, records: Records, status: int
) -> None:
    discord_server.faults.fail(*SYNC, status=status, code=50035 if status == 400 else 0)
    with capture_logs() as logs:
        client = await connect()
    assert [entry for entry in logs if entry["event"] == "discord_sync_failed"]
    assert await sync_when_changed(client.tree, records)


async def test_every_text_fits_discord_in_every_language(client: DreamClient) -> None:
    translator = TextTranslator()
    for command in client.tree.get_commands():
        payload = await command.get_translated_payload(client.tree, translator)
        names = find_texts({**payload, "options": []}, "name")
        if payload["type"] == 1:
            names = [*names, *find_options(payload)]
            assert all(is_slash_name(name) for name in names), names
        assert all(1 <= len(name) <= 32 for name in names)
        choices = [option.get("choices", []) for option in payload.get("options", [])]
        assert all(len(name) <= 100 for name in find_texts(choices, "name"))
        assert all(1 <= len(text) <= 100 for text in find_texts(payload, "description"))


async def test_every_text_of_a_command_has_an_id(client: DreamClient) -> None:
    asked: list[str] = []

    class Listening(TextTranslator):
        async def translate(self, string: Any, locale: Any, context: Any) -> str | None:
            asked.append(string.extras["id"])
            return await super().translate(string, locale, context)

    for command in client.tree.get_commands():
        await command.get_translated_payload(client.tree, Listening())
    assert len(set(asked)) > 25


async def test_names_within_a_command_differ_in_every_language(client: DreamClient) -> None:
    for language in ("de", "fr"):
        for command in client.tree.get_commands():
            payload = await command.get_translated_payload(client.tree, TextTranslator())
            names = [
                option["name_localizations"].get(language, option["name"])
                for option in payload.get("options", [])
            ]
            assert len(set(names)) == len(names)


def find_options(payload: dict[str, Any]) -> list[str]:
    return [
        text
        for option in payload["options"]
        for text in find_texts({**option, "choices": []}, "name")
    ]


def is_slash_name(name: str) -> bool:
    is_lower = name == name.lower()
    letters = (unicodedata.category(letter)[0] in "LN" for letter in re.sub("[-_']", "", name))
    return is_lower and all(letters)
