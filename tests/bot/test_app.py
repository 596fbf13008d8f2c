import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiohttp
import psutil
import pytest
from aiohttp import web

Shell = Callable[..., subprocess.CompletedProcess[str]]
Starter = Callable[..., subprocess.Popen[str]]

PHOTO = Path(__file__).parents[1] / "photos" / "astronaut.jpg"
START_SECONDS = 2.0
MEMORY_BYTES = 150e6
# A machine that is busy with other things may miss the time once, but not three times.
TRIES = 3

pytestmark = pytest.mark.skipif(os.name == "nt", reason="platform: signals as on Unix")


def read_address(process: subprocess.Popen[str]) -> str:
    """Where the room listens, from the first line the program writes."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    return found[0]


async def post_photo(address: str, text: str) -> None:
    """Posts a photo and words in the room, as its page does."""
    form = aiohttp.FormData()
    form.add_field("text", text)
    form.add_field("picture", PHOTO.read_bytes(), filename="photo.jpg", content_type="image/jpeg")
    async with (
        aiohttp.ClientSession(headers={"Origin": address}) as session,
        session.post(f"{address}/api/posts", data=form) as answer,
    ):
        assert answer.status < 300, await answer.text()


def wait_for_line(process: subprocess.Popen[str], word: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if word in line:
            return
    raise AssertionError(f"the log ended without {word}")


def start_in_time(start_shell: Starter) -> tuple[subprocess.Popen[str], float]:
    for _ in range(TRIES):
        begin = time.perf_counter()
        process = start_shell("run")
        read_address(process)
        seconds = time.perf_counter() - begin
        if seconds < START_SECONDS:
            break
        process.kill()
    return process, seconds


def test_the_room_listens_within_two_seconds_and_the_bot_stays_small(
    start_shell: Starter,
) -> None:
    process, seconds = start_in_time(start_shell)
    assert seconds < START_SECONDS
    bot = psutil.Process(process.pid)
    assert wait_until_torch_is_loaded(bot)
    assert bot.memory_info().rss < MEMORY_BYTES
    if sys.platform == "linux":
        assert "/torch/" not in Path(f"/proc/{process.pid}/maps").read_text()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0


def wait_until_torch_is_loaded(bot: psutil.Process) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any(child.memory_info().rss > 200e6 for child in bot.children(recursive=True)):
            return True
        time.sleep(0.2)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_an_idle_bot_at_once_and_leaves_nobody(
    number: signal.Signals, start_shell: Starter
) -> None:
    process = start_shell("run")
    read_address(process)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    out, err = process.communicate(timeout=15)
    assert process.returncode == 0, err
    assert "Traceback" not in out + err
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []


async def test_the_first_signal_lets_a_dream_finish(start_shell: Starter, tmp_path: Path) -> None:
    process = start_shell("run")
    await post_photo(read_address(process), "/dream size=64")
    await asyncio.to_thread(wait_for_line, process, "job_accepted")
    process.send_signal(signal.SIGTERM)
    _, err = await asyncio.to_thread(process.communicate, timeout=60)
    assert process.returncode == 0
    assert re.search(r"job_ended .*code=finished", err)


async def test_the_drain_time_ends_what_takes_longer(start_shell: Starter) -> None:
    process = start_shell("run", PUPPYSLUG_DRAIN_TIME="0")
    await post_photo(read_address(process), "/dream strength=10 size=2048")
    await asyncio.to_thread(wait_for_line, process, "job_accepted")
    process.send_signal(signal.SIGTERM)
    _, err = await asyncio.to_thread(process.communicate, timeout=30)
    assert process.returncode == 0
    assert re.search(r"job_ended .*code=shutting_down", err)


async def test_a_second_signal_ends_everything_at_once(start_shell: Starter) -> None:
    process = start_shell("run")
    await post_photo(read_address(process), "/dream strength=10 size=2048")
    await asyncio.to_thread(wait_for_line, process, "job_accepted")
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    await asyncio.to_thread(wait_for_line, process, "draining")
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(process.wait, timeout=5) == 128 + signal.SIGTERM
    _, alive = await asyncio.to_thread(psutil.wait_procs, children, timeout=10)
    assert alive == []


def test_an_address_in_use_is_told_in_words(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = shell("run", PUPPYSLUG_ROOM_BIND=address)
    assert done.returncode == 69
    assert address in done.stderr
    assert "PUPPYSLUG_ROOM_BIND" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_another_bot_uses_is_told_in_words(
    start_shell: Starter, shell: Shell
) -> None:
    first = start_shell("run")
    read_address(first)
    done = shell("run")
    assert done.returncode == 69
    assert "PUPPYSLUG_DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr
    assert first.poll() is None


def test_records_that_are_damaged_are_told_in_words(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "records.sqlite3").write_text("something else entirely" * 50)
    done = shell("run", PUPPYSLUG_DATA_DIR=str(tmp_path))
    assert done.returncode == 78
    assert str(tmp_path / "records.sqlite3") in done.stderr
    assert "PUPPYSLUG_DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_child_processes_do_not_inherit_secrets(start_shell: Starter) -> None:
    secrets = {"TELEGRAM_TOKEN": "very-secret-token", "PUPPYSLUG_ROOM_KEY": "very-secret-key"}
    process = start_shell("run", **secrets, PUPPYSLUG_LOG_LEVEL="debug")
    read_address(process)
    bot = psutil.Process(process.pid)
    assert wait_until_torch_is_loaded(bot)
    environments = [child.environ() for child in bot.children(recursive=True)]
    assert "very-secret" not in str(environments)
    assert all("PATH" in environment for environment in environments)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=15)
    assert "very-secret" not in out + err


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"PUPPYSLUG_ROOM_BIND": "off"}, "PUPPYSLUG_ROOM_BIND is off and no DISCORD_TOKEN is set"),
        ({"DISCORD_TOKEN_FILE": "/no/such/token"}, "DISCORD_TOKEN_FILE names /no/such/token"),
        ({"DISCORD_TOKEN": "two words"}, "DISCORD_TOKEN holds no token"),
        ({"DISCORD_TOKEN": "a", "DISCORD_TOKEN_FILE": "/b"}, "are both set"),
        ({"PUPPYSLUG_ROOM_BIND": "0.0.0.0:0"}, "there is no PUPPYSLUG_ROOM_KEY"),
        ({"PUPPYSLUG_DATA_DIR": "/dev/null/data"}, "/dev/null/data"),
    ],
)
def test_settings_that_cannot_work_end_with_exit_code_78(
    settings: dict[str, str], told: str, shell: Shell
) -> None:
    done = shell("run", **settings)
    assert done.returncode == 78
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_the_log_can_be_read_by_programs(start_shell: Starter) -> None:
    process = start_shell("run", PUPPYSLUG_LOG_FORMAT="json")
    address = read_address(process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=15)
    events = [json.loads(line) for line in err.splitlines()]
    assert [event["address"] for event in events if event["event"] == "room_open"] == [address]


def find_imports(log: str) -> set[str]:
    """The top packages that Python says it imported, by its own record of the time it took."""
    lines = re.findall(r"^import time:.*\| +(\S+)$", log, re.MULTILINE)
    return {name.split(".")[0] for name in lines}


@pytest.mark.parametrize("start", ["first", "second"])
def test_what_a_start_has_no_use_for_is_not_imported(start: str, start_shell: Starter) -> None:
    if start == "second":
        run_once(start_shell)
    imported = find_imports(run_once(start_shell, PYTHONPROFILEIMPORTTIME="1"))
    assert "sqlalchemy" in imported
    assert "discord" not in imported
    assert ("alembic" in imported) == (start == "first")


def run_once(start_shell: Starter, **settings: str) -> str:
    """The log of a bot that is stopped when its room is open."""
    process = start_shell("run", **settings)
    assert process.stderr is not None
    with ThreadPoolExecutor(1) as pool:
        # Read while it is written: much of it would fill the pipe.
        log = pool.submit(process.stderr.read)
        read_address(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
        return log.result(timeout=15)


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
