"""What programs read: passages, topics, trials, and what the service rests on.

None of it holds a question, so it may be kept and is asked for anew with its ETag.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from guidebot import __version__
from guidebot.corpus.registries import official_id, registry_url
from guidebot.domain import Corpus, Language, Passage
from guidebot.errors import QuestionError
from guidebot.serialise import card_to_dict, source_to_dict
from guidebot.trial_search import trial_rows
from guidebot.web.api.reading import read_language
from guidebot.web.basis import basis_of
from guidebot.web.cards import passage_cards
from guidebot.web.faq import find_passage, present_id
from guidebot.web.replies import json_response, keep_until_changed
from guidebot.web.site import current_site
from guidebot.web.strings import Wording
from guidebot.web.topics import Entry, Topic, titles, topics
from guidebot.web.trial_table import make_table
from guidebot.web.trials import (
    record_cards,
    records_of,
    registry_check,
    related_passages,
    stroke_claim,
)
from guidebot.web.views import passage_address, trial_address

blueprint = Blueprint("library_api", __name__, url_prefix="/api/v1")
blueprint.after_request(keep_until_changed)


def _unknown(code: str, name: str, cure: str) -> QuestionError:
    """Return that something that was asked for by name does not exist."""
    return QuestionError(f"There is no {name[:60]!r}.", cure, code, http_status=404)


def _passage_dict(passage: Passage, texts: Wording) -> dict[str, Any]:
    """Return a passage in one language, with the cards that have to stand before it."""
    site = current_site()
    written = passage.texts[texts.language.written]
    signature = site.guide.signatures.get(passage.id)
    return {
        "id": passage.id,
        "topic": passage.topic,
        "lang": texts.lang,
        "title": texts.written(titles(passage)),
        "guidance": [card_to_dict(card) for card in passage_cards(passage, texts, site)],
        "text": texts.localise(written.text),
        "bottom_line": texts.localise(written.bottom_line),
        "url": passage_address(passage.id),
        "sources": [source_to_dict(source) for source in passage.sources],
        "evidence": passage.evidence.value,
        "place": passage.place,
        "products": list(passage.products),
        "checked": passage.checked.isoformat(),
        "review_due": passage.review_due.isoformat(),
        "own": passage.site,
        "signed": signature
        and {
            "reviewer": signature.reviewer,
            "role": signature.role,
            "day": signature.signed.isoformat(),
        },
    }


@blueprint.get("/passages/<path:id>")
def passage(id: str) -> AnyResponse:
    """Read one passage, with the cards that have to stand before it."""
    texts, name = read_language(), id.replace("/", "#", 1)
    found = find_passage(name)
    if found:
        return json_response(_passage_dict(found, texts))
    now = present_id(name)
    if not find_passage(now):
        cure = "Take an id of /api/v1/faq, its # written as %23 or as a slash."
        raise _unknown("unknown_passage", name, cure)
    query = f"?lang={texts.lang}" if "lang" in request.args else ""
    return redirect(f"/api/v1/passages/{quote(now, safe='')}{query}", 301)


def _entry_dict(entry: Entry) -> dict[str, Any]:
    """Return a passage as one line of a list."""
    return {"id": entry.passage.id, "title": entry.title, "url": entry.href}


def _topic_dict(topic: Topic) -> dict[str, Any]:
    """Return a topic with its questions."""
    return {
        "name": topic.name,
        "title": topic.title,
        "url": topic.href,
        "own": topic.own,
        "passages": [_entry_dict(entry) for entry in topic.entries],
    }


@blueprint.get("/faq")
def faq() -> Response:
    """List the topics and the questions that each answers."""
    texts, wanted = read_language(), request.args.get("topic", "")
    every = topics(current_site().guide.corpus, texts)
    chosen = [topic for topic in every if not wanted or topic.name == wanted]
    if not chosen:
        names = ", ".join(topic.name for topic in every)
        raise _unknown("unknown_topic", wanted, f"Use one of {names}.")
    return json_response({"lang": texts.lang, "topics": [_topic_dict(topic) for topic in chosen]})


@blueprint.get("/trials")
def trials() -> Response:
    """List registered trials, by the filters of /trials. Registered is not approved."""
    corpus, texts = current_site().guide.corpus, read_language()
    english = current_site().wordings[Language.EN]
    table = make_table(request.args, corpus.trials, corpus.glossary, english)
    if table.refused:
        first = table.refused[0]
        raise QuestionError(first.message, first.cure, "bad_filter", field=first.name)
    rows = trial_rows(table.found, texts.language, texts.localise)
    claim, as_of = stroke_claim()
    return json_response(
        {
            "lang": texts.lang,
            "notice": {"text": claim, "as_of": as_of.isoformat()},
            "count": len(rows),
            "trials": [row | {"url": trial_address(row["id"])} for row in rows],
        }
    )


@blueprint.get("/trials/<path:id>")
def trial(id: str) -> Response:
    """Read every record of one registration, its number in any spelling."""
    texts, records = read_language(), records_of(id)
    official = official_id(id)
    if not records and official:
        cure = f"It may be real and not in our table: look it up at {registry_url(official)}."
        raise _unknown("unknown_trial", official, cure)
    if not records:
        cure = "Send the number as its register writes it, such as NCT06299033."
        raise _unknown("malformed_trial", id, cure)
    rows = trial_rows(records, texts.language, texts.localise)
    return json_response(
        {
            "id": records[0].id,
            "lang": texts.lang,
            "guidance": [card_to_dict(card) for card in record_cards(records)],
            "registry_check": registry_check(records[0].id),
            "records": [row | {"url": trial_address(row["id"])} for row in rows],
            "passages": [_entry_dict(one) for one in related_passages(records)],
        }
    )


def _corpus_dict(corpus: Corpus) -> dict[str, Any]:
    """Return what a corpus holds."""
    return {
        "digest": corpus.digest,
        "passages": len(corpus.passages),
        "own_passages": len(corpus.site_passages),
        "topics": len(corpus.topics),
        "sources": len(corpus.sources),
        "claims": len(corpus.claims),
        "trials": len(corpus.trials),
    }


@blueprint.get("/status")
def status() -> Response:
    """Tell what the answers rest on, and whether questions can be searched for."""
    site = current_site()
    basis, facts = basis_of(site.guide.corpus), site.guide.index_facts
    return json_response(
        {
            "version": __version__,
            "ready": site.guide.ready,
            "languages": [language.value for language in Language],
            "regions": list(site.regions),
            "corpus": _corpus_dict(site.guide.corpus),
            "index": facts and {"kind": facts.kind, "vectors": facts.vectors},
            "model": facts and facts.model,
            "last_checked": basis.last and basis.last.isoformat(),
            "oldest_check": basis.first and basis.first.isoformat(),
        }
    )
