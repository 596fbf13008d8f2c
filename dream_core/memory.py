"""Tells errors that mean too little memory from all others. Used in workers alone."""

import torch

_CPU_SIGNS = ("can't allocate memory", "not enough memory", "ALLOC_FAILED")
"""What torch writes into a plain RuntimeError; its own class is for other devices."""


def is_out_of_memory(error: Exception) -> bool:
    """Whether an error says that the device's memory, or the machine's, ran out."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error) for sign in _CPU_SIGNS)
