from functools import partial

import aiohttp
import pytest

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.commands.presets import PER_PAGE, turn_to
from config import find_thumbnail
from dream_core import Presets
from tests.loopback.discord import Channel, Message, NotPossibleError, Person


def test_pages_hold_every_preset_once(presets: Presets) -> None:
    first = turn_to(presets, 0)
    shown = [name for number in range(first.pages) for name in turn_to(presets, number).names]
    assert shown == list(presets)
    assert len(first.names) == PER_PAGE


def test_a_page_beyond_the_last_is_the_last(presets: Presets) -> None:
    assert turn_to(presets, 999) == turn_to(presets, turn_to(presets, 0).pages - 1)


async def test_each_preset_has_its_picture(
    client: DreamClient, channel: Channel, ann: Person, presets: Presets
) -> None:
    interaction = await ann.slash(channel, "presets")
    message = await interaction.wait_for_message(lambda found: found.embeds)
    assert interaction.ephemeral
    names = turn_to(presets, 0).names
    assert [embed["title"] for embed in message.embeds] == [presets[name].title for name in names]
    assert all(
        name in embed["footer"]["text"] for name, embed in zip(names, message.embeds, strict=True)
    )
    async with aiohttp.ClientSession() as session:
        for name, embed in zip(names, message.embeds, strict=True):
            path = find_thumbnail(name)
            assert path is not None
            async with session.get(embed["thumbnail"]["url"]) as answer:
                assert await answer.read() == path.read_bytes()


async def test_pages_are_turned_forth_and_back(
    client: DreamClient, channel: Channel, ann: Person, presets: Presets
) -> None:
    interaction = await ann.slash(channel, "presets")
    message = await interaction.wait_for_message(lambda found: found.embeds)
    first, second = (presets[turn_to(presets, number).names[0]].title for number in (0, 1))
    assert first != second
    for label, title in (("Next", second), ("Back", first)):
        await ann.press(message, label=label)
        shows = partial(shows_first, title=title)
        await interaction.wait_for_message(shows)
    with pytest.raises(NotPossibleError, match="disabled"):
        await ann.press(message, label="Back")


def shows_first(message: Message, *, title: str) -> bool:
    return bool(message.embeds[0]["title"] == title)
