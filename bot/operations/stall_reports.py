"""Where stalls are told: in the log, and in files for whoever works on the bot."""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import structlog

from bot.operations.stalls import Stack, Stall

_SHOWN_CALLS = 12

_log = structlog.get_logger(__name__)


def log_stall(stall: Stall) -> None:
    """A warning with the calls that were under way, the innermost first."""
    _log.warning(
        "event_loop_stalled",
        seconds=round(stall.seconds, 3),
        without_processor_seconds=round(stall.waited_seconds, 3),
        collecting_seconds=round(stall.collecting_seconds, 3),
        calls=_show(stall.stacks[-1]) if stall.stacks else [],
    )


def log_hang(seconds: float, stack: Stack) -> None:
    """An error, for nobody may be there any more to log the end."""
    _log.error("event_loop_hangs", seconds=round(seconds, 1), calls=_show(stack))


class StallFile:
    """A file of this process's own in ``folder``: a line of JSON for each stall."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"{os.getpid()}-{time.time_ns()}.jsonl"
        self._file.touch()

    def add(self, stall: Stall) -> None:
        """Written at once: a process that is killed leaves what it had to tell."""
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(stall.as_dict()) + "\n")


def _show(stack: Stack) -> Sequence[str]:
    return [str(call) for call in stack[:_SHOWN_CALLS]]
