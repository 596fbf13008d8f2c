"""Who may ask in Discord, and what they are told who may not."""

import asyncio

import discord
import pytest

from bot.adapters.discord.askers import asker_of
from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.places import place_of_post
from bot.service import Admission, Allowance, Asker, QuotaLimits, Rules
from tests.bot.adapters.discord.looks import wait_for_result
from tests.bot.adapters.discord.test_places import hear
from tests.bot.noting_admission import NotingAdmission
from tests.loopback.discord import Channel, File, LoopbackDiscord, Message, Person

QUIET_SECONDS = 0.3
"""How long a test listens for answers that must not come."""


@pytest.fixture
def bot(discord_server: LoopbackDiscord) -> str:
    """The bot's name as Discord writes it."""
    return discord_server.world.bot.mention


def deny(client: DreamClient, *ids: str) -> None:
    client.service.admission = Admission(Rules(deny=frozenset(ids)))


async def wait_for_answers(channel: Channel, count: int) -> list[Message]:
    """All the bot's messages, once there are so many and no more come."""
    for _ in range(500):
        if len(_find_answers(channel)) >= count:
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(QUIET_SECONDS)
    return _find_answers(channel)


def _find_answers(channel: Channel) -> list[Message]:
    found = (message for message in channel.messages if message.author.is_bot)
    return [message for message in found if not message.is_ephemeral]


async def test_who_asks_is_known_by_person_chat_and_server(
    client: DreamClient, channel: Channel, ann: Person, moderator: Person
) -> None:
    assert channel.guild is not None
    post = await hear(client, ann, channel)
    asker = asker_of(post, place_of_post(post), client.access)
    assert asker == Asker(
        person_id=f"discord:{ann.id}",
        chat_id=f"discord:{channel.id}",
        server_id=f"discord:server:{channel.guild.id}",
    )
    thread = channel.add_thread("talk")
    post = await hear(client, moderator, thread)
    assert asker_of(post, place_of_post(post), client.access) == Asker(
        person_id=f"discord:{moderator.id}",
        chat_id=f"discord:{thread.id}",
        parent_chat_id=f"discord:{channel.id}",
        server_id=f"discord:server:{channel.guild.id}",
        is_moderator=True,
    )
    post = await hear(client, ann, ann.direct_channel)
    asker = asker_of(post, place_of_post(post), client.access)
    assert (asker.server_id, asker.is_moderator) == (None, False)


async def test_in_a_thread_whose_channel_is_unknown_nobody_is_known_to_moderate(
    client: DreamClient, channel: Channel, moderator: Person
) -> None:
    post = await hear(client, moderator, channel.add_thread("talk"))
    assert post.guild is not None
    parent = client.get_channel(channel.id)
    assert isinstance(parent, discord.TextChannel)
    post.guild._remove_channel(parent)
    asker = asker_of(post, place_of_post(post), client.access)
    assert (asker.parent_chat_id, asker.is_moderator) == (f"discord:{channel.id}", False)


async def test_what_is_asked_for_says_who_asks_and_where(
    client: DreamClient, channel: Channel, moderator: Person, photo: File
) -> None:
    assert channel.guild is not None
    client.service.admission = admission = NotingAdmission()
    result = await wait_for_result(await moderator.slash(channel, "dream", picture=photo))
    await wait_for_result(await moderator.press(result, label="Again"))
    asker = Asker(
        person_id=f"discord:{moderator.id}",
        chat_id=f"discord:{channel.id}",
        server_id=f"discord:server:{channel.guild.id}",
        is_moderator=True,
    )
    assert admission.askers == [asker, asker]


@pytest.mark.parametrize("denied", ["person", "channel", "server"])
async def test_whom_the_lists_leave_out_is_told_so_alone(
    client: DreamClient, channel: Channel, ann: Person, photo: File, denied: str
) -> None:
    assert channel.guild is not None
    ids = {
        "person": f"discord:{ann.id}",
        "channel": f"discord:{channel.id}",
        "server": f"discord:server:{channel.guild.id}",
    }
    deny(client, ids[denied])
    interaction = await ann.slash(channel.add_thread("talk"), "dream", picture=photo)
    told = (await interaction.message()).content
    assert told.startswith("I don't dream for you" if denied == "person" else "I don't dream here")
    assert interaction.ephemeral


async def test_posts_of_whom_the_lists_leave_out_are_answered_once(
    client: DreamClient, channel: Channel, ann: Person, ben: Person, photo: File, bot: str
) -> None:
    deny(client, f"discord:{ann.id}")
    for words in (f"{bot} cats", bot, f"{bot} nonsense", f"{bot} cats"):
        await ann.post(channel, words, files=[photo])
    [refusal] = await wait_for_answers(channel, 1)
    assert refusal.content.startswith("I don't dream for you.")
    await ben.post(channel, bot, files=[photo])
    await wait_for_result(channel)


async def test_queue_and_help_are_for_everybody(
    client: DreamClient, channel: Channel, ann: Person, bot: str
) -> None:
    deny(client, f"discord:{ann.id}")
    for command in ("dream-queue", "dream-help", "dream-forget-me"):
        answer = await (await ann.slash(channel, command)).message()
        assert "I don't dream" not in answer.content
    await ann.post(channel, f"{bot} queue")
    [answer] = await wait_for_answers(channel, 1)
    assert answer.content.startswith("Nobody waits")


async def test_a_quota_that_is_used_up_is_told_in_the_askers_language(
    client: DreamClient, discord_server: LoopbackDiscord, channel: Channel, photo: File
) -> None:
    assert channel.guild is not None
    limits = QuotaLimits(person=Allowance(dreams_per_hour=1))
    client.service.admission = Admission(limits=limits)
    eva = discord_server.add_person("Eva", channel.guild, locale="de")
    message = await wait_for_result(await eva.slash(channel, "dream", picture=photo))
    for interaction in (
        await eva.slash(channel, "dream", picture=photo),
        await eva.press(message, label="Noch einmal"),
    ):
        told = await interaction.wait_for_message()
        assert told.content.startswith("Deine Träume pro Stunde sind aufgebraucht")
        assert told.content.endswith("in 60 Minuten.")
        assert told.is_ephemeral


async def test_of_an_album_those_that_fit_are_dreamed_and_the_rest_explained(
    client: DreamClient, channel: Channel, ann: Person, photo: File, bot: str
) -> None:
    limits = QuotaLimits(person=Allowance(dreams_per_hour=2), cooldown_seconds=60)
    client.service.admission = Admission(limits=limits)
    await ann.post(channel, bot, files=[photo] * 3)
    message = await wait_for_result(channel)
    assert len(message.attachments) == 2
    assert "3 of 3: Your dreams per hour are used up (limit: 2)." in message.content
