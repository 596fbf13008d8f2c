from dataclasses import replace

import discord

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.languages import language_of_post, phrases_for_post
from bot.adapters.discord.place import channel_scope, server_scope
from tests.bot.adapters.discord.looks import wait_for_result
from tests.loopback.discord import Channel, File, LoopbackDiscord, Person


async def last_post(client: DreamClient) -> discord.Message:
    post: discord.Message = await client.wait_for("message", timeout=5)
    return post


async def speak(client: DreamClient, scope_id: str, language: str | None) -> None:
    await client.access.change(scope_id, lambda settings: replace(settings, language=language))


async def test_a_post_is_answered_in_the_language_of_its_server(
    client: DreamClient, discord_server: LoopbackDiscord
) -> None:
    guild = discord_server.add_guild("Stadt", locale="de")
    channel = guild.add_channel("allgemein")
    ann = discord_server.add_person("Ann", guild)
    waiting = client.loop.create_task(last_post(client))
    await ann.post(channel, "Hallo")
    post = await waiting
    assert language_of_post(post, client) == "de"
    assert phrases_for_post(post, client).say("button-cancel") == "Abbrechen"
    await speak(client, server_scope(guild.id), "fr")
    assert language_of_post(post, client) == "fr"


async def test_a_direct_message_is_answered_in_english(
    client: DreamClient, discord_server: LoopbackDiscord
) -> None:
    ann = discord_server.add_person("Ann", locale="fr")
    waiting = client.loop.create_task(last_post(client))
    await ann.post(ann.direct_channel, "Bonjour")
    assert language_of_post(await waiting, client) == "en"


async def test_in_a_channel_that_has_a_language_commands_and_dreams_are_answered_in_it(
    client: DreamClient, channel: Channel, ann: Person, photo: File
) -> None:
    assert channel.guild is not None
    await speak(client, server_scope(channel.guild.id), "fr")
    await speak(client, channel_scope(channel.id), "de")
    answer = await (await ann.slash(channel, "dream-queue")).message()
    assert answer.content.startswith("Niemand wartet")
    message = await wait_for_result(await ann.slash(channel, "dream", picture=photo))
    assert "geträumt" in message.content
