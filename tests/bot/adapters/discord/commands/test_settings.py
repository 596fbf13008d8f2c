import pytest

from bot.adapters.discord.client import DreamClient
from bot.records import ChatSettings, Records
from tests.bot.adapters.discord.looks import wait_for_result
from tests.loopback.discord import Channel, File, NotPossibleError, Person


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ({}, "Settings for the whole server"),
        ({"scope": "server"}, "Settings for the whole server"),
        ({"scope": "channel"}, "Settings for this channel"),
    ],
)
async def test_a_moderator_chooses_what_to_set(
    client: DreamClient,
    channel: Channel,
    moderator: Person,
    options: dict[str, str],
    title: str,
) -> None:
    interaction = await moderator.slash(channel, "dream-settings", **options)
    assert (await interaction.message()).content.startswith(title)
    assert interaction.ephemeral


async def test_nobody_else_opens_it(client: DreamClient, channel: Channel, ann: Person) -> None:
    with pytest.raises(NotPossibleError):
        await ann.slash(channel, "dream-settings")


async def test_there_is_nothing_to_set_in_private(client: DreamClient, moderator: Person) -> None:
    with pytest.raises(NotPossibleError):
        await moderator.slash(moderator.direct_channel, "dream-settings")


async def test_the_servers_preset_and_size_hold_for_the_next_dream(
    client: DreamClient, channel: Channel, ann: Person, photo: File, records: Records
) -> None:
    assert channel.guild is not None
    settings = ChatSettings(preset="cats", largest_size=96)
    await records.chat_settings.save(f"discord:server:{channel.guild.id}", settings)
    interaction = await ann.slash(channel, "dream", picture=photo, size="2048")
    message = await wait_for_result(interaction)
    assert "cats" in message.content
    assert message.attachments[0].width is not None
    assert message.attachments[0].width <= 96
