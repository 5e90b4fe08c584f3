"""The FAQ: topics, search, and every passage at an address that stays right."""

from __future__ import annotations

import io
from datetime import date

import segno
from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from guidebot.corpus.redirects import moved_to
from guidebot.domain import Language, Passage
from guidebot.errors import QuestionError
from guidebot.web.addresses import public_address
from guidebot.web.cards import passage_cards
from guidebot.web.faq_search import Search, search
from guidebot.web.languages import wording
from guidebot.web.problems import Problem, describe_question
from guidebot.web.replies import keep_until_changed
from guidebot.web.site import current_site
from guidebot.web.topics import Topic, entry, topics
from guidebot.web.views import passage_address

blueprint = Blueprint("faq", __name__)
blueprint.after_request(keep_until_changed)

#: A description longer than this is cut by whoever shows it.
MOST_DESCRIPTION = 300
#: White margin of a QR code in modules, as ISO/IEC 18004 asks for.
QUIET_ZONE = 4


def _index(found: Search | None = None, status: int = 200) -> Response:
    """Render all topics, below what a search found."""
    page = render_template(
        "pages/faq.html",
        topics=topics(current_site().guide.corpus, wording()),
        search=found,
    )
    return make_response(page, status)


@blueprint.get("/faq")
def index() -> Response:
    """List every topic with its questions."""
    return _index()


@blueprint.post("/faq")
def find() -> Response:
    """Search; sent by POST, so that what was looked for stands in no address and no log."""
    text = request.form.get("search", "")
    try:
        return _index(search(text))
    except QuestionError as error:
        problem = _describe(error)
        return _index(Search(text, wording(), problem=problem), problem.status)


def _describe(error: QuestionError) -> Problem:
    """Return what is wrong with a search, in the reader's language."""
    t = wording()
    if error.code == "empty_question":
        return Problem(error.code, t("faq.empty_message"), t("faq.empty_cure"), error.http_status)
    return describe_question(error, t)


def present_id(former: str) -> str:
    """Return the id that a passage or topic has now, or '' where nothing moved it."""
    corpus = current_site().guide.corpus
    now = moved_to(corpus.redirects, former)
    known = now in corpus.topics or any(now == passage.id for passage in corpus.passages)
    return now if known else ""


def _moved(address: str) -> AnyResponse:
    """Send the reader on to where a passage or topic lives now, or answer 404."""
    return _send_on(passage_address(present_id(address) or abort(404)))


def _send_on(path: str) -> AnyResponse:
    """Redirect for good, keeping the language of the address."""
    named = request.args.get("lang")
    return redirect(f"{path}?lang={named}" if named in set(Language) else path, 301)


def _topic(name: str) -> Topic | None:
    """Return a topic by its name, or None."""
    every = topics(current_site().guide.corpus, wording())
    return next((each for each in every if each.name == name), None)


@blueprint.get("/faq/<topic>")
def topic(topic: str) -> str | AnyResponse:
    """List the questions of one topic."""
    found = _topic(topic)
    if not found:
        return _moved(topic)
    oldest = min(each.passage.checked for each in found.entries)
    return render_template("pages/topic.html", topic=found, oldest=oldest)


def find_passage(identifier: str) -> Passage | None:
    """Return a passage, reviewed or the site's own, or None."""
    every = current_site().guide.corpus.searchable
    return next((each for each in every if each.id == identifier), None)


@blueprint.get("/faq/<topic>/<slug>")
def passage(topic: str, slug: str) -> str | AnyResponse:
    """Show one passage at its own address."""
    found, shelf = find_passage(f"{topic}#{slug}"), _topic(topic)
    if not found or not shelf:
        return _moved(f"{topic}#{slug}")
    site, texts = current_site(), wording()
    text = texts.written({written: each.text for written, each in found.texts.items()})
    lead = texts.written({written: each.bottom_line for written, each in found.texts.items()})
    place = [each.passage.id for each in shelf.entries].index(found.id)
    return render_template(
        "pages/passage.html",
        passage=found,
        entry=entry(found, texts),
        address=public_address(passage_address(found.id), texts.language),
        text=text,
        description=(lead or text)[:MOST_DESCRIPTION],
        cards=passage_cards(found, texts, site),
        signature=site.guide.signatures.get(found.id),
        today=date.today(),
        topic=shelf,
        previous=shelf.entries[place - 1] if place else None,
        following=shelf.entries[place + 1] if place + 1 < len(shelf.entries) else None,
    )


@blueprint.get("/faq/<topic>/<slug>/qr.svg")
def qr_code(topic: str, slug: str) -> Response | AnyResponse:
    """Draw the QR code of a passage's address; black on white, whatever surrounds it."""
    if not find_passage(f"{topic}#{slug}"):
        abort(404)
    named = request.args.get("lang")
    language = Language(named) if named in set(Language) else None
    code = segno.make(public_address(f"/faq/{topic}/{slug}", language), error="m", micro=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", omitsize=True, dark="#000", light="#fff", border=QUIET_ZONE)
    return Response(drawn.getvalue(), content_type="image/svg+xml; charset=utf-8")


@blueprint.get("/passage/<topic>/<slug>")
def former(topic: str, slug: str) -> AnyResponse:
    """Send readers of the former address on."""
    if find_passage(f"{topic}#{slug}"):
        return _send_on(passage_address(f"{topic}#{slug}"))
    return _moved(f"{topic}#{slug}")
