"""discord.py's own client finds everything that it needs."""

from io import BytesIO

import pytest
from PIL import Image

from tests.loopback.conftest import StartBot
from tests.loopback.discord import Channel, File, LoopbackDiscord, NotPossibleError, Person


@pytest.fixture
def picture() -> File:
    buffer = BytesIO()
    Image.new("RGB", (30, 20), "teal").save(buffer, "PNG")
    return File(name="SPOILER_teal.png", data=buffer.getvalue(), description="teal")


async def test_a_command_is_deferred_and_its_response_becomes_a_file(
    discord_server: LoopbackDiscord,
    start_bot: StartBot,
    channel: Channel,
    ann: Person,
    picture: File,
) -> None:
    await start_bot(discord_server)
    interaction = await ann.slash(channel, "echo", picture=picture, preset="cats")
    message = await interaction.message()
    assert message.content == "echo cats"
    [attachment] = message.attachments
    assert attachment.data == picture.data
    assert attachment.is_spoiler
    assert (attachment.description, attachment.width) == ("An echo", 30)
    assert discord_server.violations == []


async def test_a_pressed_button_is_rebuilt_from_its_id(
    discord_server: LoopbackDiscord,
    start_bot: StartBot,
    channel: Channel,
    ann: Person,
    picture: File,
) -> None:
    await start_bot(discord_server)
    message = await (await ann.slash(channel, "echo", picture=picture)).message()
    pressed = await ann.press(message, label="Again")
    assert (await pressed.followup()).content == "pressed 7"
    assert discord_server.violations == []


async def test_suggestions_come_while_somebody_types(
    discord_server: LoopbackDiscord, start_bot: StartBot, channel: Channel, ann: Person
) -> None:
    await start_bot(discord_server)
    offered = await ann.autocomplete(channel, "echo", preset="ca")
    assert [suggestion.value for suggestion in offered] == ["cats", "castles"]


async def test_a_menu_command_reads_its_message(
    discord_server: LoopbackDiscord, start_bot: StartBot, channel: Channel, ann: Person
) -> None:
    await start_bot(discord_server)
    post = await ann.post(channel, "words")
    interaction = await ann.use_menu(post, "Repeat this")
    message = await interaction.message()
    assert (message.content, interaction.ephemeral) == ("words", True)
    assert message not in channel.visible_messages
    assert discord_server.violations == []


async def test_a_mention_is_heard_and_answered_without_a_ping(
    discord_server: LoopbackDiscord, start_bot: StartBot, channel: Channel, ann: Person
) -> None:
    bot = await start_bot(discord_server)
    await ann.post(channel, "nobody in particular")
    post = await ann.post(channel, f"{discord_server.world.bot.mention} cats")
    reply = await channel.wait_for_message(lambda message: message.reference is post)
    assert reply.content.endswith("cats")
    assert reply.notified == set()
    assert [message.content for message in bot.heard] == ["", post.content]
    assert discord_server.violations == []


async def test_a_command_nobody_synced_cannot_be_used(
    discord_server: LoopbackDiscord, start_bot: StartBot, channel: Channel, ann: Person
) -> None:
    await start_bot(discord_server)
    with pytest.raises(NotPossibleError, match="dream"):
        await ann.slash(channel, "dream")
    with pytest.raises(NotPossibleError, match="required"):
        await ann.slash(channel, "echo")
