"""Passages, records and follow-ups as an answer shows them, in the reader's variety."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from guidebot.domain import Evidence, Hit, ShownPassage, ShownTrial, TrialRecord
from guidebot.material import PASSAGES, Material
from guidebot.safety.wording import Wording
from guidebot.trial_checks import TrialCheck

#: Offered at most.
FOLLOW_UPS = 3


def _localised_spans(
    text: str, quoted: Sequence[str], localise: Callable[[str], str]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a text in the reader's variety and where the quoted parts stand in it.

    Conversion may change lengths, so the text is converted piece by piece.
    """
    marks = sorted(
        (text.find(part), text.find(part) + len(part)) for part in quoted if part in text
    )
    out, spans, at = "", [], 0
    for start, end in marks:
        if start < at:
            continue
        out += localise(text[at:start])
        spans.append((len(out), len(out) + len(localise(text[start:end]))))
        out += localise(text[start:end])
        at = end
    return out + localise(text[at:]), tuple(spans)


def shown_passage(material: Material, hit: Hit) -> ShownPassage:
    """Return a passage as shown."""
    passage, localise = hit.passage, material.wording.localise
    written = passage.texts[material.question.language.written]
    quoted = material.findings.highlights.get(passage.id, ()) if material.findings else ()
    text, spans = _localised_spans(written.text, quoted, localise)
    return ShownPassage(
        id=passage.id,
        title=localise(written.title),
        text=text,
        highlights=spans,
        score=round(hit.score, 4),
        url="/faq/" + passage.id.replace("#", "/"),
        source=passage.sources[0],
        evidence=Evidence(passage.evidence),
        checked=passage.checked,
        review_due=passage.review_due,
        site=passage.site,
        signature=material.signatures.get(passage.id),
    )


def shown_trial(material: Material, record: TrialRecord) -> ShownTrial:
    """Return a record as an answer shows it."""
    return shown_record(record, material.wording, material.checks.get(record.id))


def shown_record(record: TrialRecord, wording: Wording, check: TrialCheck | None) -> ShownTrial:
    """Return a record as shown, doubts included; `check` is what the register said of it."""
    written, localise = wording.written, wording.localise
    status = wording.status(record.status)
    notes = [localise(text) for text in (status, record.note[written], record.disputed[written])]
    if check:
        notes.insert(0, wording.statement("registry_check", check=check))
    return ShownTrial(
        id=record.id,
        product=record.product,
        condition=localise(record.condition[written]),
        phase=record.phase,
        country=record.country,
        registry=record.registry,
        registry_url=record.registry_url,
        status_as_of=(check.checked if check else record.as_of).isoformat(),
        note="\n".join(note for note in notes if note),
        start=record.start,
    )


def follow_ups(material: Material) -> tuple[str, ...]:
    """Return the titles of the next passages, as questions to ask."""
    if not material.findings or not material.hits:
        return ()
    written = material.question.language.written
    rest = material.findings.hits[PASSAGES : PASSAGES + FOLLOW_UPS]
    return tuple(material.wording.localise(hit.passage.texts[written].title) for hit in rest)
