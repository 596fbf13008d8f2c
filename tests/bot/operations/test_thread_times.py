import subprocess
import sys
import threading

import pytest

from bot.operations.thread_times import read_all_waited, read_stolen, read_waited

linux = pytest.mark.skipif(sys.platform != "linux", reason="platform: Linux alone tells")

CROWDED = """
import os, threading, time
from bot.operations.thread_times import read_waited

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
burners = [os.fork() for _ in range(2)]
if 0 in burners:
    end = time.monotonic() + 1.0
    while time.monotonic() < end:
        pass
    os._exit(0)
before, end = read_waited(threading.get_native_id()), time.monotonic() + 0.5
while time.monotonic() < end:
    pass
print(read_waited(threading.get_native_id()) - before)
for burner in burners:
    os.waitpid(burner, 0)
"""


@linux
def test_a_thread_among_others_on_one_processor_has_waited_for_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CROWDED], capture_output=True, text=True, check=True, timeout=30
    )
    assert 0.1 < float(done.stdout) < 0.6


@linux
def test_every_thread_is_there() -> None:
    assert threading.get_native_id() in read_all_waited()
    assert all(waited >= 0 for waited in read_all_waited().values())


@linux
def test_what_was_stolen_only_grows() -> None:
    assert 0 <= read_stolen() <= read_stolen()


def test_a_thread_that_there_is_not_has_waited_for_nothing() -> None:
    assert read_waited(2**31 - 1) == 0.0
