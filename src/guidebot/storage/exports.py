"""What is kept, as files: tables for spreadsheet programs and passages to be written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from guidebot.domain import Status
from guidebot.skeletons import stubs
from guidebot.spreadsheet import csv_text
from guidebot.storage.records import KeptFeedback, Verdict
from guidebot.storage.reports import Report, Tallied, number_text

#: Questions that wait for a passage.
_UNANSWERED = {Status.NOT_COVERED, Status.PARTLY_ANSWERED}


def _tallied(name: str, rows: Sequence[Tallied]) -> str:
    """Return counts with hidden ones as '<5'."""
    return csv_text((name, "number"), ((each.name, number_text(each.number)) for each in rows))


def _passages(report: Report) -> str:
    """Return how often each passage was shown, or came nearest where none was."""
    shown = {each.name: each.number for each in report.shown}
    nearest = {each.name: each.number for each in report.nearest}
    rows = (
        (name, number_text(shown.get(name)), number_text(nearest.get(name)))
        for name in dict.fromkeys([*shown, *nearest])
    )
    return csv_text(("passage", "shown", "nearest_where_none_answered"), rows)


def _verdicts(report: Report) -> str:
    """Return how often each passage got each verdict."""
    rows = ((each.passage, *map(number_text, each.numbers)) for each in report.verdicts)
    return csv_text(("passage", *Verdict), rows)


def _texts(texts: Sequence[KeptFeedback]) -> str:
    """Return the words of readers who agreed, redacted."""
    rows = (
        (
            str(each.number),
            each.day.isoformat(),
            each.feedback.verdict or "",
            each.feedback.status,
            " ".join(each.feedback.passages),
            each.feedback.question,
            each.feedback.remark,
        )
        for each in texts
    )
    head = ("number", "day", "verdict", "status", "passages", "question", "remark")
    return csv_text(head, rows)


def export_files(report: Report, texts: Sequence[KeptFeedback], today: date) -> dict[str, str]:
    """Return the text of each file by its name.

    Args:
        report: counts, small ones hidden.
        texts: feedback with words in it.
        today: date of the passages to be written.

    Returns:
        `zh/asked.md` and `en/asked.md` go into corpus/zh and corpus/en once they are filled in.
    """
    unanswered = [each.feedback.question for each in texts if each.feedback.status in _UNANSWERED]
    return {
        "outcomes.csv": _tallied("outcome", report.outcomes),
        "languages.csv": _tallied("language", report.languages),
        "passages.csv": _passages(report),
        "verdicts.csv": _verdicts(report),
        "feedback.csv": _texts(texts),
        **{f"{name}/asked.md": text for name, text in stubs(unanswered, today).items()},
    }
