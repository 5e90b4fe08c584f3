"""/faq/links: every address, to be put on a clinic's own site."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from guidebot.spreadsheet import csv_text
from guidebot.web.addresses import public_address
from guidebot.web.languages import wording
from guidebot.web.replies import csv_response, keep_until_changed
from guidebot.web.site import current_site
from guidebot.web.topics import Topic, topics

blueprint = Blueprint("links", __name__)
blueprint.after_request(keep_until_changed)

_COLUMNS = ("topic", "question", "address", "language", "origin", "last_checked")


def _chosen(every: list[Topic]) -> list[Topic]:
    """Return the topic that ?topic= names, else all."""
    name = request.args.get("topic")
    if not name:
        return every
    return [each for each in every if each.name == name] or abort(404)


def _address(path: str) -> str:
    """Return a public address in the reader's language."""
    return public_address(path, wording().language)


@blueprint.get("/faq/links")
def links() -> str:
    """Show all links by topic, as tables and as HTML to copy."""
    every = topics(current_site().guide.corpus, wording())
    chosen = _chosen(every)
    return render_template(
        "pages/links.html",
        every=every,
        chosen=chosen,
        topic=chosen[0].name if len(chosen) < len(every) else "",
        snippet=render_template("components/links_snippet.html", topics=chosen, address=_address),
        address=_address,
    )


@blueprint.get("/faq/links.csv")
def table() -> Response:
    """Give all links as a table."""
    rows = [
        (
            topic.title,
            entry.title,
            _address(entry.href),
            entry.lang,
            "own document" if topic.own else "checked",
            entry.passage.checked.isoformat(),
        )
        for topic in _chosen(topics(current_site().guide.corpus, wording()))
        for entry in topic.entries
    ]
    return csv_response("guidebot-links.csv", csv_text(_COLUMNS, rows))
