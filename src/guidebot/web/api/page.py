"""/api: what the API is, for people who write programs, with a form that works without a script."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request
from pydantic import ValidationError

from guidebot.errors import QuestionError
from guidebot.serialise import answer_to_dict
from guidebot.web.addresses import base_address
from guidebot.web.api.answers import answer_to
from guidebot.web.api.bodies import Ask
from guidebot.web.api.reading import refusal
from guidebot.web.problem_json import TITLES, problem_response
from guidebot.web.replies import json_response, keep_until_changed
from guidebot.web.site import current_site

blueprint = Blueprint("api_page", __name__)
blueprint.after_request(keep_until_changed)

_EXTENSION = "guidebot-openapi"
#: Fields of the form that go into the body, where they are filled in. `lang` and `region` would be
#: those of the page itself.
_FIELDS = ("question", "lang_sent", "region_sent")


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the API as the page shows it.

    Attributes:
        name: makes its heading's id.
        parameters: (name, description) pairs.
        body: an example as JSON, or ''.
        href: '' where it cannot be opened by a link.
    """

    name: str
    method: str
    path: str
    summary: str
    parameters: tuple[tuple[str, str], ...]
    body: str
    href: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the form sent and what came back; empty before."""

    question: str = ""
    lang: str = ""
    region: str = ""
    sent: str = ""
    status: int = 200
    got: str = ""


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document, made at the first call."""
    if _EXTENSION not in current_app.extensions:
        from guidebot.web.api.document import make_document

        app = current_app._get_current_object()  # type: ignore[attr-defined]
        current_app.extensions[_EXTENSION] = make_document(app, current_site().guide.corpus)
    document: dict[str, Any] = current_app.extensions[_EXTENSION]
    return document


@blueprint.get("/api/v1/openapi.json")
def openapi() -> Response:
    """Send the OpenAPI document."""
    return json_response(openapi_document())


def _example(body: dict[str, Any]) -> str:
    """Return the example of a body of the document."""
    return json.dumps(body["content"]["application/json"]["example"], ensure_ascii=False, indent=1)


def _address(path: str, method: str, operation: dict[str, Any]) -> Address:
    """Return an operation of the document as the page shows it."""
    parameters = operation.get("parameters", [])
    href = path if method == "get" else ""
    for parameter in parameters:
        if parameter["in"] == "path":
            value = parameter["example"].replace("#", "/")
            href = href.replace("{" + parameter["name"] + "}", value)
    return Address(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        parameters=tuple(
            (one["name"], one.get("description", "")) for one in parameters if one["in"] == "query"
        ),
        body=_example(operation["requestBody"]) if "requestBody" in operation else "",
        href=href,
    )


def _addresses() -> list[Address]:
    """Return every address of the document."""
    return [
        _address(path, method, operation)
        for path, operations in openapi_document()["paths"].items()
        for method, operation in operations.items()
    ]


def _show(attempt: Attempt) -> Response:
    """Render the page."""
    page = render_template(
        "pages/api.html",
        attempt=attempt,
        addresses=_addresses(),
        titles=TITLES,
        origin=base_address(),
        regions=list(current_site().regions),
    )
    return make_response(page)


@blueprint.get("/api")
def page() -> Response:
    """Show what the API is."""
    return _show(Attempt())


def _reply_to(body: dict[str, str]) -> Response:
    """Return what /api/v1/ask answers to a body."""
    try:
        return json_response(answer_to_dict(answer_to(Ask.model_validate(body))))
    except ValidationError as error:
        problem = refusal(error, "Pick one of the list.")
    except QuestionError as error:
        problem = error
    return problem_response(
        problem.code, problem.message, problem.cure, problem.http_status, problem.field
    )


@blueprint.post("/api")
def try_out() -> Response:
    """Send the form's question as a program would, and show the JSON that comes back."""
    form = {name.removesuffix("_sent"): request.form.get(name, "") for name in _FIELDS}
    body = {name: value for name, value in form.items() if value or name == "question"}
    reply = _reply_to(body)
    got = json.dumps(reply.get_json(force=True), ensure_ascii=False, indent=1)
    sent = json.dumps(body, ensure_ascii=False, indent=1)
    return _show(Attempt(**form, sent=sent, status=reply.status_code, got=got))
