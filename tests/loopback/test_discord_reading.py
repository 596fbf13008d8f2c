"""What a bot gets to read: messages with and without the privileged intent, and files."""

from typing import Any

import discord
import pytest

from tests.loopback.conftest import StartBot
from tests.loopback.discord import Channel, File, LoopbackDiscord, Person
from tests.loopback.raw_bot import RawBot

PICTURE = File(name="a.png", data=b"picture")


async def read(raw_bot: RawBot, message: Any) -> dict[str, Any]:
    path = f"/channels/{message.channel.id}/messages/{message.id}"
    body: dict[str, Any] = (await raw_bot.ask("GET", path)).body
    return body


async def test_what_others_write_is_blank_without_the_intent(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    post = await ann.post(channel, "words", files=[PICTURE])
    shown = await read(raw_bot, post)
    assert (shown["content"], shown["attachments"]) == ("", [])
    discord_server.world.application.has_message_content = True
    shown = await read(raw_bot, post)
    assert (shown["content"], len(shown["attachments"])) == ("words", 1)


async def test_mentions_and_direct_messages_are_read_without_the_intent(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    mention = await ann.post(channel, discord_server.world.bot.mention, files=[PICTURE])
    direct = await ann.post(ann.direct_channel, "hello", files=[PICTURE])
    for post in (mention, direct):
        shown = await read(raw_bot, post)
        assert shown["content"]
        assert len(shown["attachments"]) == 1


async def test_what_a_mention_replies_to_stays_blank(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    post = await ann.post(channel, "words", files=[PICTURE])
    mention = await ann.post(channel, discord_server.world.bot.mention, reply_to=post)
    shown = await read(raw_bot, mention)
    assert shown["content"]
    assert shown["referenced_message"]["id"] == str(post.id)
    assert shown["referenced_message"]["attachments"] == []


async def test_the_bots_own_message_is_shown_where_somebody_replies_to_it(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    await raw_bot.post(channel, {"content": "dream"}, files=(b"x",))
    reply = await ann.post(channel, "nice", reply_to=channel.messages[0], pings=False)
    shown = await read(raw_bot, reply)
    assert shown["content"] == ""
    assert len(shown["referenced_message"]["attachments"]) == 1
    pinging = await ann.post(channel, "nicer", reply_to=channel.messages[0])
    assert (await read(raw_bot, pinging))["content"] == "nicer"


async def test_a_message_that_is_gone_leaves_an_empty_reference(
    raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    post = await ann.post(channel, "words")
    reply = await ann.post(channel, "more", reply_to=post)
    await ann.delete(post)
    assert (await read(raw_bot, reply))["referenced_message"] is None


async def test_the_gateway_leaves_out_what_the_session_did_not_ask_for(
    start_bot: StartBot,
) -> None:
    async with LoopbackDiscord(message_content=True) as server:
        channel = server.add_guild().add_channel("general")
        assert channel.guild is not None
        ann = server.add_person("Ann", channel.guild)
        bots = [await start_bot(server, content=content) for content in (False, True)]
        await ann.post(channel, "words", files=[PICTURE])
        await ann.post(channel, f"{bots[0].user.mention} ", pings=False)
        await channel.wait_for_message(lambda message: message.reference)
        heard = [bot.heard[0].content for bot in bots]
        assert heard == ["", "words"]


async def test_a_forwarded_message_brings_its_pictures(start_bot: StartBot) -> None:
    async with LoopbackDiscord(message_content=True) as server:
        guild = server.add_guild()
        channel, other = guild.add_channel("general"), guild.add_channel("other")
        ann = server.add_person("Ann", guild)
        bot = await start_bot(server, content=True)
        post = await ann.post(other, "words", files=[PICTURE])
        await ann.post(channel, forwards=post)
        await ann.post(channel, bot.user.mention)
        await channel.wait_for_message(lambda message: message.reference)
        [snapshot] = bot.heard[1].message_snapshots
        assert await snapshot.attachments[0].read() == PICTURE.data


async def test_a_sticker_can_be_read(
    start_bot: StartBot, raw_bot: RawBot, channel: Channel, ann: Person, discord_server: Any
) -> None:
    bot = await start_bot(discord_server)
    await ann.post(channel, bot.user.mention, stickers=[File(name="wave.png", data=b"sticker")])
    await channel.wait_for_message(lambda message: message.reference)
    [sticker] = bot.heard[0].stickers
    assert (sticker.name, sticker.format) == ("wave", discord.StickerFormatType.png)
    address = f"{discord_server.files.base}/stickers/{sticker.id}.png"
    async with raw_bot.session.get(address) as answer:
        assert await answer.read() == b"sticker"


async def test_the_address_of_a_file_expires(
    discord_server: LoopbackDiscord, raw_bot: RawBot, ann: Person
) -> None:
    post = await ann.post(ann.direct_channel, files=[PICTURE])
    address = (await read(raw_bot, post))["attachments"][0]["url"]

    async def fetch(address: str) -> int:
        async with raw_bot.session.get(address) as answer:
            return answer.status

    assert await fetch(address) == 200
    assert await fetch(address.replace("hm=", "hm=0")) == 404
    assert await fetch(address.replace("a.png", "b.png")) == 200
    assert await fetch(address.partition("?")[0]) == 404
    discord_server.clock.move(24 * 60 * 60 + 1)
    assert await fetch(address) == 404
    fresh = (await read(raw_bot, post))["attachments"][0]["url"]
    assert await fetch(fresh) == 200


async def test_names_of_files_are_cleaned_and_spoilers_stay_spoilers(
    channel: Channel, ann: Person
) -> None:
    file = File(name="SPOILER_my cat (1).png", data=b"x")
    [attachment] = (await ann.post(channel, files=[file])).attachments
    assert attachment.filename == "SPOILER_my_cat__1_.png"
    assert attachment.is_spoiler


@pytest.mark.parametrize("name", ["file.txt", "broken.png"])
async def test_only_pictures_have_a_size(channel: Channel, ann: Person, name: str) -> None:
    [attachment] = (await ann.post(channel, files=[File(name=name, data=b"x")])).attachments
    assert attachment.width is None
    assert attachment.content_type in ("text/plain", "image/png")


async def test_an_embed_shows_an_attached_picture(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel
) -> None:
    embed = {"title": "x", "image": {"url": "attachment://0.png"}}
    answer = await raw_bot.post(channel, {"embeds": [embed]}, files=(b"shown",))
    address = answer.body["embeds"][0]["image"]["url"]
    async with raw_bot.session.get(address) as fetched:
        assert await fetched.read() == b"shown"
    assert answer.body["attachments"] == []
    await raw_bot.post(channel, {"embeds": [embed]})
    assert discord_server.violations == ["an embed shows 0.png, which isn't attached"]
