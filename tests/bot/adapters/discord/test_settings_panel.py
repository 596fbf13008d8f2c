import pytest

from bot.adapters.discord.client import DreamClient
from bot.records import ChatSettings, Records
from tests.bot.adapters.discord.conftest import MakeAdapter
from tests.loopback.discord import (
    Channel,
    LoopbackDiscord,
    Message,
    NotPossibleError,
    Permission,
    Person,
)


def server_scope(channel: Channel) -> str:
    assert channel.guild is not None
    return f"discord:server:{channel.guild.id}"


async def open_panel(moderator: Person, channel: Channel, **options: str) -> Message:
    interaction = await moderator.slash(channel, "dream-settings", **options)
    message = await interaction.message()
    assert interaction.ephemeral
    assert message.notified == set()
    return message


async def wait_for_line(server: LoopbackDiscord, panel: Message, line: str) -> None:
    await server.wait_until(lambda: line in panel.content.splitlines(), line)


async def test_a_moderator_sets_everything_for_a_server(
    client: DreamClient,
    discord_server: LoopbackDiscord,
    channel: Channel,
    moderator: Person,
    records: Records,
) -> None:
    assert channel.guild is not None
    role = channel.guild.add_role("Artists")
    panel = await open_panel(moderator, channel)
    await moderator.choose(panel, "preset", ["cats"])
    await wait_for_line(discord_server, panel, "Preset when none is named: Cats")
    await moderator.choose(panel, "size", ["512"])
    await wait_for_line(discord_server, panel, "Largest size: 512 pixels")
    await moderator.choose(panel, "channels", [channel])
    await wait_for_line(discord_server, panel, f"Channels: {channel.mention}")
    await moderator.choose(panel, "roles", [role])
    await wait_for_line(discord_server, panel, f"Who may ask: {role.mention}")
    await moderator.press(panel, label="Ignore mentions")
    await wait_for_line(discord_server, panel, "Mentions: ignored")
    assert records.chat_settings.find(server_scope(channel)) == ChatSettings(
        preset="cats",
        largest_size=512,
        answers_mentions=False,
        channels=(str(channel.id),),
        roles=(str(role.id),),
    )


async def test_what_is_set_is_taken_back_one_by_one_or_at_once(
    client: DreamClient,
    discord_server: LoopbackDiscord,
    channel: Channel,
    moderator: Person,
    records: Records,
) -> None:
    settings = ChatSettings(preset="cats", largest_size=512, roles=("77",))
    await records.chat_settings.save(server_scope(channel), settings)
    panel = await open_panel(moderator, channel)
    assert "Who may ask: <@&77>" in panel.content
    await moderator.choose(panel, "preset", [])
    await wait_for_line(discord_server, panel, "Preset when none is named: as usual")
    await moderator.choose(panel, "roles", [])
    await wait_for_line(discord_server, panel, "Who may ask: everybody")
    assert records.chat_settings.find(server_scope(channel)) == ChatSettings(largest_size=512)
    await moderator.press(panel, label="Reset all")
    await wait_for_line(discord_server, panel, "Largest size: as usual")
    assert records.chat_settings.find(server_scope(channel)) == ChatSettings()


async def test_a_language_is_chosen_from_a_list_of_its_own(
    client: DreamClient,
    discord_server: LoopbackDiscord,
    channel: Channel,
    moderator: Person,
    records: Records,
) -> None:
    panel = await open_panel(moderator, channel)
    before = panel.content
    await moderator.press(panel, label="Language of my answers")
    await discord_server.wait_until(
        lambda: len(panel.buttons) == 2 and panel.content == before, "the list of languages"
    )
    await moderator.press(panel, label="Back")
    await discord_server.wait_until(lambda: len(panel.buttons) > 2, "the panel")
    await moderator.press(panel, label="Language of my answers")
    await discord_server.wait_until(lambda: len(panel.buttons) == 2, "the list of languages")
    await moderator.choose(panel, "language", ["de"])
    await wait_for_line(discord_server, panel, "Sprache meiner Antworten: Deutsch")
    assert records.chat_settings.find(server_scope(channel)) == ChatSettings(language="de")
    await moderator.press(panel, label="Sprache meiner Antworten")
    await discord_server.wait_until(lambda: len(panel.buttons) == 2, "the list of languages")
    await moderator.choose(panel, "language", [])
    await wait_for_line(discord_server, panel, "Language of my answers: each person's own")
    assert records.chat_settings.find(server_scope(channel)) == ChatSettings()


async def test_a_channels_settings_stand_over_its_servers(
    client: DreamClient,
    discord_server: LoopbackDiscord,
    channel: Channel,
    moderator: Person,
    records: Records,
) -> None:
    settings = ChatSettings(preset="cats", answers_mentions=False)
    await records.chat_settings.save(server_scope(channel), settings)
    panel = await open_panel(moderator, channel, scope="channel")
    assert channel.mention in panel.content
    assert "Preset when none is named: Cats" in panel.content
    with pytest.raises(NotPossibleError):
        await moderator.choose(panel, "channels", [channel])
    await moderator.press(panel, label="Answer mentions")
    await wait_for_line(discord_server, panel, "Mentions: answered")
    own = records.chat_settings.find(f"discord:{channel.id}")
    assert own == ChatSettings(answers_mentions=True)
    assert records.chat_settings.find(server_scope(channel)) == settings


async def test_a_panel_works_over_a_restart(
    make_adapter: MakeAdapter,
    discord_server: LoopbackDiscord,
    channel: Channel,
    moderator: Person,
) -> None:
    async with make_adapter():
        await discord_server.connections.wait_until_connected()
        panel = await open_panel(moderator, channel)
    async with make_adapter():
        await discord_server.connections.wait_until_identified(2)
        await moderator.choose(panel, "size", ["256"])
        await wait_for_line(discord_server, panel, "Largest size: 256 pixels")


async def test_the_server_decides_itself_who_a_moderator_is(
    client: DreamClient,
    discord_server: LoopbackDiscord,
    channel: Channel,
    moderator: Person,
    records: Records,
) -> None:
    """Whoever saw the panel once may have lost the permission since."""
    assert channel.guild is not None
    panel = await open_panel(moderator, channel)
    for role in channel.guild.roles:
        if role.name == "Moderators":
            channel.guild.change_role(role, Permission(0))
    interaction = await moderator.press(panel, label="Ignore mentions")
    refusal = await interaction.wait_for_message(lambda found: found is not panel)
    assert "Manage Server" in refusal.content
    assert refusal.is_ephemeral
    assert records.chat_settings.find(server_scope(channel)) == ChatSettings()
