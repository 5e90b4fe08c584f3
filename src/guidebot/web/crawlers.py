"""sitemap.xml and robots.txt: what search engines may know."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, current_app, render_template

from guidebot.domain import Language
from guidebot.web.addresses import alternates, base_address
from guidebot.web.replies import keep_until_changed
from guidebot.web.site import current_site
from guidebot.web.views import passage_address, trial_address

blueprint = Blueprint("crawlers", __name__)
blueprint.after_request(keep_until_changed)

#: Pages without a name in their address; those that this site does not have are left out.
PAGES = (
    *("/", "/faq", "/trials", "/trials/charts", "/check", "/sources", "/glossary", "/embed"),
    "/api",
)


def _listed() -> list[tuple[str, date | None]]:
    """Return (path, day of its last check or None) of each page; never the site's own documents."""
    corpus = current_site().guide.corpus
    passages = corpus.passages
    served = {rule.rule for rule in current_app.url_map.iter_rules()}
    checked: dict[str, date] = {}
    for passage in passages:
        name = f"/faq/{passage.topic}"
        checked[name] = max(passage.checked, checked.get(name, passage.checked))
    rows: list[tuple[str, date | None]] = [(path, None) for path in PAGES if path in served]
    rows += checked.items()
    rows += [(passage_address(passage.id), passage.checked) for passage in passages]
    # Several products may share a registration, and then its page.
    rows += {trial_address(trial.id): trial.as_of for trial in corpus.trials}.items()
    return rows


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List every page in every language, each with its other languages."""
    pages = [(dict(alternates(path)), day) for path, day in _listed()]
    text = render_template("sitemap.xml", pages=pages, languages=list(Language))
    return Response(text, content_type="application/xml; charset=utf-8")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Let search engines read all but the API."""
    closed = ("Disallow: /api/", "Disallow: /v1/")
    lines = ("User-agent: *", *closed, "", f"Sitemap: {base_address()}/sitemap.xml", "")
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")
