"""POST /feedback: a verdict on an answer. It carries ids, never what was asked."""

from __future__ import annotations

import logging
import re

from flask import Blueprint, Response, make_response, render_template, request

from guidebot.errors import DataError, QuestionError
from guidebot.feedback import Verdict, count_verdict, feedback_path
from guidebot.web.limits import admit
from guidebot.web.replies import wants_fragment
from guidebot.web.site import current_site

logger = logging.getLogger(__name__)
blueprint = Blueprint("feedback", __name__)

_ANSWER_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


def _refusal(message: str, cure: str, value: str) -> QuestionError:
    """Return what is wrong with a form."""
    return QuestionError(message, cure, code="bad_feedback", value=value)


def _verdict() -> Verdict:
    """Return the verdict of the form, or raise QuestionError."""
    named = request.form.get("verdict", "")
    if named not in set(Verdict):
        raise _refusal("The verdict is not known.", f"Use one of {', '.join(Verdict)}.", named)
    return Verdict(named)


def _passages() -> list[str]:
    """Return the passages of the form, or raise QuestionError."""
    known = {passage.id for passage in current_site().guide.corpus.searchable}
    named = request.form.getlist("passage")
    for name in named:
        if name not in known:
            raise _refusal("There is no such passage.", "Send the ids of the answer.", name)
    return named


def _check_answer() -> None:
    """Raise QuestionError unless the form names an answer; its id is not stored."""
    name = request.form.get("answer", "")
    if not _ANSWER_ID.fullmatch(name):
        raise _refusal("That is no answer's id.", "Send the id that the answer carries.", name)


@blueprint.post("/feedback")
def feedback() -> Response:
    """Count a verdict, and say thank you.

    Fields: `answer`, its id; `passage`, one for each that was shown; `verdict`.
    """
    _check_answer()
    admit()
    verdict, passages = _verdict(), _passages()
    failed = False
    try:
        count_verdict(feedback_path(current_site().settings.data), passages, verdict)
    except DataError as error:
        logger.error("feedback is not counted: %s", error)
        failed = True
    status = 503 if failed else 200
    if wants_fragment():
        return Response(status=status if failed else 204)
    return make_response(render_template("pages/thanks.html", failed=failed), status)
