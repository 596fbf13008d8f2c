"""Which commands the loopback lets a bot sync."""

from typing import Any

import pytest

from tests.loopback.discord import LoopbackDiscord
from tests.loopback.raw_bot import COMMANDS, RawBot

Json = dict[str, Any]

LONG = [{"name": "x" * 100, "value": "y" * 100}] * 25


def command(**more: Any) -> Json:
    return {"name": "dream", "description": "Dreams", **more}


def option(name: str = "size", kind: int = 3, **more: Any) -> Json:
    return {"name": name, "description": "What", "type": kind, **more}


@pytest.mark.parametrize(
    ("commands", "wrong"),
    [
        ({}, "_ LIST_TYPE_CONVERT"),
        ([command(name="Dream")], "0.name APPLICATION_COMMAND_INVALID_NAME"),
        ([command(name="dream now")], "0.name APPLICATION_COMMAND_INVALID_NAME"),
        ([command(name="x" * 33)], "0.name BASE_TYPE_BAD_LENGTH"),
        ([command(description="")], "0.description BASE_TYPE_BAD_LENGTH"),
        ([command(description="x" * 101)], "0.description BASE_TYPE_BAD_LENGTH"),
        ([command(type=9)], "0.type BASE_TYPE_CHOICES"),
        ([command(), command()], "1 APPLICATION_COMMANDS_DUPLICATE_NAME"),
        ([command(contexts=[3])], "0.contexts BASE_TYPE_CHOICES"),
        ([command(integration_types=[2])], "0.integration_types BASE_TYPE_CHOICES"),
        ([command(default_member_permissions="all")], "0.default_member_permissions NUMBER_TYPE"),
        ([command(name_localizations={"xx": "traum"})], "0.name_localizations.xx BASE_TYPE_CHO"),
        ([command(name_localizations={"de": "Traum"})], "0.name_localizations.de APPLICATION_"),
        (
            [command(description_localizations={"de": "x" * 101})],
            "0.description_localizations.de BASE_TYPE_BAD_LENGTH",
        ),
        ([command(options=[option(str(n)) for n in range(26)])], "0.options BASE_TYPE_BAD_LENGTH"),
        ([command(options=[option(kind=12)])], "0.options.0.type NUMBER_TYPE_RANGE"),
        ([command(options=[option("Größe")])], "0.options.0.name APPLICATION_COMMAND_INVALID"),
        ([command(options=[option(), option()])], "0.options.1.name APPLICATION_COMMAND_OPTIONS"),
        (
            [command(options=[option("a"), option("b", required=True)])],
            "0.options.1 APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        ([command(options=[option(kind=1), option("b")])], "0.options APPLICATION_COMMAND_OPT"),
        (
            [command(options=[option(kind=1, options=[option(kind=1)])])],
            "0.options.0.options.0.type APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            [command(options=[option(choices=[{"name": "x", "value": "x" * 101}])])],
            "0.options.0.choices.0.value BASE_TYPE_BAD_LENGTH",
        ),
        (
            [command(options=[option(choices=[{"name": "", "value": "x"}])])],
            "0.options.0.choices.0.name BASE_TYPE_BAD_LENGTH",
        ),
        (
            [command(options=[option(choices=[{"name": "a", "value": "b"}] * 26)])],
            "0.options.0.choices BASE_TYPE_BAD_LENGTH",
        ),
        (
            [command(options=[option(choices=[{"name": "a", "value": "b"}], autocomplete=True)])],
            "0.options.0.autocomplete APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
        ),
        (
            [command(options=[option(kind=11, autocomplete=True)])],
            "0.options.0.choices APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID",
        ),
        ([command(options=[option(min_value=1)])], "0.options.0.min_value BASE_TYPE_FORBIDDEN"),
        ([{"name": "x" * 33, "type": 3}], "0.name BASE_TYPE_BAD_LENGTH"),
        ([{"name": "Menu", "type": 3, "description": "x"}], "0.description APPLICATION_COMMAND_D"),
        ([command(name=f"c{n}") for n in range(101)], "_ BASE_TYPE_MAX_LENGTH"),
        ([{"name": f"Menu {n}", "type": 3} for n in range(16)], "_ BASE_TYPE_MAX_LENGTH"),
        (
            [command(options=[option("a", choices=LONG), option("b", choices=LONG)])],
            "0 APPLICATION_COMMAND_TOO_LARGE",
        ),
    ],
)
async def test_commands_that_discord_would_not_take(
    discord_server: LoopbackDiscord, raw_bot: RawBot, commands: Any, wrong: str
) -> None:
    answer = await raw_bot.sync(commands)
    assert answer.refusal == (400, 50035)
    assert answer.wrong.startswith(wrong)
    assert discord_server.world.application.commands == {}


async def test_commands_that_stay_keep_their_ids(
    discord_server: LoopbackDiscord, raw_bot: RawBot
) -> None:
    first = (await raw_bot.sync()).body
    second = (await raw_bot.sync([*COMMANDS, command(name="other")])).body
    assert [one["id"] for one in first] == [one["id"] for one in second[:2]]
    listed = await raw_bot.ask("GET", f"/applications/{raw_bot.application}/commands")
    assert [one["name"] for one in listed.body] == ["dream", "Dream this", "other"]
    assert len(discord_server.ledger.find("PUT", r"/applications/\d+/commands")) == 2


async def test_names_in_other_scripts_are_taken(raw_bot: RawBot) -> None:
    names = {"de": "träum", "ja": "夢", "hi": "सपना", "fr": "rêve"}
    assert (await raw_bot.sync([command(name_localizations=names)])).status == 200


async def test_commands_of_another_application_are_not_the_bots(raw_bot: RawBot) -> None:
    answer = await raw_bot.ask("PUT", "/applications/1/commands", [])
    assert answer.refusal == (403, 20012)
