import discord
import pytest
from structlog.testing import capture_logs

from bot.adapters.discord.intents import OFF_WITHOUT_CONTENT, find_features, usual_intents
from tests.bot.adapters.discord.conftest import Connect
from tests.loopback.discord import LoopbackDiscord


def test_no_privileged_intent_is_asked_for_unless_it_was_granted() -> None:
    intents = usual_intents()
    assert {name for name, is_on in intents if is_on} == {"guilds", "guild_messages", "dm_messages"}


@pytest.mark.parametrize(
    ("flag", "reads"),
    [("gateway_message_content", True), ("gateway_message_content_limited", True), (None, False)],
)
def test_either_grant_of_the_intent_will_do(flag: str | None, reads: bool) -> None:
    flags = discord.ApplicationFlags(**({flag: True} if flag else {}))
    assert find_features(flags).reads_messages is reads


@pytest.mark.parametrize("granted", [True, False])
async def test_what_is_off_is_named_at_the_start(
    discord_server: LoopbackDiscord, connect: Connect, granted: bool
) -> None:
    discord_server.world.application.has_message_content = granted
    with capture_logs() as logs:
        client = await connect()
    named = [entry["off"] for entry in logs if entry["event"] == "discord_features_off"]
    assert named == ([] if granted else [OFF_WITHOUT_CONTENT])
    assert client.intents.message_content is granted
    [session] = discord_server.connections.sessions
    assert bool(session.intents & discord.Intents.message_content.flag) is granted
