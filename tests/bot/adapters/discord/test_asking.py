import pytest

from bot.adapters.discord.asking import Wanted
from bot.adapters.discord.client import DreamClient
from bot.wishes import Source
from tests.bot.adapters.discord.looks import wait_for_result
from tests.loopback.discord import Channel, File, LoopbackDiscord


async def read() -> bytes:
    return b""


def test_the_guide_is_read_last() -> None:
    pictures = [Source(read=read, file_name=name) for name in ("a", "b")]
    guide = Source(read=read, file_name="guide")
    assert Wanted(sources=pictures, guide=guide).all_sources() == [*pictures, guide]
    assert Wanted(sources=pictures).all_sources() == pictures


@pytest.mark.parametrize("locale", ["de", "fr"])
async def test_the_answer_is_in_the_askers_language(
    client: DreamClient, discord_server: LoopbackDiscord, channel: Channel, photo: File, locale: str
) -> None:
    assert channel.guild is not None
    person = discord_server.add_person("Eva", channel.guild, locale=locale)
    message = await wait_for_result(await person.slash(channel, "dream", picture=photo))
    assert "dreamed" not in message.content
