"""Installs the project with its pinned versions: `python scripts/install.py --editable .`.

pip says either nothing for minutes or hundreds of lines. This runs it in between: the large
downloads by name and size, a sign of life, and on a failure what pip complained of.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIGN_OF_LIFE_SECONDS = 20.0
LINES_SHOWN_ON_FAILURE = 25

_DOWNLOAD = re.compile(r"Downloading (?P<file>\S+) \((?P<size>[\d.]+) (?P<unit>[MG]B)\)")


def describe_line(line: str) -> str | None:
    """What a person should see of one line of pip's, or None."""
    found = _DOWNLOAD.search(line)
    if found:
        name = found["file"].rpartition("/")[2].split("-")[0]
        return f"  downloading {name}, {found['size']} {found['unit']}"
    if line.startswith("Installing collected packages"):
        return f"  unpacking {line.count(',') + 1} packages"
    return None


@contextmanager
def signs_of_life(every_seconds: float) -> Iterator[None]:
    """Say how long it has taken, every so often, until the block ends."""
    ended = threading.Event()
    started = time.monotonic()

    def report() -> None:
        while not ended.wait(every_seconds):
            _say(f"  still at it after {time.monotonic() - started:.0f} s")

    thread = threading.Thread(target=report, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def run_pip(arguments: Iterable[str], log: Path) -> int:
    """Run `pip install` with the constraints; everything it says goes to `log`. Its exit code."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--constraint",
        str(ROOT / "constraints.txt"),
    ]
    environment = os.environ | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_PROGRESS_BAR": "off",
        "PYTHONUNBUFFERED": "1",
    }
    with (
        log.open("w", encoding="utf-8") as record,
        subprocess.Popen(
            [*command, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as pip,
    ):
        for line in pip.stdout or ():
            record.write(line)
            seen = describe_line(line)
            if seen:
                _say(seen)
    return pip.returncode


def main(arguments: list[str]) -> int:
    """Install, and tell how it went; pip's own exit code."""
    log = Path(sys.prefix) / "install.log"
    started = time.monotonic()
    _say(f"Installing (the first time takes minutes: torch is large); details in {log}")
    with signs_of_life(SIGN_OF_LIFE_SECONDS):
        code = run_pip(arguments, log)
    if code:
        lines = log.read_text(encoding="utf-8").splitlines()
        _say("\n".join(lines[-LINES_SHOWN_ON_FAILURE:]))
        _say(f"The installation failed; all of it is in {log}")
    else:
        _say(f"Installed in {time.monotonic() - started:.0f} s")
    return code


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
