"""/faq/links: every address, to be put on a clinic's own site."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, abort, render_template, request

from guidebot.web.addresses import public_address
from guidebot.web.languages import wording
from guidebot.web.replies import keep_until_changed
from guidebot.web.site import current_site
from guidebot.web.topics import Topic, topics

blueprint = Blueprint("links", __name__)
blueprint.after_request(keep_until_changed)

#: A cell that begins so would be read as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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


def _cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


@blueprint.get("/faq/links.csv")
def table() -> Response:
    """Give all links as a table; the byte order mark tells spreadsheets that it is UTF-8."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(("topic", "question", "address", "language", "origin", "last_checked"))
    for topic in _chosen(topics(current_site().guide.corpus, wording())):
        for entry in topic.entries:
            rows.writerow(
                (
                    _cell(topic.title),
                    _cell(entry.title),
                    _address(entry.href),
                    entry.lang,
                    "own document" if topic.own else "checked",
                    entry.passage.checked.isoformat(),
                )
            )
    reply = Response("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    reply.headers["Content-Disposition"] = 'attachment; filename="guidebot-links.csv"'
    return reply
