"""How this process uses memory; set before any large library is loaded."""

from __future__ import annotations

import ctypes
import sys

#: Parameters of mallopt(3). Larger pieces come from the system and go back to it at once; of the
#: rest, so much is kept at the top of the heap. Left alone, glibc raises both with what is freed,
#: up to 32 and 64 MB; with its own first ones (128 kB) an answer takes a fifth longer.
_MMAP_THRESHOLD, _MMAP_BYTES = -3, 1024**2
_TRIM_THRESHOLD, _TRIM_BYTES = -1, 2 * 1024**2


def give_freed_memory_back() -> None:
    """Have glibc give back what is freed, above all what a long text took: some 25 MB.

    Nothing happens where the C library has no mallopt.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_MMAP_THRESHOLD, _MMAP_BYTES)
        mallopt(_TRIM_THRESHOLD, _TRIM_BYTES)
