from bot.adapters.discord.client import DreamClient
from tests.bot.adapters.discord.conftest import Connect
from tests.loopback.discord import Channel, LoopbackDiscord, Person


async def read_help(channel: Channel, person: Person) -> str:
    interaction = await person.slash(channel, "dream-help")
    message = await interaction.message()
    assert interaction.ephemeral
    assert message.notified == set()
    return message.content


async def test_people_learn_how_to_ask(client: DreamClient, channel: Channel, ann: Person) -> None:
    text = await read_help(channel, ann)
    assert f"{channel.world.bot.mention} cats please" in text
    assert "/presets" in text
    assert "Intent" not in text
    assert "/dream-settings" not in text


async def test_moderators_learn_what_is_off(
    client: DreamClient, channel: Channel, moderator: Person
) -> None:
    text = await read_help(channel, moderator)
    assert "/dream-settings" in text
    assert "Message Content Intent" in text


async def test_nothing_is_off_with_the_intent(
    discord_server: LoopbackDiscord, connect: Connect, channel: Channel, moderator: Person
) -> None:
    discord_server.world.application.has_message_content = True
    await connect()
    assert "Intent" not in await read_help(channel, moderator)
