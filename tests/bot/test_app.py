import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import aiohttp
import psutil
import pytest

from bot.app import _wait_for_end
from bot.errors import SettingError
from tests.bot.running_bot import post_photo, read_address, wait_for_line
from tests.postgres import ENCODED_PASSWORD, PASSWORD

Shell = Callable[..., subprocess.CompletedProcess[str]]
Starter = Callable[..., subprocess.Popen[str]]

START_SECONDS = 2.0
MEMORY_BYTES = 150e6
# A machine that is busy with other things may miss the time once, but not three times.
TRIES = 3

pytestmark = pytest.mark.skipif(os.name == "nt", reason="platform: signals as on Unix")


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


async def test_what_takes_longer_than_the_drain_time_goes_on_at_the_next_start(
    start_shell: Starter,
) -> None:
    process = start_shell("run", PUPPYSLUG_DRAIN_TIME="0")
    await post_photo(read_address(process), "/dream strength=10 size=2048")
    await asyncio.to_thread(wait_for_line, process, "job_accepted")
    process.send_signal(signal.SIGTERM)
    _, err = await asyncio.to_thread(process.communicate, timeout=30)
    assert process.returncode == 0
    assert "job_ended" not in err

    again = start_shell("run", PUPPYSLUG_DRAIN_TIME="0")
    await asyncio.to_thread(wait_for_line, again, "jobs_resumed")
    again.send_signal(signal.SIGTERM)
    _, err = await asyncio.to_thread(again.communicate, timeout=30)
    assert again.returncode == 0
    assert "Traceback" not in err


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


def test_a_database_that_another_bot_uses_is_told_in_words_and_its_password_nowhere(
    start_shell: Starter, shell: Shell, postgres_address: str, tmp_path: Path
) -> None:
    settings = {
        "PUPPYSLUG_DATABASE": postgres_address,
        "PUPPYSLUG_LOG_LEVEL": "debug",
        "PUPPYSLUG_LOG_FORMAT": "json",
    }
    first = start_shell("run", **settings)
    read_address(first)
    done = shell("run", **settings, PUPPYSLUG_DATA_DIR=str(tmp_path / "other"))
    assert done.returncode == 69
    assert "PUPPYSLUG_DATABASE" in done.stderr
    assert "Traceback" not in done.stderr
    first.send_signal(signal.SIGTERM)
    out, err = first.communicate(timeout=15)
    assert first.returncode == 0, err
    told = out + err + done.stdout + done.stderr
    assert ENCODED_PASSWORD not in told
    assert PASSWORD not in told


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
        (
            {"PUPPYSLUG_ROOM_BIND": "off"},
            "PUPPYSLUG_ROOM_BIND is off, and neither DISCORD_TOKEN nor TELEGRAM_TOKEN is set",
        ),
        ({"DISCORD_TOKEN_FILE": "/no/such/token"}, "DISCORD_TOKEN_FILE names /no/such/token"),
        ({"DISCORD_TOKEN": "two words"}, "DISCORD_TOKEN holds no token"),
        ({"DISCORD_TOKEN": "a", "DISCORD_TOKEN_FILE": "/b"}, "are both set"),
        ({"PUPPYSLUG_ROOM_BIND": "0.0.0.0:0"}, "there is no PUPPYSLUG_ROOM_KEY"),
        ({"PUPPYSLUG_DATA_DIR": "/dev/null/data"}, "/dev/null/data"),
        (
            {"PUPPYSLUG_DATABASE": "postgresql://ann:secret@127.0.0.1:1/dreams"},
            "postgresql://ann@127.0.0.1:1/dreams can't be reached",
        ),
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


def test_a_usual_address_for_metrics_that_is_taken_keeps_nobody_from_starting(
    start_shell: Starter,
) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):  # somebody else on this machine has it
            other.bind(("127.0.0.1", 8767))
            other.listen()
        process = start_shell("run", PUPPYSLUG_METRICS_BIND="")
        read_address(process)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=15)
    assert process.returncode == 0
    assert re.search(r"warning.*metrics_unavailable.*127\.0\.0\.1:8767", err)


def test_a_chosen_address_for_metrics_that_is_taken_is_told_in_words(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = shell("run", PUPPYSLUG_METRICS_BIND=address)
    assert done.returncode == 69
    assert address in done.stderr
    assert "PUPPYSLUG_METRICS_BIND" in done.stderr
    assert "Traceback" not in done.stderr


async def test_one_dream_is_followed_through_all_processes_and_counted(
    start_shell: Starter,
) -> None:
    process = start_shell("run", PUPPYSLUG_LOG_FORMAT="json")
    room = await asyncio.to_thread(read_address, process)
    assert process.stderr is not None
    metrics = json.loads(await asyncio.to_thread(process.stderr.readline))["address"]
    await post_photo(room, "/dream cats size=64")
    async with aiohttp.ClientSession(metrics) as session:
        counted = 'puppyslug_jobs_ended_total{code="finished",preset="cats"} 1.0'
        deadline = time.monotonic() + 60
        while counted not in await read_text(session, "/metrics"):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.2)
        async with session.get("/readyz") as answer:
            assert answer.status == 200, await answer.text()
    process.send_signal(signal.SIGTERM)
    _, err = await asyncio.to_thread(process.communicate, timeout=15)
    entries = [json.loads(line) for line in err.splitlines()]
    (accepted,) = [entry for entry in entries if entry["event"] == "job_accepted"]
    told = [entry for entry in entries if entry.get("job_id") == accepted["job_id"]]
    assert [entry["event"] for entry in told] == [
        "job_accepted",
        "job begun",
        "job done",
        "job_ended",
    ]
    assert told[1]["pid"] == told[2]["pid"] != process.pid
    assert (told[1]["worker"], told[1]["device"]) == ("worker-0", "cpu")


async def read_text(session: aiohttp.ClientSession, path: str) -> str:
    async with session.get(path) as answer:
        return await answer.text()


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
    assert "asyncpg" not in imported
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


class Lost:
    """A platform that is lost for good at once."""

    name = "Lost"
    is_ready = False

    async def wait_lost(self) -> None:
        raise SettingError("DISCORD_TOKEN is refused.")

    async def stop_taking(self) -> None:
        """Took nothing."""


class Connected:
    """A platform that stays; ``left`` tells that nobody waits for its loss any more."""

    name = "Connected"
    is_ready = True

    def __init__(self) -> None:
        self.left = False

    async def wait_lost(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.left = True

    async def stop_taking(self) -> None:
        """Takes nothing."""


async def test_one_platform_that_is_lost_ends_the_wait_for_all() -> None:
    connected = Connected()
    with pytest.raises(SettingError, match="DISCORD_TOKEN"):
        await asyncio.wait_for(_wait_for_end(asyncio.Event(), [connected, Lost()]), 5)
    assert connected.left


async def test_a_signal_ends_the_wait_though_all_are_connected() -> None:
    connected, stop = Connected(), asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, stop.set)
    await asyncio.wait_for(_wait_for_end(stop, [connected]), 5)
    assert connected.left
