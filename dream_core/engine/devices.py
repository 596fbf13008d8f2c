"""Which worker runs where, planned without torch: what only torch knows, the first worker tells."""

import os
import sys
from pathlib import Path

CORES_PER_WORKER = 4
MOST_CPU_WORKERS = 4
"""More dreams side by side on one CPU only take memory and each other's time."""

_DRIVER_SIGNS = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
_CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def count_cores() -> int:
    """The cores this process may use: its affinity, or its container's quota where that is less."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return max(1, min(cores, _read_quota(_CPU_QUOTA) or cores))


def guess_gpus() -> int | None:
    """0 where no driver could offer a CUDA device; None where only a worker can tell."""
    if sys.platform == "darwin":
        return 0
    if sys.platform == "linux" and not any(Path(sign).exists() for sign in _DRIVER_SIGNS):
        return 0
    return None


def plan_devices(
    device: str, *, workers: int | None, cores: int, gpus: int | None
) -> tuple[str, ...]:
    """One device per worker. With ``gpus`` None, only the first worker's, which then finds out.

    ``gpus`` counts the CUDA devices. Asking for ``cuda`` where there is none plans one worker,
    which says what is wrong.
    """
    if device in ("auto", "cuda") and gpus:
        return tuple(f"cuda:{index % gpus}" for index in range(workers or gpus))
    if device == "auto" and gpus is None:
        return ("auto",)
    if device in ("auto", "cpu"):
        return ("cpu",) * (workers or count_cpu_workers(cores))
    return (device,) * (1 if device == "cuda" else workers or 1)


def count_cpu_workers(cores: int) -> int:
    """How many dreams this many cores take side by side; at least 1."""
    return min(MOST_CPU_WORKERS, max(1, cores // CORES_PER_WORKER))


def count_threads(*, cores: int, workers: int) -> int:
    """How many threads each worker computes with: OMP_NUM_THREADS, or else its share of the cores.

    On a machine that is busy with other things one thread beats two, which wait for each other.
    """
    wished = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    if wished.isdecimal() and int(wished):
        return int(wished)
    return max(1, cores // workers)


def _read_quota(file: Path) -> int | None:
    """The whole cores of a cgroup v2 quota, at least 1; None where there is no quota."""
    try:
        quota, period = file.read_text(encoding="ascii").split()
        return max(1, int(quota) // int(period))
    except (OSError, ValueError):
        return None
