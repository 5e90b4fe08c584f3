"""POST /feedback: a verdict on an answer, and words where the reader agrees that they are kept."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import ServiceUnavailable

from guidebot.domain import Status
from guidebot.errors import DataError, QuestionError
from guidebot.storage.records import NONE, Feedback, Verdict
from guidebot.web.limits import admit
from guidebot.web.replies import wants_fragment
from guidebot.web.site import current_site

logger = logging.getLogger(__name__)
blueprint = Blueprint("feedback", __name__)

#: An id as answers carry it.
ANSWER_ID = "^[A-Za-z0-9_-]{1,64}$"
#: As much of a wrong id is shown.
_SHOWN = 40
#: No answer shows more passages than some; a longer list is not from an answer.
MOST_PASSAGES = 20
#: Longest remark, in characters.
MOST_REMARK = 1000


def _refusal(message: str, cure: str, field: str, value: str) -> QuestionError:
    """Return what is wrong with feedback."""
    return QuestionError(message, cure, code="bad_feedback", value=value, field=field)


def _checked_answer(name: str) -> str:
    """Return the id of an answer, or raise QuestionError."""
    if not re.fullmatch(ANSWER_ID, name):
        cure = "Send the id that the answer carries."
        raise _refusal("That is no answer's id.", cure, "answer", name)
    return name


def _checked_passages(names: Sequence[str]) -> tuple[str, ...]:
    """Return ids of passages, or raise QuestionError."""
    known = {passage.id for passage in current_site().guide.corpus.searchable}
    for name in names:
        if name not in known:
            message = f"There is no passage {name[:_SHOWN]!r}."
            raise _refusal(message, "Send the ids of the answer.", "passages", name)
    return tuple(names)


def _checked_verdict(name: str | None) -> Verdict | None:
    """Return a verdict, None for none, or raise QuestionError."""
    if name is None:
        return None
    if name not in set(Verdict):
        cure = f"Use one of {', '.join(Verdict)}."
        raise _refusal("The verdict is not known.", cure, "verdict", name)
    return Verdict(name)


def _checked_status(name: str) -> str:
    """Return the status of an answer, NONE where it is not told, or raise QuestionError."""
    if name != NONE and name not in set(Status):
        cure = f"Use one of {', '.join(Status)}."
        raise _refusal("The status is not known.", cure, "status", name)
    return name


def record_verdict(
    answer: str,
    passages: Sequence[str],
    verdict: str | None,
    status: str = NONE,
    words: tuple[str, str] = ("", ""),
) -> None:
    """Keep a verdict on an answer, and words.

    Args:
        answer: its id, which says nothing about the question.
        passages: ids of what it showed.
        verdict: a member of Verdict, None where there are only words.
        status: of the answer, NONE where it is not told.
        words: (question, remark), both '' unless the reader agreed.

    Raises:
        QuestionError: if one of them is not known.
        LimitError: if too much was asked.
        ServiceUnavailable: if it cannot be kept.
    """
    admit()
    sent = Feedback(
        _checked_answer(answer),
        _checked_passages(passages),
        _checked_status(status),
        _checked_verdict(verdict),
        *words,
    )
    try:
        current_site().store.keep(sent)
    except DataError as error:
        logger.error("feedback is not kept: %s", error)
        raise ServiceUnavailable from error


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


@blueprint.post("/feedback")
def feedback() -> Response:
    """Keep a verdict, or words, and say thank you.

    Fields: `answer`, its id; `passage`, one for each that was shown; `status`, of the answer;
    `verdict`; `question`, sent by a ticked box only; `remark`, kept with the question only.
    """
    form, words, failed = request.form, _words(), False
    passages, named = form.getlist("passage"), form.get("status", NONE)
    try:
        record_verdict(form.get("answer", ""), passages, form.get("verdict"), named, words)
    except ServiceUnavailable:
        failed = True
    status = 503 if failed else 200
    if wants_fragment():
        return Response(status=status if failed else 204)
    return make_response(render_template("pages/thanks.html", failed=failed), status)
