"""Figures of a measurement: percentiles, ratios, slopes, their table and their machine."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from guidebot.sizing import cores, memory

_PROCESSORS = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        what: is measured.
        figure: as shown.
        goal: as shown, '' for none.
        met: whether the figure reaches the goal; None where there is none.
    """

    what: str
    figure: str
    goal: str = ""
    met: bool | None = None


def table(rows: Iterable[Row]) -> str:
    """Return rows as a table in Markdown."""
    words = {None: "", True: "yes", False: "no"}
    lines = ["| what | figure | goal | met |", "| --- | --- | --- | --- |"]
    for row in rows:
        cells = (row.what, row.figure, row.goal, words[row.met])
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def percentile(values: Sequence[float], share: int) -> float:
    """Return the value below which a share of the values lies, by the nearest-rank method.

    Args:
        values: at least one, in any order.
        share: in percent, 1 to 100.
    """
    rank = -(-len(values) * share // 100)
    return sorted(values)[rank - 1]


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """Return the median ratio of figures taken side by side, so that a slow minute slows both.

    Args:
        of: figures, at least one.
        to: those taken beside them, none of them 0.
    """
    return statistics.median(one / other for one, other in zip(of, to, strict=True))


def slope(values: Sequence[float]) -> float:
    """Return by how much values grow from one to the next, by least squares; 0 for fewer than 2."""
    if len(values) < 2:
        return 0.0
    return statistics.linear_regression(range(len(values)), values).slope


def _processor() -> str:
    """Return the name of the processor, '' where the system does not tell."""
    try:
        lines = _PROCESSORS.read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.split(": ", 1)[1] for line in lines if line.startswith("model name")), "")


def machine() -> dict[str, str | int | float]:
    """Return where and with what figures were taken; `load` is the load average before."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": _processor(),
        "cores": cores(),
        "memory_gib": round(memory() / 1024**3, 1),
        "system": platform.platform(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        **{name: version(name) for name in ("onnxruntime", "faiss-cpu", "numpy", "gunicorn")},
    }
