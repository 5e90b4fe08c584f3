"""Problems as JSON, for programs: RFC 9457 below /api, OpenAI's shape below /v1; in English."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, request

from guidebot.web.addresses import base_address
from guidebot.web.replies import json_response

#: Every kind of problem and what never changes about it (RFC 9457: title). /api shows the table.
TITLES = {
    "wrong_content_type": "The content type is not JSON",
    "invalid_utf8": "The body is not UTF-8",
    "invalid_json": "The body is not JSON",
    "not_an_object": "The body is not a JSON object",
    "broken_text": "The text holds half a character",
    "empty_question": "There is no question",
    "question_too_long": "The question is too long",
    "bad_question": "The question cannot be used",
    "bad_lang": "The language is not offered",
    "bad_region": "The region is not known",
    "bad_context": "The earlier questions cannot be used",
    "bad_text": "The advert cannot be used",
    "empty_advert": "There is no advert",
    "advert_too_long": "The advert is too long",
    "bad_answer": "That is no answer's id",
    "bad_passages": "The passages cannot be used",
    "bad_verdict": "The verdict is not known",
    "bad_feedback": "The verdict cannot be counted",
    "no_consent": "The reader has not agreed that words are kept",
    "remark_too_long": "The remark is too long",
    "bad_filter": "A filter cannot be used",
    "unknown_passage": "There is no such passage",
    "unknown_topic": "There is no such topic",
    "unknown_trial": "The trial is not in the table",
    "malformed_trial": "That is no trial's id",
    "bad_request": "The request cannot be understood",
    "not_found": "There is nothing at this address",
    "method_not_allowed": "The method is not allowed",
    "too_large": "The body is too large",
    "too_many_questions": "Too many questions came at once",
    "server_error": "Something broke on this side",
    "unavailable": "This cannot be done right now",
}
#: Status: code, detail, cure.
_OF_STATUS = {
    400: ("bad_request", "The request could not be understood.", "See /api for what to send."),
    404: ("not_found", "There is nothing at this address.", "See /api for every address."),
    405: (
        "method_not_allowed",
        "The address is known, but not with this method.",
        "Use a method that the header Allow names.",
    ),
    413: ("too_large", "The body is larger than is read.", "Send less at once."),
    500: ("server_error", "The fault is on this side.", "Try again in a little while."),
    503: ("unavailable", "A part of the service is down.", "Try again in a little while."),
}


def speaks_openai() -> bool:
    """Return whether the request went to the part that has OpenAI's shape."""
    return request.path.startswith("/v1/")


def wants_json() -> bool:
    """Return whether a program asks, not a browser."""
    return request.path.startswith("/api/") or speaks_openai()


def problem_response(code: str, detail: str, cure: str, status: int, field: str = "") -> Response:
    """Return a problem in the shape that the address has.

    Args:
        code: stable name of the kind of problem.
        detail: what is wrong this time, never quoting a question.
        cure: what to send instead.
        status: of HTTP.
        field: of the body that is wrong, where it is one.
    """
    if speaks_openai():
        return _openai_error(code, f"{detail} {cure}", status, field)
    known = code in TITLES
    body = {
        "type": f"{base_address()}/api#{code}" if known else "about:blank",
        "title": TITLES[code] if known else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
        "cure": cure,
    }
    return json_response(body, status, "application/problem+json")


def _openai_error(code: str, message: str, status: int, field: str) -> Response:
    """Return an error in OpenAI's shape."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    error = {"message": message, "type": kind, "param": field or None, "code": code}
    return json_response({"error": error}, status)


def status_response(status: int) -> Response:
    """Return the problem that an HTTP status stands for."""
    code, detail, cure = _OF_STATUS.get(status) or _OF_STATUS[500 if status >= 500 else 400]
    return problem_response(code, detail, cure, status)
