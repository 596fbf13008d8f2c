"""Connections break, are refused, and are taken up again."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest

from tests.loopback.conftest import StartBot
from tests.loopback.discord import Channel, LoopbackDiscord, Person
from tests.loopback.raw_bot import RawBot

DISPATCH, BEAT, IDENTIFY, RESUME, HELLO = 0, 1, 2, 6, 10


async def test_a_dropped_connection_is_resumed_without_a_loss(
    discord_server: LoopbackDiscord, start_bot: StartBot, channel: Channel, ann: Person
) -> None:
    bot = await start_bot(discord_server)
    discord_server.connections.drop()
    await discord_server.wait_until(lambda: not discord_server.connections.sessions[0].is_connected)
    await ann.post(channel, f"{discord_server.world.bot.mention} while you were away")
    await channel.wait_for_message(lambda message: "away" in message.content and message.reference)
    assert bot.resumed.is_set()
    assert discord_server.connections.resume_count == 1
    assert discord_server.connections.identify_count == 1
    assert discord_server.violations == []


async def test_asked_to_reconnect_a_bot_resumes(
    discord_server: LoopbackDiscord, start_bot: StartBot, channel: Channel, ann: Person
) -> None:
    bot = await start_bot(discord_server)
    await discord_server.connections.ask_to_reconnect()
    await discord_server.connections.wait_until_resumed()
    await ann.post(channel, f"{bot.user.mention} again")
    await channel.wait_for_message(lambda message: message.reference)


@pytest.mark.parametrize("resumable", [True, False])
async def test_an_invalid_session_is_resumed_or_begun_anew(
    discord_server: LoopbackDiscord,
    start_bot: StartBot,
    channel: Channel,
    ann: Person,
    resumable: bool,
) -> None:
    bot = await start_bot(discord_server)
    await discord_server.connections.invalidate(resumable=resumable)
    if resumable:
        await discord_server.connections.wait_until_resumed()
    else:
        await discord_server.connections.wait_until_identified(2)
    await ann.post(channel, f"{bot.user.mention} again")
    await channel.wait_for_message(lambda message: message.reference)
    assert discord_server.connections.identify_count == 2 - resumable


async def test_a_forgotten_session_is_begun_anew(
    discord_server: LoopbackDiscord, start_bot: StartBot
) -> None:
    await start_bot(discord_server)
    discord_server.connections.forget()
    await discord_server.connections.wait_until_identified(2)
    assert discord_server.violations == []


async def test_each_shard_hears_of_its_own_guilds(start_bot: StartBot) -> None:
    async with LoopbackDiscord(shards=2) as server:
        guilds = [server.add_guild(name) for name in ("First", "Second")]
        channels = [guild.add_channel("general") for guild in guilds]
        ann = server.add_person("Ann", *guilds)
        bot = await start_bot(server)
        assert sorted(bot.shards) == [0, 1]
        for channel in (*channels, ann.direct_channel):
            await ann.post(channel, f"{bot.user.mention} hello")
            await channel.wait_for_message(lambda message: message.reference)
        shards = {guild.name: guild.shard_id for guild in bot.guilds}
        assert shards == {"First": 0, "Second": 1}
        # Two posts and two answers come to the first: a guild's and the direct ones.
        told = [session.event_names for session in server.connections.sessions]
        assert [names.count("MESSAGE_CREATE") for names in told] == [4, 2]
        assert server.violations == []


async def test_a_guild_that_comes_later_is_heard_of(
    discord_server: LoopbackDiscord, start_bot: StartBot
) -> None:
    bot = await start_bot(discord_server)
    guild = discord_server.add_guild("Later")
    channel = guild.add_channel("general")
    ann = discord_server.add_person("Ann", guild)
    await ann.post(channel, f"{bot.user.mention} hello")
    await channel.wait_for_message(lambda message: message.reference)
    guild.kick_bot()
    await ann.post(channel, "gone?")
    await asyncio.sleep(0.05)
    assert list(bot.guilds) == []


@pytest.mark.parametrize("code", [4004, 4011, 4013])
async def test_a_refused_session_ends_the_bot(
    discord_server: LoopbackDiscord, start_bot: StartBot, code: int
) -> None:
    discord_server.connections.refuse_next(code)
    with pytest.raises(discord.ConnectionClosed) as caught:
        await start_bot(discord_server)
    assert caught.value.code == code


async def test_an_intent_that_was_not_granted_ends_the_bot(
    discord_server: LoopbackDiscord, start_bot: StartBot
) -> None:
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await start_bot(discord_server, content=True)
    assert "4014" in discord_server.violations[0]


async def test_a_granted_intent_is_told_of(start_bot: StartBot) -> None:
    async with LoopbackDiscord(message_content=True) as server:
        bot = await start_bot(server, content=True)
        flags = (await bot.application_info()).flags
        assert flags.gateway_message_content_limited


async def test_a_wrong_token_is_refused(start_bot: StartBot) -> None:
    async with LoopbackDiscord() as server:
        right, server.token = server.token, "wrong"
        with pytest.raises(discord.LoginFailure):
            await start_bot(server)
        assert server.ledger.answers[0].status == 401
        assert right not in str(server.violations)


class RawSocket:
    """A connection to the gateway, frame by frame."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, op: int, data: Any = None) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def read(self) -> dict[str, Any]:
        frame: dict[str, Any] = await self.socket.receive_json(timeout=5)
        return frame

    async def read_close(self) -> int | None:
        """The code with which the server closes."""
        while (await self.socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        return self.socket.close_code


@pytest.fixture
async def raw_socket(discord_server: LoopbackDiscord, raw_bot: RawBot) -> AsyncIterator[RawSocket]:
    address = f"{discord_server.gateway}?v=10&encoding=json"
    async with raw_bot.session.ws_connect(address) as socket:
        opened = RawSocket(socket)
        assert (await opened.read())["op"] == HELLO
        yield opened


def identity(server: LoopbackDiscord, **more: Any) -> dict[str, Any]:
    return {"token": server.token, "intents": 513, "properties": {}, **more}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"token": "another"}, 4004),
        ({"intents": -1}, 4013),
        ({"intents": 1 << 40}, 4013),
        ({"intents": 1 << 15}, 4014),
        ({"intents": 1 << 1}, 4014),
        ({"shard": [2, 2]}, 4010),
    ],
)
async def test_what_an_identification_may_not_say(
    discord_server: LoopbackDiscord, raw_socket: RawSocket, more: dict[str, Any], code: int
) -> None:
    await raw_socket.send(IDENTIFY, identity(discord_server, **more))
    assert await raw_socket.read_close() == code


async def test_sharding_may_be_required(
    discord_server: LoopbackDiscord, raw_socket: RawSocket
) -> None:
    discord_server.connections.require_sharding()
    await raw_socket.send(IDENTIFY, identity(discord_server))
    assert await raw_socket.read_close() == 4011


@pytest.mark.parametrize(("op", "code"), [(3, 4003), (77, 4001)])
async def test_frames_before_the_identification(raw_socket: RawSocket, op: int, code: int) -> None:
    await raw_socket.send(BEAT)
    assert (await raw_socket.read())["op"] == 11
    await raw_socket.send(op)
    assert await raw_socket.read_close() == code


async def test_what_is_no_frame(raw_socket: RawSocket) -> None:
    await raw_socket.socket.send_str("{")
    assert await raw_socket.read_close() == 4002


async def test_nobody_identifies_twice(
    discord_server: LoopbackDiscord, raw_socket: RawSocket
) -> None:
    for _ in range(2):
        await raw_socket.send(IDENTIFY, identity(discord_server))
    assert await raw_socket.read_close() == 4005


async def test_a_sequence_from_the_future_is_invalid(
    discord_server: LoopbackDiscord, raw_socket: RawSocket, raw_bot: RawBot
) -> None:
    await raw_socket.send(IDENTIFY, identity(discord_server))
    session_id = (await raw_socket.read())["d"]["session_id"]
    discord_server.connections.drop()
    async with raw_bot.session.ws_connect(f"{discord_server.gateway}?v=10") as socket:
        again = RawSocket(socket)
        data = {"token": discord_server.token, "session_id": session_id, "seq": 99}
        await again.send(RESUME, data)
        assert await again.read_close() == 4007


async def test_a_bot_without_a_heartbeat_is_given_up(start_bot: StartBot) -> None:
    async with (
        LoopbackDiscord(heartbeat_seconds=0.2) as server,
        aiohttp.ClientSession() as session,
        session.ws_connect(server.gateway) as socket,
    ):
        assert await RawSocket(socket).read_close() == 4009
        assert server.violations == ["no heartbeat came in time"]


async def test_a_bot_that_beats_stays(start_bot: StartBot) -> None:
    async with LoopbackDiscord(heartbeat_seconds=0.2) as server:
        await start_bot(server)
        await asyncio.sleep(0.8)
        assert server.connections.sessions[0].is_connected
        assert server.violations == []
