"""The container's own commands, in its own environment: start, health, stop."""

import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.container.dockerfile import IMAGE
from tests.container.rehearsal import Rehearsal

START_SECONDS = 60.0
STOP_SECONDS = 30.0
KEY = {"PUPPYSLUG_ROOM_KEY": "a long secret", "PUPPYSLUG_DEVICE": "cpu"}


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[bytes]
    log: Path


@pytest.fixture
def running(container: Rehearsal, tmp_path: Path) -> Iterator[Running]:
    """The bot, from the moment it is healthy."""
    log = tmp_path / "log"
    with container.start(log, **KEY) as process:
        wait_until_healthy(container, process, log)
        yield Running(process, log)


def wait_until_healthy(container: Rehearsal, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while container.check_health().returncode:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < give_up, log.read_text()
        time.sleep(0.1)


def list_files(container: Rehearsal) -> set[Path]:
    """All files of the image outside its volumes."""
    volumes = [container.path(folder) for folder in IMAGE.last_of("VOLUME").args]
    return {
        path
        for path in container.root.rglob("*")
        if not any(path.is_relative_to(volume) for volume in volumes)
    }


def test_it_is_healthy_while_it_runs_and_ends_well_on_sigterm(
    container: Rehearsal, running: Running
) -> None:
    running.process.send_signal(signal.SIGTERM)

    assert running.process.wait(STOP_SECONDS) == 0, running.log.read_text()
    assert "closed" in running.log.read_text()
    assert container.check_health().returncode != 0


def test_its_health_is_not_asked_of_a_proxy(container: Rehearsal, running: Running) -> None:
    nowhere = "http://127.0.0.1:9"
    assert container.check_health(http_proxy=nowhere, HTTP_PROXY=nowhere).returncode == 0


def test_it_writes_into_its_volumes_alone(container: Rehearsal, tmp_path: Path) -> None:
    """So that the rest of the container may be read-only."""
    before = list_files(container)
    with container.start(tmp_path / "log", **KEY) as process:
        wait_until_healthy(container, process, tmp_path / "log")
        process.terminate()
        process.wait(STOP_SECONDS)
    assert list_files(container) == before
    assert list(container.path("/data").iterdir())


def test_it_does_not_open_the_room_to_everybody(container: Rehearsal, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with container.start(log) as process:
        assert process.wait(START_SECONDS) == 78
    assert "there is no PUPPYSLUG_ROOM_KEY" in log.read_text()


@pytest.mark.parametrize("command", ["presets", "networks"])
def test_other_commands_take_the_place_of_run(container: Rehearsal, command: str) -> None:
    done = subprocess.run(
        container.command([*IMAGE.last_of("ENTRYPOINT").args, command]),
        env=container.environment | KEY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
