"""Starts the real bot in a process of its own, as a person would, and waits until it listens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.ports import find_port
from tests.watching import watch_settings

ROOT = Path(__file__).parents[2]
START_SECONDS = 30.0
STOP_SECONDS = 30.0


@dataclass(frozen=True)
class RunningBot:
    """A bot that listens at `address`; what it says goes to `log`."""

    address: str
    log: Path
    process: subprocess.Popen[bytes]


@contextmanager
def run_bot(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    end: signal.Signals = signal.SIGTERM,
    **settings: str,
) -> Iterator[RunningBot]:
    """The bot with its data in `folder`, until the block ends; fails if it can't be ended well.

    It listens at `host`, at any free `port` unless one is named, and is ended with the signal
    `end`; `settings` are environment variables on top of a bare environment.
    """
    port = port or find_port()
    log = folder / "bot.log"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "PUPPYSLUG_DATA_DIR": str(folder / "data"),
        "PUPPYSLUG_CACHE_DIR": str(folder / "cache"),
        "PUPPYSLUG_ROOM_BIND": f"{host}:{port}",
        "PUPPYSLUG_DEVICE": "cpu",
        "PUPPYSLUG_METRICS_BIND": "127.0.0.1:0",
        **watch_settings(),
        "OMP_NUM_THREADS": os.environ["OMP_NUM_THREADS"],
        **settings,
    }
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=folder,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    bot = RunningBot(f"http://127.0.0.1:{port}", log, process)
    try:
        _wait_until_listening(bot)
        yield bot
    finally:
        _stop(bot, end)
    expected = -signal.SIGKILL if end is signal.SIGKILL else 0
    assert process.returncode == expected, f"the bot ended with {process.returncode}:\n{_tail(bot)}"


def _wait_until_listening(bot: RunningBot) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        assert bot.process.poll() is None, f"the bot ended at once:\n{_tail(bot)}"
        try:
            with urlopen(f"{bot.address}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"nothing listens after {START_SECONDS:.0f} s:\n{_tail(bot)}")


def _stop(bot: RunningBot, end: signal.Signals) -> None:
    if bot.process.poll() is None:
        bot.process.send_signal(end)
    try:
        bot.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        bot.process.kill()
        bot.process.wait()


def _tail(bot: RunningBot) -> str:
    return "\n".join(bot.log.read_text(errors="replace").splitlines()[-30:])
