"""What Linux is asked for this process: what becomes of freed memory, and of it without parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

#: Parameters of mallopt(3). Larger pieces come from the system and go back to it at once; of the
#: rest, so much is kept at the top of the heap. Left alone, glibc raises both with what is freed,
#: up to 32 and 64 MB; with its own first ones (128 kB) an answer takes a fifth longer.
_MMAP_THRESHOLD, _MMAP_BYTES = -3, 1024**2
_TRIM_THRESHOLD, _TRIM_BYTES = -1, 2 * 1024**2
#: Of prctl(2): which signal tells that the parent has ended.
_DEATH_SIGNAL = 1


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


def end_with_parent(parent: int) -> None:
    """Have this process ended when the one that started it is, even by SIGKILL.

    Else what it makes goes on for minutes on every core, and holds the lock that the next start
    waits for. What it was writing is whole or absent all the same. Linux counts the thread that
    started it as its parent.

    Args:
        parent: id of the process that started this one.
    """
    prctl = getattr(ctypes.CDLL(None), "prctl", None) if sys.platform == "linux" else None
    if prctl:
        prctl(_DEATH_SIGNAL, signal.SIGTERM)
        # It may have been ended before it was asked to tell.
        if os.getppid() != parent:
            sys.exit(1)
