"""POST /feedback: a verdict on an answer. It carries ids, never what was asked."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import ServiceUnavailable

from guidebot.errors import DataError, QuestionError
from guidebot.feedback import Verdict, count_verdict, feedback_path
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


def _refusal(message: str, cure: str, field: str, value: str) -> QuestionError:
    """Return what is wrong with a verdict."""
    return QuestionError(message, cure, code="bad_feedback", value=value, field=field)


def record_verdict(answer: str, passages: Sequence[str], verdict: str) -> None:
    """Count a verdict on an answer.

    Args:
        answer: its id, which is not stored.
        passages: ids of what it showed.
        verdict: a member of Verdict.

    Raises:
        QuestionError: if one of them is not known.
        LimitError: if too much was asked.
        ServiceUnavailable: if it cannot be counted.
    """
    admit()
    if not re.fullmatch(ANSWER_ID, answer):
        cure = "Send the id that the answer carries."
        raise _refusal("That is no answer's id.", cure, "answer", answer)
    if verdict not in set(Verdict):
        cure = f"Use one of {', '.join(Verdict)}."
        raise _refusal("The verdict is not known.", cure, "verdict", verdict)
    known = {passage.id for passage in current_site().guide.corpus.searchable}
    for name in passages:
        if name not in known:
            message = f"There is no passage {name[:_SHOWN]!r}."
            raise _refusal(message, "Send the ids of the answer.", "passages", name)
    try:
        count_verdict(feedback_path(current_site().settings.data), passages, Verdict(verdict))
    except DataError as error:
        logger.error("feedback is not counted: %s", error)
        raise ServiceUnavailable from error


@blueprint.post("/feedback")
def feedback() -> Response:
    """Count a verdict, and say thank you.

    Fields: `answer`, its id; `passage`, one for each that was shown; `verdict`.
    """
    form, status = request.form, 200
    try:
        record_verdict(form.get("answer", ""), form.getlist("passage"), form.get("verdict", ""))
    except ServiceUnavailable:
        status = 503
    if wants_fragment():
        return Response(status=204 if status == 200 else status)
    return make_response(render_template("pages/thanks.html", failed=status != 200), status)
