"""POST /feedback: a verdict on an answer, and words where the reader agrees that they are kept."""

from __future__ import annotations

import logging
import re

from flask import Blueprint, Response, make_response, render_template, request

from guidebot.domain import Status
from guidebot.errors import DataError, QuestionError
from guidebot.storage.records import NONE, Feedback, Verdict
from guidebot.web.replies import wants_fragment
from guidebot.web.site import current_site

logger = logging.getLogger(__name__)
blueprint = Blueprint("feedback", __name__)

#: Longest remark, in characters.
MOST_REMARK = 1000
_ANSWER_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


def _refusal(message: str, cure: str, value: str) -> QuestionError:
    """Return what is wrong with a form."""
    return QuestionError(message, cure, code="bad_feedback", value=value)


def _verdict() -> Verdict | None:
    """Return the verdict of the form, None where it has none, or raise QuestionError."""
    named = request.form.get("verdict")
    if named is None:
        return None
    if named not in set(Verdict):
        raise _refusal("The verdict is not known.", f"Use one of {', '.join(Verdict)}.", named)
    return Verdict(named)


def _passages() -> tuple[str, ...]:
    """Return the passages of the form, or raise QuestionError."""
    known = {passage.id for passage in current_site().guide.corpus.searchable}
    named = request.form.getlist("passage")
    for name in named:
        if name not in known:
            raise _refusal("There is no such passage.", "Send the ids of the answer.", name)
    return tuple(named)


def _answer_id() -> str:
    """Return the answer's id, or raise QuestionError."""
    name = request.form.get("answer", "")
    if not _ANSWER_ID.fullmatch(name):
        raise _refusal("That is no answer's id.", "Send the id that the answer carries.", name)
    return name


def _status() -> str:
    """Return the answer's status, NONE where the form has none, or raise QuestionError."""
    named = request.form.get("status", NONE)
    if named != NONE and named not in set(Status):
        raise _refusal("The status is not known.", f"Use one of {', '.join(Status)}.", named)
    return named


def _words() -> tuple[str, str]:
    """Return (question, remark); both are '' unless the box is ticked, which sends the question.

    Raises:
        QuestionError: if a text is too long, or there is nothing to keep.
    """
    question, remark = request.form.get("question", ""), request.form.get("remark", "")
    if len(question) > current_site().settings.max_characters or len(remark) > MOST_REMARK:
        raise QuestionError(
            f"The remark is longer than {MOST_REMARK} characters.",
            "Shorten it.",
            "remark_too_long",
            413,
        )
    if not question and "verdict" not in request.form:
        raise QuestionError(
            "The reader has not agreed that words are kept.", "Tick the box.", "no_consent"
        )
    return (question, remark) if question else ("", "")


def _read_form() -> Feedback:
    """Return the feedback of the form, or raise QuestionError."""
    question, remark = _words()
    return Feedback(_answer_id(), _passages(), _status(), _verdict(), question, remark)


@blueprint.post("/feedback")
def feedback() -> Response:
    """Keep a verdict, or words, and say thank you.

    Fields: `answer`, its id; `passage`, one for each that was shown; `status`, of the answer;
    `verdict`; `question`, sent by a ticked box only; `remark`, kept with the question only.
    """
    sent = _read_form()
    failed = False
    try:
        current_site().store.keep(sent)
    except DataError as error:
        logger.error("feedback is not kept: %s", error)
        failed = True
    status = 503 if failed else 200
    if wants_fragment():
        return Response(status=status if failed else 204)
    return make_response(render_template("pages/thanks.html", failed=failed), status)
