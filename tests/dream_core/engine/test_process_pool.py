"""Real workers, real torch: what only they can show. The rest is in tests/contracts."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from dream_core import (
    Animation,
    DreamEvent,
    DreamRequest,
    ErrorCode,
    Failed,
    Finished,
    Networks,
    Started,
)
from dream_core.engine import process_pool
from dream_core.engine.messages import StartDream
from dream_core.engine.process_pool import ProcessEngine
from dream_core.engine.settings import EngineSettings
from dream_core.engine.supervisor import Patience
from dream_core.request import Progress
from tests.clips import draw_film

ROOT = Path(__file__).parents[3]
LIMIT_SECONDS = 60

# Runs as a main module of its own: children that import it would print a second "main".
HOST = """
import asyncio, contextlib, pathlib, sys, time
print("main", flush=True)
from config import NETWORKS_FILE
from dream_core import DreamRequest, Recipe, Started, load_networks, parse_target
from dream_core.engine.process_pool import ProcessEngine
from dream_core.engine.settings import EngineSettings

async def host(folder, photo):
    settings = EngineSettings(
        networks=load_networks(NETWORKS_FILE), cache_dir=folder, device="cpu", workers=1
    )
    begin = time.monotonic()
    async with ProcessEngine(settings) as engine:
        print("entered", time.monotonic() - begin, flush=True)
        await engine.develop(photo)
        print("developed", *engine.pids.values(), flush=True)
        recipe = Recipe(
            network="efficientnet-lite0", targets=(parse_target("block2"),), steps=1000
        )
        request = DreamRequest(job_id="job", picture=photo, recipe=recipe)
        async for event in engine.dream(request):
            if not isinstance(event, Started):
                break
            print("torch", "torch" in sys.modules, flush=True)
            print("dreaming", flush=True)

folder = pathlib.Path(sys.argv[1])
with contextlib.suppress(KeyboardInterrupt):
    asyncio.run(host(folder, (folder / "photo.png").read_bytes()))
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(
    networks: Networks, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ProcessEngine]:
    settings = EngineSettings(
        networks=networks, cache_dir=tmp_path_factory.mktemp("cache"), device="cpu", workers=1
    )
    async with ProcessEngine(settings, patience=Patience(linger=0.2)) as engine:
        yield engine


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def dream(engine: ProcessEngine, request: DreamRequest, *, deaths: int) -> list[DreamEvent]:
    """Every event of a dream whose first workers die by SIGKILL in the middle of it."""
    events: list[DreamEvent] = []
    killed: set[int] = set()
    async with asyncio.timeout(LIMIT_SECONDS):
        async for event in engine.dream(request):
            events.append(event)
            pid = engine.pids.get("worker-0", 0)
            if isinstance(event, Progress) and len(killed) < deaths and pid not in killed:
                killed.add(pid)
                os.kill(pid, signal.SIGKILL)
    return events


@pytest.mark.asyncio(loop_scope="module")
async def test_a_dream_survives_the_death_of_its_worker_but_not_two(
    engine: ProcessEngine, photo: bytes, make_order: Callable[..., StartDream]
) -> None:
    request = make_order(photo, steps=100).request
    events = await dream(engine, request, deaths=1)
    attempts = [event.attempt for event in events if isinstance(event, Started)]
    assert attempts == [1, 2]
    assert isinstance(events[-1], Finished)

    events = await dream(engine, replace(request, job_id="unlucky"), deaths=2)
    assert isinstance(events[-1], Failed)
    assert events[-1].error.code == ErrorCode.WORKER_DIED

    events = await dream(engine, replace(request, job_id="after"), deaths=0)
    assert isinstance(events[-1], Finished)
    assert engine.status.restarts == 3


@pytest.mark.asyncio(loop_scope="module")
async def test_a_frozen_worker_is_replaced_without_the_loop_ever_waiting(
    engine: ProcessEngine, make_order: Callable[..., StartDream]
) -> None:
    """Its order of many megabytes doesn't fit into the pipe, either."""
    events = await dream(engine, replace(make_order().request, job_id="warm"), deaths=0)
    assert isinstance(events[-1], Failed)
    frozen = engine.pids["worker-0"]
    os.kill(frozen, signal.SIGSTOP)
    request = replace(make_order(bytes(30_000_000)).request, time_limit_seconds=0.3)
    longest = 0.0
    watch = asyncio.create_task(dream(engine, request, deaths=0))
    while not watch.done():
        begin = time.perf_counter()
        await asyncio.sleep(0.005)
        longest = max(longest, time.perf_counter() - begin)
    (*_, failed) = watch.result()
    assert isinstance(failed, Failed)
    assert failed.error.code == ErrorCode.TIME_LIMIT
    assert longest < 0.25
    os.kill(frozen, signal.SIGKILL)


@pytest.fixture
def host(tmp_path: Path, photo: bytes) -> Iterator["subprocess.Popen[str]"]:
    (tmp_path / "photo.png").write_bytes(photo)
    (tmp_path / "host.py").write_text(HOST, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, tmp_path / "host.py", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with process:
        yield process
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def read_until(word: str, host: "subprocess.Popen[str]") -> dict[str, list[str]]:
    """What the host printed, by first word, up to this one."""
    assert host.stdout is not None
    lines: list[list[str]] = []
    while not (lines and lines[-1][0] == word):
        line = host.stdout.readline()
        assert line, host.communicate()
        lines.append(line.split())
    assert len(lines) == len({line[0] for line in lines})
    return {line[0]: line[1:] for line in lines}


def test_the_host_enters_at_once_without_torch_and_nothing_outlives_its_death(
    host: "subprocess.Popen[str]",
) -> None:
    printed = read_until("dreaming", host)
    assert float(printed["entered"][0]) < 0.5
    assert printed["torch"] == ["False"]
    children = psutil.Process(host.pid).children(recursive=True)
    assert {int(pid) for pid in printed["developed"]} <= {child.pid for child in children}
    host.kill()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert not alive


def test_ctrl_c_ends_everything_and_no_child_says_a_word(host: "subprocess.Popen[str]") -> None:
    """Not even a worker that is still busy with importing torch."""
    read_until("developed", host)
    children = psutil.Process(host.pid).children(recursive=True)
    os.killpg(host.pid, signal.SIGINT)
    _, errors = host.communicate(timeout=20)
    assert errors == ""
    assert host.returncode == 0
    _, alive = psutil.wait_procs(children, timeout=5)
    assert not alive


@pytest.mark.asyncio(loop_scope="module")
async def test_photos_pass_a_clip_whose_process_is_there_for_it_alone(
    engine: ProcessEngine, photo: bytes
) -> None:
    await engine.develop(photo, film=Animation())
    assert "cutting-room" not in engine.pids
    film = asyncio.create_task(engine.develop(draw_film(60), film=Animation()))
    await until(lambda: "cutting-room" in engine.pids)
    for _ in range(3):
        assert (await engine.develop(photo, film=Animation())).picture_format == "jpeg"
    assert not film.done()
    assert (await film).picture_format == "mp4"
    await until(lambda: "cutting-room" not in engine.pids)


async def test_each_gpu_that_the_first_worker_finds_gets_a_worker(
    settings: EngineSettings, odd_roles: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_pool, "WORKER_MODULE", odd_roles)
    monkeypatch.setattr(process_pool, "guess_gpus", lambda: None)
    async with ProcessEngine(replace(settings, device="auto", workers=None)) as engine:
        assert "auto" in engine.status.devices
        await until(lambda: engine.status.ready == 2)
        assert engine.status.devices == ("cuda:0 Pretender 3000", "cuda:1")
        assert set(engine.pids) == {"worker-0", "worker-1", "darkroom"}


async def test_a_device_that_is_not_there_is_named(
    settings: EngineSettings, make_order: Callable[..., StartDream], photo: bytes
) -> None:
    async with ProcessEngine(replace(settings, device="cuda:97")) as engine:
        (failed,) = await dream(engine, make_order(photo).request, deaths=0)
        assert isinstance(failed, Failed)
        assert failed.error.code == ErrorCode.DEVICE_UNAVAILABLE
        assert "cuda:97" in failed.error.sentence
        assert engine.status.ready == 0
        assert (await engine.develop(photo)).width == 96
