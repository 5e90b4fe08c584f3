"""What staff may see: counts, of which none tells of a single reader.

A number below LEAST leaves this module as None: a rare passage and a rare day would point to
somebody. No sums are made, from which a hidden number could be worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from guidebot.domain import Status
from guidebot.storage.records import NONE, Asked, Miss, Verdict

#: The smallest number that is shown.
LEAST = 5


@dataclass(frozen=True, slots=True)
class Tallied:
    """How often something was counted.

    Attributes:
        name: of a passage, a kind of miss, a status or a language.
        number: None where it is below LEAST.
    """

    name: str
    number: int | None


@dataclass(frozen=True, slots=True)
class PassageVerdicts:
    """The verdicts on a passage, in the order of Verdict; hidden numbers are None."""

    passage: str
    numbers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is counted, over all the days that are kept.

    Attributes:
        outcomes: of questions: a Miss, or the status of one that missed nothing.
        languages: of questions.
        shown: passages that answered.
        nearest: passages that came nearest to questions which none answers.
        verdicts: of readers, by passage; NONE stands for answers without passages.
    """

    outcomes: tuple[Tallied, ...]
    languages: tuple[Tallied, ...]
    shown: tuple[Tallied, ...]
    nearest: tuple[Tallied, ...]
    verdicts: tuple[PassageVerdicts, ...]


def first_day(today: date, days: int) -> date:
    """Return the first day that is kept when `days` days are, today among them."""
    return today - timedelta(days=days - 1)


def hide(number: int) -> int | None:
    """Return a number that may be shown, else None."""
    return number if number >= LEAST else None


def number_text(number: int | None) -> str:
    """Return a number as it is shown."""
    return f"<{LEAST}" if number is None else str(number)


def _ranked(counts: Mapping[str, int]) -> tuple[Tallied, ...]:
    """Return counts, the largest first; hidden ones by name, so that their order tells nothing."""
    hidden = (Tallied(name, hide(number)) for name, number in counts.items())
    return tuple(sorted(hidden, key=lambda each: (-(each.number or 0), each.name)))


def _sums(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the sum of the numbers of each name."""
    sums: dict[str, int] = {}
    for name, number in rows:
        sums[name] = sums.get(name, 0) + number
    return sums


def _without_answer(asked: Asked) -> bool:
    """Return whether passages only came nearest to a question, and did not answer it."""
    return asked.status is Status.NOT_COVERED or asked.miss == Miss.NO_EVIDENCE


def _ranked_verdicts(
    counts: Mapping[tuple[str, Verdict], int],
) -> tuple[PassageVerdicts, ...]:
    """Return the verdicts by passage, by the name of the passage."""
    passages = sorted({passage for passage, _ in counts})
    return tuple(
        PassageVerdicts(passage, tuple(hide(counts.get((passage, each), 0)) for each in Verdict))
        for passage in passages
    )


def make_report(asked: Mapping[Asked, int], verdicts: Mapping[tuple[str, Verdict], int]) -> Report:
    """Return what may be shown of all counts.

    Args:
        asked: number by what was counted.
        verdicts: number by (passage, verdict).
    """
    questions = [(each, number) for each, number in asked.items() if each.passage == NONE]
    passages = [(each, number) for each, number in asked.items() if each.passage != NONE]
    return Report(
        outcomes=_ranked(_sums((each.miss or each.status, number) for each, number in questions)),
        languages=_ranked(_sums((each.language, number) for each, number in questions)),
        shown=_ranked(_sums((one.passage, n) for one, n in passages if not _without_answer(one))),
        nearest=_ranked(_sums((one.passage, n) for one, n in passages if _without_answer(one))),
        verdicts=_ranked_verdicts(verdicts),
    )
