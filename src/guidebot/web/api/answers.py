"""What programs ask: a question, the check of an advert, a verdict. No words of it are kept."""

from __future__ import annotations

from flask import Blueprint, Response

from guidebot.adverts.check import check_to_dict
from guidebot.domain import Answer
from guidebot.errors import QuestionError
from guidebot.serialise import answer_to_dict
from guidebot.web.api.bodies import Ask, CheckAdvert, Feedback
from guidebot.web.api.reading import read_body
from guidebot.web.check import advert_checker
from guidebot.web.feedback import record_verdict
from guidebot.web.languages import preferred_languages
from guidebot.web.limits import admit
from guidebot.web.replies import json_response
from guidebot.web.site import current_site

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def answer_to(body: Ask) -> Answer:
    """Return the answer to a question that a program sent.

    Raises:
        QuestionError: if the question cannot be answered as sent.
    """
    site = current_site()
    longest = site.settings.max_characters
    context = body.context or []
    if any(len(turn) > longest for turn in context):
        raise QuestionError(
            f"A question of 'context' has more than {longest} characters.",
            "Send the earlier questions as the person asked them.",
            code="bad_context",
            field="context",
        )
    question = site.guide.read(
        body.question,
        lang=body.lang or "",
        region=body.region or "",
        context=tuple(context),
    )
    return site.guide.answer(question)


@blueprint.post("/ask")
def ask() -> Response:
    """Answer one question."""
    return json_response(answer_to_dict(answer_to(read_body(Ask))))


@blueprint.post("/check")
def check() -> Response:
    """Find the warning signs in an advert."""
    body = read_body(CheckAdvert)
    admit()
    found = advert_checker().check(body.text, body.lang or "", preferred_languages())
    return json_response(check_to_dict(found))


@blueprint.post("/feedback")
def feedback() -> Response:
    """Count a verdict on an answer, without the question."""
    body = read_body(Feedback)
    record_verdict(body.answer, body.passages, body.verdict)
    return Response(status=204)
