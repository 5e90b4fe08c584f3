"""When passages, claims and trials have to be read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from guidebot.domain import Corpus
from guidebot.trial_checks import TrialCheck

#: What was read is read again after so many days.
REVIEW_DAYS = 90


class Kind(StrEnum):
    """What has to be read again."""

    PASSAGES = "passages"
    CLAIM = "claim"
    TRIALS = "trials"


@dataclass(frozen=True, slots=True)
class Due:
    """Something that has to be read again, together with what is read at once.

    Attributes:
        day: until when.
        kind: of what it is.
        group: topic of passages, id of a claim; '' for trials.
        ids: of the passages, the claim or the trials.
        past: whether that day is over.
    """

    day: date
    kind: Kind
    group: str
    ids: tuple[str, ...]
    past: bool


def _days(
    corpus: Corpus, checks: Mapping[str, TrialCheck]
) -> Iterator[tuple[date, Kind, str, str]]:
    """Give (day, kind, group, id) of everything."""
    for passage in corpus.passages:
        yield passage.review_due, Kind.PASSAGES, passage.topic, passage.id
    for name, claim in corpus.claims.items():
        yield claim.review_due, Kind.CLAIM, name, name
    for record in corpus.trials:
        check = checks.get(record.id)
        read = max(record.as_of, check.checked) if check else record.as_of
        yield read + timedelta(days=REVIEW_DAYS), Kind.TRIALS, "", record.id


def find_due(
    corpus: Corpus, checks: Mapping[str, TrialCheck], today: date, within_days: int
) -> list[Due]:
    """Return what is past its review or near it, the oldest first.

    Args:
        corpus: as loaded.
        checks: what the register said of trials, by id; asking it is reading them again.
        today: the day to compare with.
        within_days: look so far ahead.
    """
    limit = today + timedelta(days=within_days)
    groups: dict[tuple[date, Kind, str], dict[str, None]] = {}
    for day, kind, group, name in _days(corpus, checks):
        if day <= limit:
            groups.setdefault((day, kind, group), {})[name] = None
    return [
        Due(day, kind, group, tuple(names), day < today)
        for (day, kind, group), names in sorted(groups.items())
    ]
