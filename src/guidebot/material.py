"""Everything that an answer is made of, as the guide hands it to compose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guidebot.domain import (
    ANSWERED,
    PARTLY,
    Claim,
    Findings,
    Hit,
    Question,
    Signal,
    SignalKind,
    Signature,
    Status,
    TrialRecord,
)
from guidebot.safety.guidance import EMERGENCIES, SMALL_TALK
from guidebot.safety.wording import Wording
from guidebot.trial_checks import TrialCheck

#: What is shown at most.
PASSAGES, RECORDS = 3, 6


def status_of(kinds: frozenset[SignalKind], findings: Findings | None) -> Status:
    """Return what becomes of a question.

    Args:
        kinds: of the signals in it.
        findings: of retrieval, or None where it was not asked or failed.
    """
    if kinds & set(EMERGENCIES):
        return Status.EMERGENCY
    if kinds & set(SMALL_TALK):
        return Status.SMALL_TALK
    if findings is None or SignalKind.RULE_CHANGE in kinds:
        return Status.NOT_COVERED
    if findings.unknown_ids or findings.malformed_ids or findings.near_names:
        return Status.PARTLY_ANSWERED
    if findings.confidence < PARTLY:
        return Status.NOT_COVERED
    if findings.foreign_names:
        return Status.PARTLY_ANSWERED
    return Status.ANSWERED if findings.confidence >= ANSWERED else Status.PARTLY_ANSWERED


@dataclass(frozen=True, slots=True)
class Material:
    """Everything an answer is made of.

    Attributes:
        question: as read.
        signals: of triage.
        findings: of retrieval, or None where it was not asked or failed.
        status: see status_of.
        claims: by id.
        wording: in the question's language.
        named_places: ISO codes that the chat names.
        failed: whether retrieval failed.
        checks: what the register said of trials, by id.
        signatures: of passages, by id.
    """

    question: Question
    signals: tuple[Signal, ...]
    findings: Findings | None
    status: Status
    claims: dict[str, Claim]
    wording: Wording
    named_places: tuple[str, ...]
    failed: bool = False
    checks: Mapping[str, TrialCheck] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)

    @property
    def found(self) -> bool:
        """Return whether retrieval found something that may be shown."""
        covered = self.status in {Status.ANSWERED, Status.PARTLY_ANSWERED}
        return covered and self.findings is not None and self.findings.confidence >= PARTLY

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Return the passages to show; none about a product that is only a near miss."""
        if not self.found or self.findings is None:
            return ()
        near = set(self.findings.near_names)
        hits = [hit for hit in self.findings.hits if not near & set(hit.passage.products)]
        return tuple(hits[:PASSAGES])

    @property
    def trials(self) -> tuple[TrialRecord, ...]:
        """Return the records to show."""
        return self.findings.trials[:RECORDS] if self.found and self.findings else ()
