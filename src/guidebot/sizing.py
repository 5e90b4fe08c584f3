"""How many processes and threads suit the machine."""

from __future__ import annotations

import os
from pathlib import Path

from guidebot.settings import Settings

#: What one process needs, bytes: its own model and index, and what answering takes.
PROCESS_BYTES = 270 * 1024**2
#: As many as GUIDEBOT_WORKERS may ask for.
MOST_PROCESSES = 32
#: Where Linux keeps what a container may use.
_CONTAINER_MEMORY = Path("/sys/fs/cgroup/memory.max")


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory() -> int:
    """Return the memory of the machine, or of the container where that is less, in bytes."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        allowed = int(_CONTAINER_MEMORY.read_text("ascii"))
    except (OSError, ValueError):
        return machine
    return min(machine, allowed)


def processes(settings: Settings) -> int:
    """Return how many processes serve: as set, else what cores and memory allow, at least one."""
    if settings.workers:
        return settings.workers
    # Half of an answer is Python, which one process runs on one core.
    return max(1, min(cores(), memory() // PROCESS_BYTES, MOST_PROCESSES))


def model_threads(settings: Settings) -> int:
    """Return how many texts the model of one process encodes at once: its share of the cores."""
    return max(1, cores() // processes(settings))
