"""Who may write where, and what is gone or closed."""

import pytest

from tests.loopback.discord import (
    NOTHING,
    Channel,
    ChannelKind,
    LoopbackDiscord,
    Permission,
    Person,
)
from tests.loopback.raw_bot import RawBot

LACKING = [
    (Permission.VIEW_CHANNEL, 50001),
    (Permission.SEND_MESSAGES, 50013),
    (Permission.ATTACH_FILES, 50013),
    (Permission.READ_MESSAGE_HISTORY, 160002),
]


@pytest.mark.parametrize(("lacking", "code"), LACKING)
async def test_what_a_permission_is_good_for(
    discord_server: LoopbackDiscord,
    raw_bot: RawBot,
    channel: Channel,
    ann: Person,
    lacking: Permission,
    code: int,
) -> None:
    post = await ann.post(channel, "hello")
    channel.set_permissions(discord_server.world.bot, deny=lacking)
    form = {"content": "x", "message_reference": {"message_id": str(post.id)}}
    answer = await raw_bot.post(channel, form, files=(b"x",))
    assert answer.body["code"] == code
    channel.set_permissions(discord_server.world.bot, deny=NOTHING)
    assert (await raw_bot.post(channel, form, files=(b"x",))).status == 200
    assert discord_server.violations == []


async def test_a_role_is_allowed_what_everybody_is_denied(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel
) -> None:
    assert channel.guild is not None
    channel.set_permissions(channel.guild.everyone, deny=Permission.SEND_MESSAGES)
    assert (await raw_bot.post(channel, {"content": "x"})).refusal == (403, 50013)
    channel.set_permissions(channel.guild.bot_role, allow=Permission.SEND_MESSAGES)
    assert (await raw_bot.post(channel, {"content": "x"})).status == 200


async def test_threads_have_a_permission_of_their_own(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel
) -> None:
    thread = channel.add_thread("pictures")
    bot = discord_server.world.bot
    channel.set_permissions(bot, deny=Permission.SEND_MESSAGES)
    assert (await raw_bot.post(thread, {"content": "x"})).status == 200
    channel.set_permissions(bot, deny=Permission.SEND_MESSAGES_IN_THREADS)
    assert (await raw_bot.post(thread, {"content": "x"})).refusal == (403, 50013)
    assert thread.kind is ChannelKind.THREAD


async def test_embeds_vanish_without_the_permission(raw_bot: RawBot, channel: Channel) -> None:
    assert channel.guild is not None
    channel.guild.change_role(channel.guild.everyone, Permission.VIEW_CHANNEL)
    answer = await raw_bot.post(channel, {"content": "x", "embeds": [{"title": "y"}]})
    assert answer.body["embeds"] == []


async def test_channels_and_messages_that_are_gone(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    post = await ann.post(channel, "hello")
    path = f"/channels/{channel.id}/messages/{post.id}"
    assert (await raw_bot.ask("PATCH", path, {"content": "x"})).refusal == (403, 50005)
    await ann.delete(post)
    assert (await raw_bot.ask("PATCH", path, {"content": "x"})).refusal == (404, 10008)
    channel.delete()
    assert (await raw_bot.ask("PATCH", path, {"content": "x"})).refusal == (404, 10003)
    assert len(discord_server.violations) == 1  # editing what somebody else wrote


async def test_a_bot_that_was_kicked_has_no_access(raw_bot: RawBot, channel: Channel) -> None:
    assert channel.guild is not None
    channel.guild.kick_bot()
    assert (await raw_bot.post(channel, {"content": "x"})).refusal == (403, 50001)


async def test_people_may_take_no_direct_messages(
    discord_server: LoopbackDiscord, raw_bot: RawBot, ann: Person
) -> None:
    opened = await raw_bot.ask("POST", "/users/@me/channels", {"recipient_id": str(ann.id)})
    path = f"/channels/{opened.body['id']}/messages"
    assert (await raw_bot.ask("POST", path, {"content": "x"})).status == 200
    ann.user.accepts_direct_messages = False
    assert (await raw_bot.ask("POST", path, {"content": "x"})).refusal == (403, 50007)
    stranger = discord_server.add_person("Stranger").direct_channel
    assert (await raw_bot.post(stranger, {"content": "x"})).refusal == (403, 50278)
