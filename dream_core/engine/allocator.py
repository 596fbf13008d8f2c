"""Has the C library keep what a dream frees, for the next step that needs just as much."""

import ctypes
import sys
from contextlib import suppress

KEPT_BYTES = 256 * 2**20
"""Freed memory that stays with the process."""
LARGEST_KEPT_BYTES = 32 * 2**20
"""The largest single block that is kept: the most that glibc allows."""

# From glibc's malloc.h.
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3


def keep_freed_memory() -> None:
    """Does nothing where the C library isn't glibc.

    Every step of a dream takes and frees the same blocks of many megabytes. glibc would hand each
    back to the system and fault it in again page by page, a tenth of a step's time.
    """
    if not sys.platform.startswith("linux"):
        return
    with suppress(AttributeError, OSError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, LARGEST_KEPT_BYTES)
        libc.mallopt(_M_TRIM_THRESHOLD, KEPT_BYTES)
