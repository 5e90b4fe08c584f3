"""Errors as answers: the one JSON shape under /api, a component for the script, else a page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app, make_response, render_template
from werkzeug.exceptions import HTTPException, InternalServerError

from guidebot.domain import Language
from guidebot.errors import QuestionError
from guidebot.web.languages import wording
from guidebot.web.replies import error_response, wants_fragment, wants_json
from guidebot.web.site import current_site
from guidebot.web.strings import Wording

#: Texts of strings.toml by HTTP status.
_CODES = {
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    500: "server_error",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong and what to do, in the reader's language."""

    code: str
    message: str
    cure: str
    status: int


def describe_status(status: int, texts: Wording) -> Problem:
    """Return the problem that an HTTP status stands for."""
    code = _CODES.get(status, "server_error" if status >= 500 else "bad_request")
    return Problem(code, texts(f"problem.{code}_message"), texts(f"problem.{code}_cure"), status)


def describe_question(error: QuestionError, texts: Wording) -> Problem:
    """Return what is wrong with a question, in the reader's language.

    A code that strings.toml does not know gets the general wording.
    """
    known = f"problem.{error.code}_message" in texts.table
    code = error.code if known else "bad_question"
    limit = current_site().settings.max_characters
    return Problem(
        error.code,
        texts(f"problem.{code}_message", limit=limit, value=error.value),
        texts(f"problem.{code}_cure", limit=limit, value=error.value),
        error.http_status,
    )


def _handle_question(error: QuestionError) -> Response:
    """Answer a question that cannot be used."""
    if wants_json():
        return error_response(error.code, error.message, error.cure, error.http_status)
    return _show(describe_question(error, wording()))


def _show(problem: Problem) -> Response:
    """Render a problem for people."""
    name = "pages/refusal.html" if wants_fragment() else "pages/problem.html"
    return make_response(render_template(name, problem=problem), problem.status)


def handle(error: Exception) -> Response:
    """Turn any error into an answer; the only error handler of the application."""
    if isinstance(error, QuestionError):
        return _handle_question(error)
    if isinstance(error, HTTPException) and error.response is not None:
        return current_app.make_response(error.response)
    raised = error if isinstance(error, HTTPException) else InternalServerError()
    status = raised.code or 500
    if wants_json():
        problem = describe_status(status, current_site().wordings[Language.EN])
        reply = error_response(problem.code, problem.message, problem.cure, status)
    else:
        reply = _show(describe_status(status, wording()))
    for name, value in raised.get_headers():
        if name == "Allow":
            reply.headers[name] = value
    return reply
