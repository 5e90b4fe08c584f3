"""POST /api/v1/ask: one question in, one Answer out, both JSON."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from guidebot.errors import QuestionError
from guidebot.serialise import answer_to_dict
from guidebot.web.answering import answer_question
from guidebot.web.replies import json_response
from guidebot.web.site import current_site

#: As many earlier questions are taken along.
MOST_CONTEXT = 20

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def read_object(field: str = "question") -> dict[str, Any]:
    """Return the request's JSON object, or raise QuestionError; `field` is what it has to hold."""
    if request.mimetype != "application/json":
        raise QuestionError(
            f"The content type is {request.mimetype or 'missing'!r}.",
            "Send the header Content-Type: application/json.",
            code="wrong_content_type",
            http_status=415,
        )
    try:
        body = json.loads(request.get_data().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise QuestionError(
            "The body is not UTF-8.", "Encode it as UTF-8.", code="invalid_utf8"
        ) from error
    except (ValueError, RecursionError) as error:
        raise QuestionError(
            "The body is not valid JSON.", f'Send {{"{field}": "..."}}.', code="invalid_json"
        ) from error
    if not isinstance(body, dict):
        raise QuestionError(
            "The body is not a JSON object.", f'Send {{"{field}": "..."}}.', code="not_an_object"
        )
    return body


def optional_text(body: dict[str, Any], name: str) -> str:
    """Return an optional text, '' where it is missing or null."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise QuestionError(f"{name!r} is not a string.", f"Send {name!r} as text.", f"bad_{name}")
    return value or ""


def _context(body: dict[str, Any], longest: int) -> tuple[str, ...]:
    """Return the earlier questions."""
    value = body.get("context")
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise QuestionError(
            "'context' is not a list of strings.",
            "Send the earlier questions of the chat, oldest first.",
            code="bad_context",
        )
    if len(value) > MOST_CONTEXT or any(len(item) > longest for item in value):
        raise QuestionError(
            f"'context' has more than {MOST_CONTEXT} questions, or one longer than {longest}.",
            f"Send the last {MOST_CONTEXT} questions.",
            code="bad_context",
        )
    return tuple(value)


@blueprint.post("/ask")
def ask() -> Response:
    """Answer one question."""
    site = current_site()
    body = read_object()
    if not isinstance(body.get("question"), str):
        raise QuestionError(
            "'question' is missing or not a string.", 'Send {"question": "..."}.', "bad_question"
        )
    question = site.guide.read(
        body["question"],
        lang=optional_text(body, "lang"),
        region=optional_text(body, "region"),
        context=_context(body, site.settings.max_characters),
    )
    return json_response(answer_to_dict(answer_question(question)))
