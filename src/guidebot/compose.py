"""Put an answer together from templates, claims, records and passages; invent no text."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from guidebot.corpus.registries import registry_url
from guidebot.domain import (
    NO_EVIDENCE,
    Answer,
    Claim,
    GuidanceCard,
    Hit,
    Language,
    Level,
    SignalKind,
    Statement,
    Status,
    Tag,
    TrialRecord,
)
from guidebot.formats import written_date
from guidebot.material import PASSAGES, Material
from guidebot.safety.guidance import (
    EMERGENCIES,
    SMALL_TALK,
    choose_tags,
    emergencies,
    kinds_of,
    tags_when_not_covered,
)
from guidebot.showing import follow_ups, shown_passage, shown_trial

#: What is shown at most.
STATEMENTS = 5
WORLD_CLAIM = "stroke-marketing-approval"
#: Signals whose short answer begins with the status.
_STATUS_FIRST = frozenset(
    {
        SignalKind.ASKS_APPROVAL,
        SignalKind.ASSERTS_APPROVAL,
        SignalKind.TRIAL_PERMISSION,
        SignalKind.CLINIC_OFFER,
        SignalKind.RULE_CHANGE,
    }
)


def _template(material: Material, name: str, **values: object) -> Statement:
    """Return a statement that is a template."""
    return Statement(material.wording.statement(name, **values), f"template:{name}")


def _claim_statements(material: Material) -> list[Statement]:
    """Return the status for the world, then for the places that the chat names."""
    chosen = [WORLD_CLAIM]
    for place in material.named_places:
        chosen += [
            name
            for name, claim in material.claims.items()
            if claim.place == place and name.startswith("stroke-")
        ]
    return [
        Statement(material.wording.claim(material.claims[name]), f"claim:{name}")
        for name in chosen[:3]
    ]


def _in_words(record: TrialRecord, language: Language) -> dict[str, str]:
    """Return the texts of a record in one language, for the template."""
    written = language.written
    return {
        "id": record.id,
        "product": record.product,
        "cell_type": record.cell_type[written],
        "condition": record.condition[written],
        "phase": "" if record.phase == "IIT" else record.phase,
        "sponsor": record.sponsor[written],
        "start": written_date(record.start, language),
    }


def _trial_statement(material: Material, record: TrialRecord) -> Statement:
    """Return one record in a sentence."""
    text = material.wording.statement(
        "trial",
        record=_in_words(record, material.question.language),
        status=material.wording.status(record.status),
    )
    return Statement(text, f"trial:{record.id}")


def _record_statements(material: Material, record: TrialRecord) -> list[Statement]:
    """Return one record in a sentence, and on what its sources do not agree."""
    statements = [_trial_statement(material, record)]
    if doubt := record.disputed[material.question.language.written]:
        statements.append(_template(material, "record_disputed", id=record.id, doubt=doubt))
    return statements


def _passage_statements(material: Material, hit: Hit) -> list[Statement]:
    """Return the bottom line of a passage, and its sentence nearest to the question."""
    written = material.question.language.written
    text = hit.passage.texts[written]
    nearest = material.findings.highlights.get(hit.passage.id, ()) if material.findings else ()
    quoted = [text.bottom_line, *(line for line in nearest if line not in text.bottom_line)]
    origin = f"passage:{hit.passage.id}"
    statements = [Statement(material.wording.localise(line), origin) for line in quoted]
    if hit.passage.disputed:
        titles = [source.title for source in hit.passage.sources]
        statements.append(_template(material, "sources_disagree", sources=titles))
    return statements


def _name_statements(material: Material) -> list[Statement]:
    """Return what is said of ids and names that the table does not hold."""
    found = material.findings
    if not found:
        return []
    statements = [
        _template(material, "unknown_id", id=name, url=registry_url(name))
        for name in found.unknown_ids[:2]
    ]
    statements += [_template(material, "malformed_id", id=name) for name in found.malformed_ids[:2]]
    if found.near_names:
        statements.append(_template(material, "near_name", names=list(found.near_names)))
    if found.foreign_names and material.found:
        names = list(found.foreign_names[:2])
        statements.append(_template(material, "foreign_name", names=names))
    return statements


def _covered_statements(material: Material, tags: Sequence[Tag]) -> list[Statement]:
    """Return the short answer of a question that the guide covers."""
    kinds = kinds_of(material.signals)
    statements = _name_statements(material)
    without_evidence = material.status is Status.PARTLY_ANSWERED and not statements
    if without_evidence:
        statements.append(_template(material, NO_EVIDENCE.removeprefix("template:")))
    if kinds & _STATUS_FIRST and Tag.NOT_APPROVED_FOR_STROKE in tags:
        statements += _claim_statements(material)
    if without_evidence:
        return statements
    exact = bool(material.hits and material.hits[0].exact)
    records = material.trials[:2] if exact or not material.hits else material.trials[:1]
    # A site's own document is shown as a passage, never told in the guide's own voice.
    for hit in [hit for hit in material.hits[:1] if not hit.passage.site]:
        statements += _passage_statements(material, hit)
    for record in records:
        statements += _record_statements(material, record)
    return statements


def _short_answer(material: Material, tags: Sequence[Tag]) -> tuple[Statement, ...]:
    """Return the statements of an answer."""
    kinds = kinds_of(material.signals)
    statements: list[Statement] = []
    if material.question.notice:
        named = material.question.notice
        statements.append(_template(material, "other_language", language=named))
    if material.failed:
        statements.append(_template(material, "cannot_search"))
    if material.status is Status.EMERGENCY:
        statements += [_template(material, tag.value) for tag in tags[:1]]
    elif material.status is Status.SMALL_TALK:
        kind = next(kind for kind in SMALL_TALK if kind in kinds)
        return (_template(material, kind.value),)
    elif material.status is Status.NOT_COVERED:
        if not material.failed:
            name = "rule_change" if SignalKind.RULE_CHANGE in kinds else "not_covered"
            statements.append(_template(material, name))
        statements += _name_statements(material)
        if Tag.NOT_APPROVED_FOR_STROKE in tags:
            statements += _claim_statements(material)
    else:
        statements += _covered_statements(material, tags)
    return tuple(dict.fromkeys(statements))[:STATEMENTS]


def _tags(material: Material) -> tuple[Tag, ...]:
    """Return the cards of an answer."""
    if material.status is Status.EMERGENCY:
        return emergencies(kinds_of(material.signals))
    if material.status is Status.SMALL_TALK:
        return ()
    if material.status is Status.NOT_COVERED:
        return tags_when_not_covered(material.signals)
    tags = choose_tags(
        material.signals,
        material.hits,
        material.trials,
        material.named_places,
        material.question.regions,
    )
    if not tags and _name_statements(material):
        return (Tag.REGISTERED_TRIALS,)
    return tags


def _cards(material: Material, tags: Sequence[Tag]) -> tuple[GuidanceCard, ...]:
    """Return the rendered cards; what only may be an emergency is urgent."""
    maybe = () if material.status is Status.EMERGENCY else EMERGENCIES.values()
    return tuple(material.wording.card(tag, Level.URGENT if tag in maybe else None) for tag in tags)


def _dates(material: Material, claims: Sequence[Claim]) -> tuple[date, date]:
    """Return the oldest check and the earliest review among what is shown."""
    shown = [hit.passage for hit in material.hits]
    checked = [passage.checked for passage in shown] + [claim.as_of for claim in claims]
    due = [passage.review_due for passage in shown] + [claim.review_due for claim in claims]
    return min(checked), min(due)


def _nearest(material: Material) -> tuple[str, ...]:
    """Return the ids of what came nearest to a question that is not covered."""
    if material.status is not Status.NOT_COVERED or material.findings is None:
        return ()
    return tuple(hit.passage.id for hit in material.findings.hits[:PASSAGES])


def compose(material: Material, timings_ms: dict[str, float]) -> Answer:
    """Return the answer for one question.

    Args:
        material: what was found and decided.
        timings_ms: time of the stages so far, milliseconds; passed on.
    """
    tags = _tags(material)
    cards = _cards(material, tags)
    as_of, review_due = _dates(material, list(material.claims.values()))
    level = min((card.level for card in cards), key=lambda one: one.rank, default=Level.INFORMATION)
    emergency = material.status is Status.EMERGENCY
    confidence = material.findings.confidence if material.findings else float(emergency)
    return Answer(
        id=uuid.uuid4().hex,
        question=material.question.text,
        lang=material.question.language,
        status=material.status,
        level=level,
        statements=_short_answer(material, tags),
        guidance=cards,
        passages=tuple(shown_passage(material, hit) for hit in material.hits),
        trials=tuple(shown_trial(material, record) for record in material.trials),
        followups=follow_ups(material),
        confidence=round(confidence, 4),
        as_of=as_of,
        review_due=review_due,
        timings_ms=timings_ms,
        nearest=_nearest(material),
    )
