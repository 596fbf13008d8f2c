import pytest

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.draft import Draft
from bot.adapters.discord.place import Place
from bot.adapters.discord.posting import edit_as_bot, post_as_bot, post_to_person
from tests.loopback.discord import Channel, Person


@pytest.fixture
def place(channel: Channel) -> Place:
    assert channel.guild is not None
    return Place(channel_id=channel.id, guild_id=channel.guild.id)


async def test_the_bot_posts_and_edits_as_its_author(
    client: DreamClient, channel: Channel, place: Place
) -> None:
    message_id = await post_as_bot(client, place, Draft(content="first"), nonce="1")
    await edit_as_bot(client, place, message_id, Draft(content="second"))
    (message,) = channel.visible_messages
    assert (message.id, message.content) == (message_id, "second")


async def test_trying_again_posts_nothing_twice(
    client: DreamClient, channel: Channel, place: Place
) -> None:
    first, second = [
        await post_as_bot(client, place, Draft(content="words"), nonce="0123456789abcdef")
        for _ in range(2)
    ]
    assert first == second
    assert len(channel.visible_messages) == 1


async def test_a_person_is_written_to_directly(client: DreamClient, ann: Person) -> None:
    message_id = await post_to_person(client, ann.id, Draft(content="words"), nonce="1")
    (message,) = ann.direct_channel.visible_messages
    assert (message.id, message.content) == (message_id, "words")
