"""The project's own adverts, honest notices and news, in two halves, and how well rules do."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guidebot.adverts.check import AdvertChecker
from tests.conftest import ROOT

PATH = ROOT / "tests" / "data" / "adverts.jsonl"
#: Written after the rules to see how they do on wording that nobody had thought of, then used to
#: widen them; each bad text names its main sign only.
MORE = ROOT / "tests" / "data" / "adverts_more.jsonl"


def half(identifier: str) -> str:
    """Return 'tune' or 'check': rules are written on one half and judged on the other."""
    return "check" if hashlib.sha256(identifier.encode()).digest()[0] & 1 else "tune"


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the texts of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read_texts(name: str | None = None) -> list[dict[str, Any]]:
    """Return the texts of a half of the set, or all."""
    lines = read_lines(PATH)
    return [line for line in lines if name in (None, half(line["id"]))]


@dataclass
class Figures:
    """What the rules did.

    Attributes:
        bad, caught: adverts, and those with at least one of the signs that they hold.
        said, caught_by_words: the same for adverts that hold more than an absence.
        expected, found: signs that the adverts hold, by flag, and those that were found.
        honest, wrong: honest texts, and the ids of those with any sign.
        missed, extra: (id, flag) of signs that were not found, and of those found beyond them.
    """

    bad: int = 0
    caught: int = 0
    said: int = 0
    caught_by_words: int = 0
    expected: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    honest: int = 0
    wrong: dict[str, list[str]] = field(default_factory=dict)
    missed: list[tuple[str, str]] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Return the share of all expected signs that were found."""
        return sum(self.found.values()) / sum(self.expected.values())


#: Signs that something is missing: no words of the advert say them.
ABSENCES = {"no_trial_id", "no_doctor_or_hospital_named"}


def measure(checker: AdvertChecker, texts: list[dict[str, Any]]) -> Figures:
    """Return how well the rules do on texts."""
    figures = Figures()
    for line in texts:
        flags = {one.flag.value for one in checker.check(line["text"]).flags}
        expected = set(line["flags"])
        if line["kind"] != "bad":
            figures.honest += 1
            if flags:
                figures.wrong[line["id"]] = sorted(flags)
            continue
        hit, words = flags & expected, expected - ABSENCES
        figures.bad += 1
        figures.caught += bool(hit)
        if words:
            figures.said += 1
            figures.caught_by_words += bool(hit & words)
        figures.expected.update(expected)
        figures.found.update(hit)
        figures.missed += [(line["id"], flag) for flag in sorted(expected - flags)]
        figures.extra += [(line["id"], flag) for flag in sorted(flags - expected)]
    return figures
