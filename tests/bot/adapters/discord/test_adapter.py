import asyncio
import time
from collections.abc import Callable
from typing import Any

import discord
import pytest
from structlog.testing import capture_logs

from bot.adapters.discord import DiscordAdapter
from bot.adapters.discord.faults import FATAL
from bot.errors import SettingError
from tests.bot.adapters.discord.conftest import Connect, MakeAdapter
from tests.bot.adapters.discord.looks import wait_for_result
from tests.loopback.discord import Channel, File, LoopbackDiscord, Person


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.discord.adapter.LONGEST_PAUSE_SECONDS", 0.1)


@pytest.fixture
def no_identify_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord has a bot identify once in five seconds; waiting for that shows nothing more."""

    async def go_on(*_: object, **__: object) -> None:
        pass

    monkeypatch.setattr(discord.Client, "before_identify_hook", go_on)


async def wait_lost(adapter: DiscordAdapter) -> SettingError:
    with pytest.raises(SettingError) as lost:
        await asyncio.wait_for(adapter.wait_lost(), 10)
    return lost.value


async def test_entering_and_leaving_wait_for_nobody(
    discord_server: LoopbackDiscord, make_adapter: MakeAdapter
) -> None:
    gate = discord_server.faults.hold("GET", "/users/@me")
    begin = time.monotonic()
    async with make_adapter():
        await asyncio.sleep(0.1)
    assert time.monotonic() - begin < 1
    gate.set()


async def test_it_is_ready_while_it_is_connected(
    discord_server: LoopbackDiscord, make_adapter: MakeAdapter, no_identify_pause: None
) -> None:
    async with make_adapter() as adapter:
        assert not adapter.is_ready
        await discord_server.connections.wait_until_connected()
        await wait_until(lambda: adapter.is_ready)
        await discord_server.shut()
        await wait_until(lambda: not adapter.is_ready)
        await discord_server.open()
        await discord_server.connections.wait_until_connected()
        await wait_until(lambda: adapter.is_ready)


async def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def test_after_it_left_nothing_is_as_the_adapter_had_it(make_adapter: MakeAdapter) -> None:
    before = discord.http.Route.BASE
    async with make_adapter() as adapter:
        assert before != discord.http.Route.BASE
        waiting = asyncio.create_task(adapter.wait_lost())
        await asyncio.sleep(0)
    assert before == discord.http.Route.BASE
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_token_that_discord_refuses_is_the_end(
    discord_server: LoopbackDiscord, make_adapter: MakeAdapter
) -> None:
    async with make_adapter(token="wrong.secret.token") as adapter:
        lost = await wait_lost(adapter)
    assert "DISCORD_TOKEN" in str(lost)
    assert "secret" not in str(lost)
    discord_server.violations.clear()  # the wrong token is the test's


@pytest.mark.parametrize("code", sorted(FATAL))
async def test_each_close_that_discord_calls_final_is_the_end_with_words(
    discord_server: LoopbackDiscord, make_adapter: MakeAdapter, code: int
) -> None:
    discord_server.connections.refuse_next(code)
    async with make_adapter() as adapter:
        lost = await wait_lost(adapter)
    assert f"({code})" in lost.sentence
    assert lost.hint


async def test_a_close_that_is_final_later_is_the_end_too(
    discord_server: LoopbackDiscord, make_adapter: MakeAdapter
) -> None:
    async with make_adapter() as adapter:
        await discord_server.connections.wait_until_connected()
        await discord_server.connections.close(4004)
        assert "DISCORD_TOKEN" in str(await wait_lost(adapter))


@pytest.mark.parametrize("path", ["/users/@me", "/oauth2/applications/@me", "/gateway/bot"])
async def test_an_outage_at_the_start_is_outlived(
    discord_server: LoopbackDiscord,
    make_adapter: MakeAdapter,
    path: str,
    channel: Channel,
    ann: Person,
    photo: File,
) -> None:
    discord_server.faults.fail("GET", path, status=403)
    with capture_logs() as logs:
        async with make_adapter():
            await discord_server.connections.wait_until_connected()
            assert await wait_for_result(await ann.slash(channel, "dream", picture=photo))
    events = {entry["event"]: entry for entry in logs}
    assert "403" in events["discord_unreachable"]["reason"] or path == "/gateway/bot"
    assert not any("exc_info" in entry for entry in logs)


async def test_a_discord_out_of_reach_is_tried_again_in_words(make_adapter: MakeAdapter) -> None:
    with capture_logs() as logs:
        async with make_adapter(api_base="http://127.0.0.1:9/api/v10"):
            await asyncio.sleep(1.0)
    retries = [entry for entry in logs if entry["event"] == "discord_retry"]
    assert len(retries) >= 3
    assert not any("exc_info" in entry for entry in logs)


async def test_a_fault_in_the_library_is_logged_and_outlived(
    discord_server: LoopbackDiscord,
    make_adapter: MakeAdapter,
    channel: Channel,
    ann: Person,
    photo: File,
) -> None:
    def stumble(_data: Any) -> None:
        raise KeyError("nobody expected this")

    with capture_logs() as logs:
        async with make_adapter() as adapter:
            await discord_server.connections.wait_until_connected()
            parsers = adapter.client._connection.parsers
            before, parsers["MESSAGE_CREATE"] = parsers["MESSAGE_CREATE"], stumble
            await ann.post(channel, "hello")
            await discord_server.connections.wait_until_identified(2)
            parsers["MESSAGE_CREATE"] = before
            assert await wait_for_result(await ann.slash(channel, "dream", picture=photo))
    assert [entry for entry in logs if entry["event"] == "discord_failed"]


@pytest.mark.usefixtures("no_identify_pause")
async def test_drops_and_reconnects_lose_no_answer(
    discord_server: LoopbackDiscord, connect: Connect, channel: Channel, ann: Person, photo: File
) -> None:
    await connect()
    connections = discord_server.connections
    connections.drop()
    await connections.wait_until_resumed(1)
    await connections.ask_to_reconnect()
    await connections.wait_until_resumed(2)
    assert await wait_for_result(await ann.slash(channel, "dream", picture=photo))
    await connections.invalidate()
    await connections.wait_until_identified(2)
    assert await wait_for_result(await ann.slash(channel, "dream", picture=photo))


async def test_who_is_being_answered_is_answered_before_it_leaves(
    discord_server: LoopbackDiscord,
    make_adapter: MakeAdapter,
    channel: Channel,
    ann: Person,
) -> None:
    gate = discord_server.faults.hold("POST", r"/interactions/\d+/.*")
    async with make_adapter():
        await discord_server.connections.wait_until_connected()
        interaction = await ann.slash(channel, "dream-help")
        await asyncio.sleep(0.1)
        asyncio.get_running_loop().call_later(0.3, gate.set)
    assert (await interaction.message()).content


@pytest.mark.usefixtures("no_identify_pause")
async def test_it_divides_itself_as_discord_advises(
    discord_server: LoopbackDiscord, make_adapter: MakeAdapter
) -> None:
    discord_server._settings.shards = 3
    async with make_adapter() as adapter:
        await discord_server.connections.wait_until_connected(3)
        assert adapter.client.shard_count == 3
