import os
import sys
from pathlib import Path

import pytest

from dream_core.engine import devices
from dream_core.engine.devices import (
    count_cores,
    count_cpu_workers,
    count_threads,
    guess_gpus,
    plan_devices,
)


@pytest.mark.parametrize(
    ("device", "workers", "gpus", "planned"),
    [
        ("cpu", None, None, ("cpu", "cpu")),
        ("cpu", 3, 4, ("cpu",) * 3),
        ("auto", None, 0, ("cpu", "cpu")),
        ("auto", 1, 0, ("cpu",)),
        ("auto", None, None, ("auto",)),
        ("auto", 3, None, ("auto",)),
        ("auto", None, 2, ("cuda:0", "cuda:1")),
        ("auto", 3, 2, ("cuda:0", "cuda:1", "cuda:0")),
        ("auto", 1, 2, ("cuda:0",)),
        ("cuda", None, 2, ("cuda:0", "cuda:1")),
        ("cuda", 2, None, ("cuda",)),
        ("cuda", 2, 0, ("cuda",)),
        ("cuda:1", None, 4, ("cuda:1",)),
        ("cuda:1", 2, None, ("cuda:1", "cuda:1")),
    ],
)
def test_every_worker_gets_a_device(
    device: str, workers: int | None, gpus: int | None, planned: tuple[str, ...]
) -> None:
    assert plan_devices(device, workers=workers, cores=8, gpus=gpus) == planned


@pytest.mark.parametrize(("cores", "workers"), [(1, 1), (2, 1), (7, 1), (8, 2), (64, 4)])
def test_four_cores_share_a_worker_up_to_a_limit(cores: int, workers: int) -> None:
    assert count_cpu_workers(cores) == workers


@pytest.mark.parametrize(
    ("quota", "cores"),
    [("max 100000", 64), ("200000 100000", 2), ("250000 100000", 2), ("50000 100000", 1)],
)
def test_a_containers_quota_counts_as_its_cores(
    quota: str, cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cpu.max").write_text(quota + "\n")
    monkeypatch.setattr(devices, "_CPU_QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    assert count_cores() == cores


@pytest.mark.parametrize(
    ("cores", "workers", "threads"), [(2, 1, 2), (8, 2, 4), (7, 2, 3), (1, 1, 1), (2, 4, 1)]
)
def test_workers_share_the_cores(
    cores: int, workers: int, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert count_threads(cores=cores, workers=workers) == threads


@pytest.mark.parametrize(
    ("wished", "threads"), [("1", 1), ("3", 3), ("3,2", 3), ("", 4), ("0", 4), ("many", 4)]
)
def test_somebody_elses_number_of_threads_is_kept(
    wished: str, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", wished)
    assert count_threads(cores=8, workers=2) == threads


def test_without_a_driver_there_are_no_gpus_and_with_one_a_worker_must_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    sign = tmp_path / "nvidiactl"
    monkeypatch.setattr(devices, "_DRIVER_SIGNS", (str(sign),))
    assert guess_gpus() == 0
    sign.touch()
    assert guess_gpus() is None
