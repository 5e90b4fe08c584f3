"""The JSON of an answer: exactly the names of the public contract."""

from __future__ import annotations

from typing import Any

from guidebot.domain import Answer, GuidanceCard, ShownPassage, ShownTrial, Source


def card_to_dict(card: GuidanceCard) -> dict[str, Any]:
    """Return a guidance card."""
    return {
        "tag": card.tag.value,
        "level": card.level.value,
        "title": card.title,
        "body": card.body,
        "actions": [{"label": action.label, "href": action.href} for action in card.actions],
        "as_of": card.as_of.isoformat(),
    }


def source_to_dict(source: Source) -> dict[str, Any]:
    """Return a source."""
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "published": source.published,
        "kind": source.kind.value,
    }


def _passage(passage: ShownPassage) -> dict[str, Any]:
    """Return a quoted passage."""
    return {
        "id": passage.id,
        "title": passage.title,
        "text": passage.text,
        "highlights": [list(span) for span in passage.highlights],
        "score": passage.score,
        "url": passage.url,
        "source": source_to_dict(passage.source),
    }


def trial_to_dict(trial: ShownTrial) -> dict[str, Any]:
    """Return a trial record."""
    return {
        "id": trial.id,
        "product": trial.product,
        "condition": trial.condition,
        "phase": trial.phase,
        "country": trial.country,
        "registry": trial.registry,
        "registry_url": trial.registry_url,
        "status_as_of": trial.status_as_of,
        "note": trial.note,
    }


def answer_to_dict(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON-ready values."""
    return {
        "id": answer.id,
        "question": answer.question,
        "lang": answer.lang.value,
        "status": answer.status.value,
        "level": answer.level.value,
        "statements": [
            {"text": statement.text, "origin": statement.origin} for statement in answer.statements
        ],
        "guidance": [card_to_dict(card) for card in answer.guidance],
        "passages": [_passage(passage) for passage in answer.passages],
        "trials": [trial_to_dict(trial) for trial in answer.trials],
        "followups": list(answer.followups),
        "confidence": answer.confidence,
        "as_of": answer.as_of.isoformat(),
        "review_due": answer.review_due.isoformat(),
        "timings_ms": answer.timings_ms,
    }
