"""How long threads of this process were ready to run and got no processor.

Linux tells; elsewhere nobody seems ever to have waited.
"""

import os
from collections.abc import Mapping
from pathlib import Path

_TASKS = "/proc/self/task"
_STATES = Path("/proc/stat")
_TICKS_A_SECOND = 100


def read_waited(thread_id: int) -> float:
    """Seconds of a thread's life, by its native id."""
    # Read a hundred times a second where a loop is watched closely, so with no more than it takes.
    try:
        file = os.open(f"{_TASKS}/{thread_id}/schedstat", os.O_RDONLY)
    except OSError:
        return 0.0
    try:
        _ran, waited, _turns = os.read(file, 64).split()
        return int(waited) / 1e9
    except (OSError, ValueError):
        return 0.0
    finally:
        os.close(file)


def read_all_waited() -> Mapping[int, float]:
    """The same of every thread, by its native id."""
    try:
        with os.scandir(_TASKS) as tasks:
            threads = [int(task.name) for task in tasks]
    except OSError:
        return {}
    return {thread: read_waited(thread) for thread in threads}


def read_stolen() -> float:
    """Seconds, in hundredths, for which whoever runs this virtual machine took its processors away:
    threads seem to run or to wait then, and do neither. Added up over all processors.
    """
    try:
        with _STATES.open("rb") as file:
            _cpu, *ticks = file.readline().split()
        return int(ticks[7]) / _TICKS_A_SECOND
    except (OSError, ValueError, IndexError):
        return 0.0
