"""Freed blocks come back without a page fault, where the C library can do that."""

import platform
import subprocess
import sys

import pytest

COUNT_FAULTS = """
import resource, sys
from dream_core.engine.allocator import keep_freed_memory

if sys.argv[1] == "keep":
    keep_freed_memory()
for step in range(20):
    blocks = [bytearray(20 * 2**20) for _ in range(6)]
    del blocks
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
"""


def _count_faults(policy: str) -> int:
    run = subprocess.run(
        [sys.executable, "-c", COUNT_FAULTS, policy], capture_output=True, text=True, check=True
    )
    return int(run.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="platform: glibc alone has mallopt")
def test_blocks_of_many_megabytes_are_not_faulted_in_again() -> None:
    assert _count_faults("keep") < 0.5 * _count_faults("leave")
