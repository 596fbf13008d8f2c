"""Messages of an earlier run's wishes, found again on a strict Discord."""

import time
from dataclasses import asdict
from typing import Any

import discord
import pytest

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.draft import Draft
from bot.adapters.discord.place import Place
from bot.adapters.discord.reopening import reopen_message
from bot.adapters.discord.status_message import StatusMessage
from tests.bot.adapters.discord.looks import wish_id_of
from tests.bot.conftest import MakeWish
from tests.loopback.discord import Channel, File, Interaction, LoopbackDiscord, Message, Person

WORDS = Draft(content="It goes on.")


@pytest.fixture
async def asked(client: DreamClient, channel: Channel, ann: Person, photo: File) -> Interaction:
    """A command of an earlier run, whose message shows its wish."""
    interaction = await ann.slash(channel, "dream", picture=photo)
    await interaction.message()
    return interaction


def address(interaction: Interaction, client: DreamClient, **values: Any) -> dict[str, Any]:
    usual = {
        "place": asdict(Place(channel_id=interaction.channel.id)),
        "way": "answer",
        "after": interaction.id,
        "application_id": client.application_id,
        "token": interaction.token,
        "expires_at": time.time() + 600,
    }
    return usual | values


async def reopen(
    message: Message, client: DreamClient, make_wish: MakeWish, **values: Any
) -> StatusMessage:
    reopened = reopen_message(make_wish(id=wish_id_of(message), **values), client)
    assert reopened is not None
    return reopened


async def test_a_message_that_is_known_is_edited_as_its_author(
    asked: Interaction, client: DreamClient, make_wish: MakeWish
) -> None:
    message = await asked.message()
    known = await reopen(
        message, client, make_wish, address=address(asked, client), message_id=message.id
    )
    assert (known.message_id, known.is_open) == (message.id, False)


async def test_an_answer_whose_message_is_not_known_is_shown_by_its_token(
    asked: Interaction, client: DreamClient, make_wish: MakeWish
) -> None:
    message = await asked.message()
    unknown = await reopen(message, client, make_wish, address=address(asked, client))
    await unknown.show(WORDS)
    await unknown.show(WORDS)
    assert message.content == "It goes on."
    assert unknown.message_id == message.id


@pytest.mark.parametrize("way", ["reply", "follow_up"])
async def test_another_message_is_looked_for_by_its_buttons(
    asked: Interaction, client: DreamClient, make_wish: MakeWish, way: str, channel: Channel
) -> None:
    message = await asked.message()
    lost = await reopen(message, client, make_wish, address=address(asked, client, way=way))
    await lost.show(WORDS)
    assert message.content == "It goes on."
    assert len(channel.visible_messages) == 1


async def test_past_the_token_an_answer_is_looked_for_too(
    asked: Interaction, client: DreamClient, make_wish: MakeWish
) -> None:
    message = await asked.message()
    late = address(asked, client, expires_at=time.time() - 1)
    await (await reopen(message, client, make_wish, address=late)).show(WORDS)
    assert message.content == "It goes on."


async def test_what_never_arrived_is_posted_once(
    asked: Interaction, client: DreamClient, make_wish: MakeWish, channel: Channel
) -> None:
    wish = make_wish(id="f" * 16, address=address(asked, client, way="reply"))
    for _ in range(2):
        message = reopen_message(wish, client)
        assert message is not None
        await message.show(WORDS)
    assert [shown.content for shown in channel.visible_messages].count("It goes on.") == 1


async def test_where_the_bot_may_not_read_it_posts_anew(
    asked: Interaction, client: DreamClient, make_wish: MakeWish, discord_server: LoopbackDiscord
) -> None:
    message = await asked.message()
    discord_server.faults.fail("GET", "/channels/.*", status=403, code=50013)
    lost = await reopen(message, client, make_wish, address=address(asked, client, way="reply"))
    await lost.show(WORDS)
    assert lost.message_id not in (None, message.id)


async def test_where_the_bot_is_no_member_the_token_is_the_only_way(
    asked: Interaction, client: DreamClient, make_wish: MakeWish
) -> None:
    message = await asked.message()
    place = asdict(Place(channel_id=asked.channel.id, is_member=False))
    foreign = address(asked, client, place=place, expires_at=0.0)
    known = await reopen(message, client, make_wish, address=foreign, message_id=message.id)
    await known.show(WORDS)
    assert message.content == "It goes on."


@pytest.mark.parametrize("broken", [None, {}, {"place": {"nonsense": 1}}, {"place": {}}])
def test_an_address_that_says_too_little_leads_nowhere(
    make_wish: MakeWish, broken: dict[str, Any] | None
) -> None:
    assert (
        reopen_message(make_wish(address=broken), discord.Client(intents=discord.Intents.none()))
        is None
    )
