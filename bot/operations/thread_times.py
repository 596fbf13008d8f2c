"""How long threads of this process were ready to run and got no processor."""

import os
from collections.abc import Mapping

_TASKS = "/proc/self/task"


def read_waited(thread_id: int) -> float:
    """Seconds of a thread's life, by its native id; 0 where the system doesn't tell."""
    # Read at every beat of a watched loop, so with no more than it takes.
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
    """The same of every thread, by its native id; of none where the system doesn't tell."""
    try:
        with os.scandir(_TASKS) as tasks:
            threads = [int(task.name) for task in tasks]
    except OSError:
        return {}
    return {thread: read_waited(thread) for thread in threads}
