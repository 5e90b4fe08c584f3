"""corpus/safety/exemplars.csv: sentences as people type them, with what triage has to see in them.

Each line has `covered` (the guide's field) or `off_topic`, at most one level (an emergency, or a
possible one), and every signal that holds. The recogniser is fitted on them.
"""

from __future__ import annotations

from pathlib import Path

from guidebot.corpus.tables import read_csv
from guidebot.domain import Exemplar, SignalKind
from guidebot.errors import CorpusError

COVERED, OFF_TOPIC = "covered", "off_topic"
LEVELS = frozenset(
    {
        SignalKind.EMERGENCY_STROKE,
        SignalKind.POSSIBLE_STROKE,
        SignalKind.EMERGENCY_OTHER,
        SignalKind.SELF_HARM,
    }
)
COLUMNS = ("text", "labels")


def _fault(labels: frozenset[str]) -> str:
    """Return what is wrong with the labels of a line, or ''."""
    known = {*(kind.value for kind in SignalKind), COVERED, OFF_TOPIC}
    if unknown := sorted(labels - known):
        return f"labels {', '.join(unknown)} are unknown"
    if len(labels & {COVERED, OFF_TOPIC}) != 1:
        return f"exactly one of {COVERED} and {OFF_TOPIC} is needed"
    if len(labels & LEVELS) > 1:
        return "it has two levels"
    return ""


def read_exemplars(path: Path) -> tuple[Exemplar, ...]:
    """Return the exemplars of a file.

    Raises:
        CorpusError: naming file, line and cure.
    """
    found, lines = [], dict[str, int]()
    for line, row in read_csv(path, COLUMNS):
        text, labels = row["text"].strip(), frozenset(row["labels"].split("|"))
        fault = _fault(labels) or ("" if text else "it has no text")
        if text in lines:
            fault = f"it stands on line {lines[text]} already"
        if fault:
            raise CorpusError(path, line, f"{text[:40]!r}: {fault}.", "Mend or remove the line.")
        lines[text] = line
        found.append(Exemplar(text, labels))
    return tuple(found)
