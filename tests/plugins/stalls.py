"""A pytest plugin that watches the bot's event loops, and fails the run where one was held up.

Bots in processes of their own write reports, wherever the tests give them `watch_settings()`; of
the loops in this process those are watched on which tests in `tests/bot` run, and only what the
bot's own code does there counts. Time without a processor counts for nobody.

Loaded by `make test`.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.operations.loop_watch import CLOSE_ATTENTION, LoopWatch
from bot.operations.stalls import Stack, Stall, read_stall
from tests.watching import FOLDER_VARIABLE

LIMIT_SECONDS = 0.05
_OUTPUT = "stalls"
_SHOWN_STALLS = 5
_SHOWN_CALLS = 14
_ROOT = Path(__file__).parents[2]
_BOT, _TESTS = f"{_ROOT / 'bot'}{os.sep}", f"{_ROOT / 'tests'}{os.sep}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A stall, the part of it that the bot is to blame for, and where it happened."""

    seconds: float
    stall: Stall
    where: str

    def describe(self) -> list[str]:
        stall = self.stall
        parts = {
            "ran": stall.ran_seconds,
            "blocked": stall.blocked_seconds,
            "collected garbage": stall.collecting_seconds,
            "without a processor": stall.waited_seconds,
        }
        told = ", ".join(f"{name} {_show_time(seconds)}" for name, seconds in parts.items())
        is_worth_a_look = stall.stacks and self.seconds > LIMIT_SECONDS / 2
        calls = _choose_calls(stall.stacks) if is_worth_a_look else ()
        return [f"{_show_time(self.seconds)} {self.where}: {told}", *(f"    {c}" for c in calls)]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"seconds": self.seconds, "stall": self.stall.as_dict(), "where": self.where}


def read_finding(values: Mapping[str, Any]) -> Finding:
    """The inverse of :meth:`Finding.as_dict`."""
    return Finding(**{**values, "stall": read_stall(values["stall"])})


class StallWatch:
    """Collects what happened while the tests ran, in this process or in those that it has run them.

    Such a process hands over what it found, for the one that started it to judge.
    """

    def __init__(self, folder: Path, tests: Sequence[Path]) -> None:
        self._folder = folder
        self._tests = tests
        self._findings: list[Finding] = []
        self._bots = 0
        self._began: list[tuple[float, str]] = []
        self._is_watching = False

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._began.append((time.time(), item.nodeid))
        self._is_watching = any(map(item.path.is_relative_to, self._tests))
        try:
            return (yield)
        finally:
            self._is_watching = False

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self._findings += self._read_reports()
        if (output := getattr(session.config, "workeroutput", None)) is not None:
            found = [finding.as_dict() for finding in self._findings]
            output[_OUTPUT] = json.dumps({"bots": self._bots, "findings": found})
            return
        self._findings.sort(key=lambda finding: finding.seconds, reverse=True)
        if self._too_long() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        output = json.loads(getattr(node, "workeroutput", {}).get(_OUTPUT, "{}"))
        self._bots += output.get("bots", 0)
        self._findings += map(read_finding, output.get("findings", ()))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        too_long = self._too_long()
        shown = self._findings[: max(_SHOWN_STALLS, len(too_long))]
        terminalreporter.section("stalls of event loops")
        for finding in shown:
            terminalreporter.write_line("\n".join(finding.describe()))
        terminalreporter.write_line(
            f"{len(too_long)} of more than {_show_time(LIMIT_SECONDS)}, "
            f"in these tests and {self._bots} bots",
            red=bool(too_long),
        )

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Watches the running loop, if it is that of one of the bot's tests."""
        if not self._is_watching or threading.current_thread() is not threading.main_thread():
            yield
            return
        with LoopWatch(on_stall=self._note, attention=CLOSE_ATTENTION):
            yield

    def _note(self, stall: Stall) -> None:
        # Garbage here is pytest's and every other test's.
        own_seconds = max(0.0, stall.own_seconds - stall.collecting_seconds)
        seconds = own_seconds * measure_share(stall.stacks)
        if seconds > 0:
            where = f"in {self._began[-1][1]}"
            self._findings.append(Finding(seconds=seconds, stall=stall, where=where))

    def _read_reports(self) -> Iterator[Finding]:
        for file in self._folder.glob("*.jsonl"):
            self._bots += 1
            for line in file.read_text(encoding="utf-8").splitlines():
                stall = read_stall(json.loads(line))
                where = f"in a bot of {self._find_test(stall.ended_at)}"
                yield Finding(seconds=stall.own_seconds, stall=stall, where=where)

    def _find_test(self, at: float) -> str:
        return next((test for began, test in reversed(self._began) if began <= at), "no test")

    def _too_long(self) -> Sequence[Finding]:
        return [finding for finding in self._findings if finding.seconds > LIMIT_SECONDS]


def _show_time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def measure_share(stacks: Sequence[Stack]) -> float:
    """In what share of the stacks the bot's own code was at work, rather than the tests'."""
    if not stacks:
        return 0.0
    return sum(map(_is_of_bot, stacks)) / len(stacks)


def _choose_calls(stacks: Sequence[Stack]) -> Stack:
    """The innermost calls of a moment at which the bot was at work, and all as far as its own."""
    stack = next(filter(_is_of_bot, stacks), stacks[0])
    own = (number for number, call in enumerate(stack, 1) if call.file.startswith(_BOT))
    return stack[: max(_SHOWN_CALLS, next(own, 0))]


def _is_of_bot(stack: Stack) -> bool:
    ours = (call.file for call in stack if call.file.startswith((_BOT, _TESTS)))
    return next(ours, _TESTS).startswith(_BOT)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "watched_tests",
        "The folders of tests whose loops are watched.",
        type="paths",
        default=[_ROOT / "tests" / "bot"],
    )


def pytest_configure(config: pytest.Config) -> None:
    folder = Path(tempfile.mkdtemp(prefix="puppyslug-stalls-"))
    os.environ[FOLDER_VARIABLE] = str(folder)
    watch = StallWatch(folder, config.getini("watched_tests"))
    config.pluginmanager.register(watch, "stall-watch")
    config.add_cleanup(_watch_runners(watch))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def _watch_runners(watch: StallWatch) -> Callable[[], None]:
    """Has everything that runs on a loop of asyncio's Runner watched; returns what ends that."""
    run = asyncio.Runner.run

    async def run_watched(coroutine: Coroutine[Any, Any, Any]) -> Any:
        with watch.watch():
            return await coroutine

    def run_all(
        self: asyncio.Runner, coro: Coroutine[Any, Any, Any], *, context: Any = None
    ) -> Any:
        return run(self, run_watched(coro), context=context)

    def restore() -> None:
        asyncio.Runner.run = run  # type: ignore[method-assign]

    asyncio.Runner.run = run_all  # type: ignore[method-assign]
    return restore
