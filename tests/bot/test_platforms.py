import asyncio
import os
import re
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.platforms import Parts, enter_platforms
from bot.records import Records
from bot.service import DreamService, ServiceLimits
from config import NETWORKS_FILE, PRESETS_DIR
from config.settings import Settings
from dream_core import load_networks, load_presets
from dream_core.engine.fake import FakeEngine
from tests.bot.running_bot import post_photo, read_address, wait_for_line
from tests.loopback.telegram import LoopbackTelegram

Shell = Callable[..., subprocess.CompletedProcess[str]]
Starter = Callable[..., subprocess.Popen[str]]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="platform: signals as on Unix")


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    networks = load_networks(NETWORKS_FILE)
    async with (
        Records(tmp_path) as records,
        FakeEngine(networks) as engine,
        DreamService(engine, ServiceLimits(), records.journal) as service,
    ):
        presets = load_presets(PRESETS_DIR, networks)
        yield Parts(engine=engine, service=service, records=records, presets=presets)


async def test_the_room_is_open_until_the_stack_leaves_it(
    parts: Parts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(room_bind="127.0.0.1:0", data_dir=tmp_path)
    async with AsyncExitStack() as stack, aiohttp.ClientSession() as session:
        assert await enter_platforms(settings, parts, stack) == ()
        found = re.search(r"http://\S+", capsys.readouterr().out)
        assert found
        async with session.get(found[0]) as answer:
            assert answer.status == 200
        await stack.aclose()
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(found[0])


async def test_a_platform_that_nobody_set_is_not_entered(
    parts: Parts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with AsyncExitStack() as stack:
        settings = Settings(room_bind="off", data_dir=tmp_path)
        assert await enter_platforms(settings, parts, stack) == ()
    assert capsys.readouterr().out == ""


async def test_telegram_is_connected_where_there_is_a_token(
    parts: Parts,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    async with LoopbackTelegram() as server:
        settings = Settings.model_validate(
            {
                "room_bind": "off",
                "data_dir": tmp_path,
                "telegram_token": server.token,
                "telegram_api_base": server.api_base,
            }
        )
        person = server.add_person("Ann")
        async with AsyncExitStack() as stack:
            assert len(await enter_platforms(settings, parts, stack)) == 1
            await server.wait_until_polling()
            await person.send(person.private_chat, "/help")
            await person.private_chat.wait_for_message()
        assert server.violations == []
    assert "Connecting to Telegram" in capsys.readouterr().out


async def test_a_token_that_telegram_refuses_ends_the_bot_with_words(shell: Shell) -> None:
    async with LoopbackTelegram() as server:
        done = await asyncio.to_thread(
            shell,
            "run",
            TELEGRAM_TOKEN="987654321:very-secret-token-of-the-usual-length",
            TELEGRAM_API_BASE=server.api_base,
            PUPPYSLUG_ROOM_BIND="off",
            NO_PROXY="*",
        )
    assert done.returncode == 78
    assert "TELEGRAM_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr
    assert "very-secret" not in done.stdout + done.stderr


class Discord:
    """A Discord that answers nothing but no; the first time when it is told to."""

    def __init__(self) -> None:
        self.refuses = asyncio.Event()
        self.asked = asyncio.Event()

    async def answer(self, _request: web.Request) -> web.Response:
        self.asked.set()
        await self.refuses.wait()
        # discord.py takes a type without a charset only for JSON.
        return web.Response(
            status=401,
            body=b'{"message": "401: Unauthorized", "code": 0}',
            headers={"Content-Type": "application/json"},
        )


@pytest.fixture
async def discord() -> AsyncIterator[tuple[Discord, dict[str, str]]]:
    """A refusing Discord, and the settings that lead to it."""
    answering = Discord()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answering.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield (
        answering,
        {
            "DISCORD_TOKEN": "very-secret-token",
            "DISCORD_API_BASE": f"http://127.0.0.1:{port}/api/v10",
            "DISCORD_GATEWAY": f"ws://127.0.0.1:{port}/gateway",
        },
    )
    answering.refuses.set()
    await runner.cleanup()


async def test_a_token_that_discord_refuses_ends_the_bot_with_words(
    discord: tuple[Discord, dict[str, str]], shell: Shell
) -> None:
    answering, settings = discord
    answering.refuses.set()
    done = await asyncio.to_thread(shell, "run", **settings, PUPPYSLUG_ROOM_BIND="off")
    assert done.returncode == 78
    assert "DISCORD_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr
    assert "very-secret" not in done.stdout + done.stderr


async def test_what_dreams_when_discord_is_lost_is_finished_first(
    discord: tuple[Discord, dict[str, str]], start_shell: Starter
) -> None:
    answering, settings = discord
    process = start_shell("run", **settings)
    address = await asyncio.to_thread(read_address, process)
    await asyncio.wait_for(answering.asked.wait(), 20)
    await post_photo(address, "/dream size=64")
    await asyncio.to_thread(wait_for_line, process, "job_accepted")
    answering.refuses.set()
    _, err = await asyncio.to_thread(process.communicate, timeout=60)
    assert process.returncode == 78
    assert re.search(r"job_ended .*code=finished", err)


async def test_a_discord_that_cannot_be_reached_keeps_nobody_from_the_room(
    start_shell: Starter,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    base = f"http://127.0.0.1:{port}/api/v10"
    process = start_shell("run", DISCORD_TOKEN="very-secret-token", DISCORD_API_BASE=base)
    await post_photo(await asyncio.to_thread(read_address, process), "/dream size=64")
    await asyncio.to_thread(wait_for_line, process, "code=finished")
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    _, err = await asyncio.to_thread(process.communicate, timeout=15)
    assert process.returncode == 0
    assert "Traceback" not in err
    assert "very-secret" not in err
