import asyncio
import time

from structlog.testing import capture_logs

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.parts import parts_of
from tests.bot.adapters.discord.conftest import Connect
from tests.loopback.discord import Channel, LoopbackDiscord


async def test_buttons_find_their_parts_through_it(client: DreamClient) -> None:
    parts = parts_of(client)
    assert parts.records is client.records
    assert parts.access is client.access
    assert parts.presets is client.presets


async def test_it_tells_how_many_servers_it_serves(
    discord_server: LoopbackDiscord, connect: Connect, channel: Channel
) -> None:
    discord_server.add_guild("Away")
    with capture_logs() as logs:
        client = await connect()
        await asyncio.wait_for(client.wait_until_ready(), 10)
        await asyncio.sleep(0)
    [ready] = [entry for entry in logs if entry["event"] == "discord_ready"]
    assert (ready["guilds"], ready["shards"]) == (2, 1)


async def test_a_lost_connection_is_told_and_when_it_is_back(
    discord_server: LoopbackDiscord, client: DreamClient
) -> None:
    with capture_logs() as logs:
        discord_server.connections.drop()
        await client.wait_for("shard_resumed", timeout=10)
        await asyncio.sleep(0)
    assert [entry["event"] for entry in logs] == ["discord_disconnected", "discord_resumed"]


async def test_those_who_are_being_answered_are_waited_for(client: DreamClient) -> None:
    answered = asyncio.Event()

    async def answer() -> None:
        client.note_handling()
        await asyncio.sleep(0.1)
        answered.set()

    answering = asyncio.create_task(answer())
    await asyncio.sleep(0)
    await client.wait_handled(5)
    assert answered.is_set()
    await answering


async def test_nobody_is_waited_for_too_long(client: DreamClient) -> None:
    async def answer() -> None:
        client.note_handling()
        await asyncio.sleep(60)

    answering = asyncio.create_task(answer())
    await asyncio.sleep(0)
    begin = time.monotonic()
    await client.wait_handled(0.1)
    assert time.monotonic() - begin < 1
    answering.cancel()


async def test_a_fault_in_an_event_is_logged(client: DreamClient) -> None:
    async def on_typing(*_: object) -> None:
        raise KeyError("here")

    client.event(on_typing)
    with capture_logs() as logs:
        client.dispatch("typing", None, None, None)
        await asyncio.sleep(0.05)
    [entry] = [entry for entry in logs if entry["event"] == "discord_event_failed"]
    assert entry["discord_event"] == "on_typing"
