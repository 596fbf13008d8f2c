import asyncio
from typing import Any

import discord
import pytest
from discord import app_commands
from structlog.testing import capture_logs

from bot.adapters.discord.client import DreamClient
from bot.errors import BotError, BotErrorCode
from dream_core import DreamError, ErrorCode
from tests.loopback.discord import Channel, LoopbackDiscord, Person

PROBLEM = BotError(BotErrorCode.QUEUE_FULL, "The *queue* is full.", "Ask @everyone later.")


@pytest.fixture
def failing(client: DreamClient) -> list[Exception]:
    """The error that /dream-queue raises, once it is put in."""
    errors: list[Exception] = []
    command = client.tree.get_command("dream-queue")
    assert isinstance(command, app_commands.Command)

    async def fail(interaction: discord.Interaction[Any]) -> None:
        if errors[1:]:
            await interaction.response.defer(thinking=True)
        raise errors[0]

    command._callback = fail
    return errors


async def test_a_problem_is_told_in_words_without_markup(
    failing: list[Exception], channel: Channel, ann: Person
) -> None:
    failing.append(PROBLEM)
    interaction = await ann.slash(channel, "dream-queue")
    message = await interaction.message()
    assert interaction.ephemeral
    assert r"The \*queue\* is full." in message.content
    assert "@everyone" not in message.content
    assert message.notified == set()


async def test_the_engines_problems_are_told_too(
    failing: list[Exception], channel: Channel, ann: Person
) -> None:
    failing.append(DreamError(ErrorCode.PICTURE_TRUNCATED, "That is no picture.", "Try another."))
    message = await (await ann.slash(channel, "dream-queue")).message()
    assert message.content


async def test_after_a_public_deferral_only_whoever_asked_reads_it(
    failing: list[Exception], channel: Channel, ann: Person
) -> None:
    failing += [PROBLEM, PROBLEM]
    interaction = await ann.slash(channel, "dream-queue")
    message = await interaction.wait_for_message(lambda found: found.is_ephemeral)
    assert interaction.messages == [message]
    assert channel.visible_messages == []


async def test_a_fault_of_the_program_is_logged_with_the_number_that_people_are_told(
    failing: list[Exception], channel: Channel, ann: Person
) -> None:
    failing.append(ZeroDivisionError("secret details"))
    with capture_logs() as logs:
        message = await (await ann.slash(channel, "dream-queue")).message()
    [event] = [entry for entry in logs if entry["event"] == "handler_failed"]
    assert isinstance(event["exc_info"], ZeroDivisionError)
    assert event["error_id"] in message.content
    assert "secret" not in message.content


async def test_an_outage_is_told_as_one(
    failing: list[Exception], channel: Channel, ann: Person
) -> None:
    failing.append(OSError("connection reset"))
    message = await (await ann.slash(channel, "dream-queue")).message()
    assert "trouble" in message.content


async def test_an_answer_that_comes_too_late_is_only_logged(
    failing: list[Exception], discord_server: LoopbackDiscord, channel: Channel, ann: Person
) -> None:
    discord_server.faults.fail(
        "POST", r"/interactions/\d+/.*", status=404, code=10062, message="Unknown interaction"
    )
    failing += [PROBLEM, PROBLEM]
    with capture_logs() as logs:
        await ann.slash(channel, "dream-queue")
        await asyncio.sleep(0.5)
    assert [entry["event"] for entry in logs] == ["discord_answer_late"]


async def test_a_command_of_an_older_version_is_told_to_be_one(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    client.tree.remove_command("dream-queue")
    message = await (await ann.slash(channel, "dream-queue")).message()
    assert "Reload Discord" in message.content


async def test_people_are_told_in_their_own_language(
    failing: list[Exception], discord_server: LoopbackDiscord, channel: Channel
) -> None:
    assert channel.guild is not None
    failing.append(OSError())
    eva = discord_server.add_person("Eva", channel.guild, locale="de")
    message = await (await eva.slash(channel, "dream-queue")).message()
    assert "trouble" not in message.content
