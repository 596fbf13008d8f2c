import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from dream_core.engine.child_process import ChildEndedError, ChildProcess
from dream_core.engine.messages import ChildPlan, Developed, Hello, StartDream, Unfit
from dream_core.engine.settings import EngineSettings

ROOT = Path(__file__).parents[3]
MakeOrder = Callable[..., StartDream]


@pytest.fixture
def plan(odd_roles: str, settings: EngineSettings) -> ChildPlan:
    return ChildPlan(module=odd_roles, device="steady", threads=1, settings=settings)


async def test_a_child_says_hello_answers_and_ends_when_it_is_asked_to(
    plan: ChildPlan, make_order: MakeOrder
) -> None:
    child = ChildProcess(plan, name="child")
    assert await child.receive() == Hello(device="steady")
    child.send(make_order(b"hello"))
    answer = await child.receive()
    assert isinstance(answer, Developed)
    assert answer.photo.thumbnail == str(child.pid).encode()
    await child.close(patience_seconds=10)
    assert child.ending == "exit code 0"
    with pytest.raises(ChildEndedError):
        await child.receive()


async def test_twenty_megabytes_cross_both_ways_while_the_loop_runs(
    plan: ChildPlan, make_order: MakeOrder
) -> None:
    child = ChildProcess(plan, name="child")
    picture = os.urandom(20_000_000)
    child.send(make_order(picture))
    answers = asyncio.create_task(_receive_two(child))
    longest = 0.0
    while not answers.done():
        begin = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - begin)
    _, developed = answers.result()
    assert isinstance(developed, Developed)
    assert developed.photo.picture == picture
    assert longest < 0.3
    await child.close(patience_seconds=10)


async def _receive_two(child: ChildProcess) -> tuple[object, object]:
    return await child.receive(), await child.receive()


async def test_a_child_ignores_the_signals_that_are_meant_for_the_bot(
    plan: ChildPlan, make_order: MakeOrder
) -> None:
    child = ChildProcess(plan, name="child")
    assert child.pid is not None
    os.kill(child.pid, signal.SIGINT)  # before it can ignore anything
    await child.receive()
    os.kill(child.pid, signal.SIGINT)
    os.kill(child.pid, signal.SIGTERM)
    child.send(make_order(b"hello"))
    assert isinstance(await child.receive(), Developed)
    await child.close(patience_seconds=10)


async def test_a_child_that_does_not_end_is_killed(plan: ChildPlan) -> None:
    child = ChildProcess(replace(plan, device="silent"), name="child")
    begin = time.monotonic()
    await child.close(patience_seconds=0.1)
    assert time.monotonic() - begin < 2
    assert child.ending == f"signal {signal.SIGKILL.value}"


async def test_an_unfit_child_says_why_and_ends(plan: ChildPlan) -> None:
    child = ChildProcess(replace(plan, device="broken"), name="child")
    message = await child.receive()
    assert isinstance(message, Unfit)
    assert "ImportError: libdream.so isn't there" in message.details
    with pytest.raises(ChildEndedError):
        await child.receive()


async def test_a_child_has_no_files_of_its_parent_open(plan: ChildPlan, tmp_path: Path) -> None:
    with (tmp_path / "secret").open("w"):
        child = ChildProcess(plan, name="child")
        await child.receive()
        files = psutil.Process(child.pid).open_files()
        assert not [file for file in files if file.path.endswith("secret")]
        await child.close(patience_seconds=10)


async def test_what_a_child_logs_is_in_its_parents_log(
    plan: ChildPlan, make_order: MakeOrder, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        child = ChildProcess(replace(plan, log_level=logging.INFO), name="worker-7")
        await child.receive()
        child.send(make_order(b"loud ", job_id="a1"))
        assert isinstance(await child.receive(), Developed)
        await child.close(patience_seconds=10)
    lines = [record for record in caplog.records if getattr(record, "worker", "") == "worker-7"]
    assert [line.getMessage().splitlines()[0].split(": ")[-1] for line in lines] == [
        "job begun",
        "the sky is green",
        "and falls",
        "job done",
    ]
    for line in lines:
        assert vars(line)["job_id"] == "a1"
        assert vars(line)["pid"] == child.pid
        assert vars(line)["device"] == "steady"


async def test_a_child_logs_nothing_that_its_parent_would_leave_out(
    plan: ChildPlan, make_order: MakeOrder, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        child = ChildProcess(replace(plan, log_level=logging.ERROR), name="child")
        await child.receive()
        child.send(make_order(b"loud "))
        await child.receive()
        await child.close(patience_seconds=10)
    assert not [record for record in caplog.records if hasattr(record, "worker")]


FORGETFUL = """
import asyncio, sys
print("main")
from pathlib import Path
from dream_core.engine.child_process import ChildProcess
from dream_core.engine.messages import ChildPlan
from dream_core.engine.settings import EngineSettings

settings = EngineSettings(networks={}, cache_dir=Path(sys.argv[1]))
plan = ChildPlan(module="odd_roles", device="steady", threads=1, settings=settings)

async def leave_it_running():
    await ChildProcess(plan, name="child").receive()

asyncio.run(leave_it_running())
"""


def test_a_program_that_forgets_its_child_ends_all_the_same_and_is_imported_once(
    tmp_path: Path,
) -> None:
    """The script has no guard against being imported anew by the child."""
    (tmp_path / "forgetful.py").write_text(FORGETFUL, encoding="utf-8")
    paths = os.pathsep.join([str(ROOT), str(Path(__file__).parent / "roles")])
    ended = subprocess.run(
        [sys.executable, tmp_path / "forgetful.py", tmp_path],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "main\n", "")
