from typing import Any

import aiohttp
import discord
import pytest

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.sources import (
    find_newest,
    find_pictures,
    find_replied,
    take_attachments,
)
from bot.errors import BotError, BotErrorCode
from bot.wishes import MOST_PICTURES, PictureReader
from tests.bot.adapters.discord.conftest import Connect
from tests.bot.conftest import MakePhoto
from tests.loopback.discord import Channel, File, LoopbackDiscord, Message, Person


class Answer:
    """As much of aiohttp's response as discord.py's errors read."""

    status, reason = 404, "Not Found"


def make_attachment(
    name: str,
    content_type: str | None,
    *,
    kind: type[discord.Attachment] = discord.Attachment,
    **values: Any,
) -> discord.Attachment:
    data: Any = {"id": "1", "filename": name, "size": 3, "url": "", "proxy_url": "", **values}
    if content_type is not None:
        data["content_type"] = content_type
    client = discord.Client(intents=discord.Intents.none())
    return kind(data=data, state=client._connection)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (discord.NotFound(Answer(), "gone"), BotErrorCode.ORIGINAL_GONE),
        (discord.HTTPException(Answer(), "no"), BotErrorCode.NOT_FOUND),
        (aiohttp.ClientError("reset"), BotErrorCode.NOT_FOUND),
        (TimeoutError(), BotErrorCode.TOO_SLOW),
    ],
)
async def test_a_file_that_does_not_arrive_is_told(error: Exception, code: BotErrorCode) -> None:
    class Missing(discord.Attachment):
        async def read(self, **_: Any) -> bytes:
            raise error

    attachment = make_attachment("cat.png", "image/png", kind=Missing)
    with pytest.raises(BotError) as refused:
        await PictureReader().read(take_attachments([attachment]))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("content_type", "is_picture"),
    [
        ("image/png", True),
        ("image/heic", True),
        ("application/octet-stream", True),
        (None, True),
        ("video/mp4", True),
        ("audio/ogg", False),
        ("text/plain; charset=utf-8", False),
        ("application/pdf", False),
    ],
)
def test_only_what_is_plainly_no_picture_is_passed_over(
    content_type: str | None, is_picture: bool
) -> None:
    assert bool(take_attachments([make_attachment("file", content_type)])) is is_picture


def test_a_spoiler_loses_its_mark_in_the_name_and_stays_one() -> None:
    [source] = take_attachments([make_attachment("SPOILER_end.png", "image/png", description="x")])
    assert source.file_name == "end.png"
    assert source.is_spoiler
    assert source.description == "x"


class TestPosts:
    """As they are found in a channel that the bot may read."""

    @pytest.fixture
    async def client(
        self, discord_server: LoopbackDiscord, connect: Connect, channel: Channel
    ) -> DreamClient:
        assert channel.guild is not None
        discord_server.world.application.has_message_content = True
        return await connect()

    async def fetch(self, client: DreamClient, message: Message) -> discord.Message:
        channel = client.get_channel(message.channel.id)
        assert isinstance(channel, discord.TextChannel)
        return await channel.fetch_message(message.id)

    async def test_a_post_has_at_most_so_many_pictures(
        self, client: DreamClient, channel: Channel, ann: Person, photo: File
    ) -> None:
        source = await ann.post(channel, files=[photo] * 10)
        post = await self.fetch(client, await ann.post(channel, forwards=source))
        assert len(find_pictures(post, client)) == MOST_PICTURES

    async def test_what_a_post_replies_to_is_found(
        self, client: DreamClient, channel: Channel, ann: Person, photo: File
    ) -> None:
        source = await ann.post(channel, files=[photo])
        post = await self.fetch(client, await ann.post(channel, "this", reply_to=source))
        found = await find_replied(post, client)
        assert found is not None
        assert found[0].id == source.id
        assert len(found[1]) == 1

    async def test_a_post_that_is_gone_is_not_found(
        self, client: DreamClient, channel: Channel, ann: Person, photo: File
    ) -> None:
        source = await ann.post(channel, files=[photo])
        reply = await ann.post(channel, "this", reply_to=source)
        await ann.delete(source)
        assert await find_replied(await self.fetch(client, reply), client) is None
        alone = await self.fetch(client, await ann.post(channel, "this"))
        assert await find_replied(alone, client) is None

    async def test_a_forwarded_post_is_no_reply(
        self, client: DreamClient, channel: Channel, ann: Person, photo: File
    ) -> None:
        source = await ann.post(channel, files=[photo])
        post = await self.fetch(client, await ann.post(channel, forwards=source))
        assert await find_replied(post, client) is None

    async def test_the_newest_picture_is_one_of_the_last_fifty_posts(
        self, client: DreamClient, channel: Channel, ann: Person, make_photo: MakePhoto
    ) -> None:
        post = await ann.post(channel, files=[File(name="a.png", data=make_photo())])
        where = client.get_channel(channel.id)
        assert isinstance(where, discord.TextChannel)
        for _ in range(49):
            await ann.post(channel, "words")
        found = await find_newest(where, 0, client)
        assert found is not None
        assert found[0].id == post.id
        assert await find_newest(where, ann.id, client) is None
        await ann.post(channel, "one more")
        assert await find_newest(where, 0, client) is None

    @pytest.mark.parametrize("is_spoiler", [False, True])
    async def test_a_link_to_a_gif_is_read_from_discords_own_copy(
        self, client: DreamClient, channel: Channel, ann: Person, is_spoiler: bool
    ) -> None:
        link = "https://tenor.example/view/cat-1"
        clip = File(name="cat.mp4", data=b"film", content_type="video/mp4")
        words = f"|| look {link}||" if is_spoiler else f"look {link}"
        post = await self.fetch(client, await ann.post(channel, words, gif=clip))
        [source] = find_pictures(post, client)
        assert await source.read() == b"film"
        assert source.file_name == "cat.mp4"
        assert source.is_spoiler is is_spoiler

    async def test_stickers_that_move_are_pictures(
        self, client: DreamClient, channel: Channel, ann: Person
    ) -> None:
        files = [File(name=f"a.{ending}", data=b"a") for ending in ("gif", "apng", "lottie")]
        post = await self.fetch(client, await ann.post(channel, stickers=files))
        assert [found.file_name for found in find_pictures(post, client)] == ["a.gif", "a.png"]
