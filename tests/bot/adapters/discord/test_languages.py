import discord

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.languages import language_of, phrases_for
from tests.loopback.discord import LoopbackDiscord


async def last_post(client: DreamClient) -> discord.Message:
    post: discord.Message = await client.wait_for("message", timeout=5)
    return post


async def test_a_post_is_answered_in_the_language_of_its_server(
    client: DreamClient, discord_server: LoopbackDiscord
) -> None:
    guild = discord_server.add_guild("Stadt", locale="de")
    channel = guild.add_channel("allgemein")
    ann = discord_server.add_person("Ann", guild)
    waiting = client.loop.create_task(last_post(client))
    await ann.post(channel, "Hallo")
    post = await waiting
    assert language_of(post) == "de"
    assert phrases_for(post).say("button-cancel") == "Abbrechen"


async def test_a_direct_message_is_answered_in_english(
    client: DreamClient, discord_server: LoopbackDiscord
) -> None:
    ann = discord_server.add_person("Ann", locale="fr")
    waiting = client.loop.create_task(last_post(client))
    await ann.post(ann.direct_channel, "Bonjour")
    assert language_of(await waiting) == "en"
