"""How this process uses memory; set before any large library is loaded."""

from __future__ import annotations

import ctypes
import sys

#: Parameter of mallopt(3), and the free bytes at the top of the heap from which they are given
#: back. It is glibc's own beginning; left alone, one freed block of 30 MB raises it to 60.
_TRIM_THRESHOLD, _TRIM_BYTES = -1, 128 * 1024


def give_freed_memory_back() -> None:
    """Have glibc give back what is freed: what a long text took, and what loading the model took.

    Some 40 MB of a process that serves. Nothing happens where the C library has no mallopt.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_TRIM_THRESHOLD, _TRIM_BYTES)
