"""What is kept of a question and of a reader's verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guidebot.domain import Answer, Language, Status


class Verdict(StrEnum):
    """What a reader can say of an answer."""

    HELPFUL = "helpful"
    WRONG = "wrong"
    OUT_OF_DATE = "out_of_date"
    NOT_MY_PLACE = "not_my_place"


class Miss(StrEnum):
    """Why an answer did not say all: the names of the templates that say so."""

    NOT_COVERED = "not_covered"
    NO_EVIDENCE = "no_evidence"
    SOURCES_DISAGREE = "sources_disagree"
    RECORD_DISPUTED = "record_disputed"
    CANNOT_SEARCH = "cannot_search"
    RULE_CHANGE = "rule_change"
    UNKNOWN_ID = "unknown_id"
    MALFORMED_ID = "malformed_id"
    NEAR_NAME = "near_name"


#: Stands where there is no passage, and where nothing was missed.
NONE = ""


def miss_of(answer: Answer) -> Miss | None:
    """Return why an answer did not say all, None where it did."""
    for statement in answer.statements:
        kind, _, name = statement.origin.partition(":")
        if kind == "template" and name in set(Miss):
            return Miss(name)
    return None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted by day; a time of the day is never kept.

    Attributes:
        miss: a Miss, or NONE.
        passage: id of a passage that was shown, or came nearest where none was; NONE for the
            question itself, which is counted once however many passages it showed.
    """

    status: Status
    miss: str
    language: Language
    passage: str = NONE


def asked_of(answer: Answer) -> Iterator[Asked]:
    """Give what to count for an answer: no word of the question is in it."""
    miss = miss_of(answer) or NONE
    shown = [passage.id for passage in answer.passages] or list(answer.nearest)
    for passage in (NONE, *dict.fromkeys(shown)):
        yield Asked(answer.status, str(miss), answer.lang, passage)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader sends on an answer.

    Attributes:
        answer: id of the answer, which says nothing about the question.
        passages: ids of what was shown.
        status: of the answer, or NONE where it is not known.
        verdict: or None where only words are sent.
        question, remark: only with the reader's consent, else ''.
    """

    answer: str
    passages: tuple[str, ...] = ()
    status: str = NONE
    verdict: Verdict | None = None
    question: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class KeptFeedback:
    """Feedback as it is kept, redacted.

    Attributes:
        number: names it to whoever wants it removed.
    """

    number: int
    day: date
    feedback: Feedback
