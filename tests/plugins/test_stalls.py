"""The plugin is tried on small test files of its own, in a pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGINS = Path(__file__).parent

BUILD = """
from bot.texts.catalogue import build_bundle

async def test_it():
    build_bundle("en", {"a.ftl": "".join(f"message-{n} = Word {n}\\n" for n in range(20_000))})
"""
SLEEP = "import time\nasync def test_it():\n    time.sleep(0.3)\n"
REPORT = """
import os
from pathlib import Path
from bot.operations import Stall, StallFile
from tests.watching import watch_settings

def test_it():
    folder = Path(watch_settings()["PUPPYSLUG_STALL_DIR"])
    times = {"ran_seconds": %s, "blocked_seconds": 0.0, "waited_seconds": %s}
    StallFile(folder).add(Stall(**times, stacks=(), ended_at=2e9))
"""


def run_tests(
    folder: Path, source: str, *options: str, watched: Path | None = None
) -> tuple[int, str]:
    """The exit code and all that was said; tests in ``folder`` are watched, or in another one."""
    ini = f"[pytest]\nasyncio_mode = auto\nwatched_tests = {watched or folder}\n"
    (folder / "pytest.ini").write_text(ini)
    (folder / "test_sample.py").write_text(source)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "stalls", "-p", "no:cacheprovider", "-q", *options],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(ROOT), str(PLUGINS)])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


def test_a_call_of_the_bots_that_holds_the_loop_up_fails_the_run_and_is_shown(
    tmp_path: Path,
) -> None:
    code, said = run_tests(tmp_path, BUILD)
    assert code == pytest.ExitCode.TESTS_FAILED
    assert "1 passed" in said
    assert "in test_sample.py::test_it" in said
    assert "in build_bundle" in said
    assert "1 of more than 50 ms, in these tests and 0 bots" in said


def test_a_call_of_the_tests_own_may_take_its_time(tmp_path: Path) -> None:
    code, said = run_tests(tmp_path, SLEEP)
    assert code == pytest.ExitCode.OK
    assert "0 of more than 50 ms" in said


def test_tests_of_other_parts_are_not_watched(tmp_path: Path) -> None:
    code, said = run_tests(tmp_path, BUILD, watched=tmp_path / "elsewhere")
    assert code == pytest.ExitCode.OK
    assert "build_bundle" not in said


@pytest.mark.parametrize(("ran", "waited", "code"), [(0.2, 0.0, 1), (0.04, 0.0, 0), (0.04, 5.0, 0)])
def test_a_bot_answers_for_what_it_did_and_not_for_a_busy_machine(
    tmp_path: Path, ran: float, waited: float, code: int
) -> None:
    assert run_tests(tmp_path, REPORT % (ran, waited))[0] == code


@pytest.mark.parametrize(
    ("source", "where", "bots"),
    [
        (BUILD, "ms in test_sample.py::test_it", 0),
        (REPORT % (0.2, 0.0), "ms in a bot of test_sample.py::test_it", 1),
    ],
    ids=["in a test", "in a bot"],
)
def test_what_happens_in_processes_side_by_side_counts_too(
    tmp_path: Path, source: str, where: str, bots: int
) -> None:
    (tmp_path / "test_other.py").write_text("def test_other(): pass\n")
    code, said = run_tests(tmp_path, source, "-n2", "--dist=loadfile")
    assert code == pytest.ExitCode.TESTS_FAILED
    assert "2 passed" in said
    assert where in said
    assert f"1 of more than 50 ms, in these tests and {bots} bots" in said


def test_a_failure_stays_one(tmp_path: Path) -> None:
    code, said = run_tests(tmp_path, "def test_it():\n    assert 0\n")
    assert code == pytest.ExitCode.TESTS_FAILED
    assert "0 of more than 50 ms" in said
