"""The OpenAPI document: made from the views, their models and the table of operations.

It is made at the first request, because its library takes memory that answering does not need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from openapi_pydantic import OpenAPI
from openapi_pydantic.util import PydanticSchema, construct_open_api_with_schema_class
from pydantic import BaseModel
from werkzeug.routing import Rule

from guidebot import __version__
from guidebot.domain import Corpus
from guidebot.web.api.bodies import Body
from guidebot.web.api.operations import OPERATIONS, TAGS, Operation, query_schemas
from guidebot.web.api.replies import Problem
from guidebot.web.openai.replies import OpenAiProblem

_NAME_IN_PATH = re.compile(r"<(?:\w+:)?(\w+)>")
_MEANINGS = {
    200: "What was asked for.",
    204: "Counted.",
    301: "It has another address now.",
    304: "What you have is still right.",
    400: "Something in it cannot be used.",
    404: "There is no such thing.",
    413: "Too long.",
    415: "Not JSON.",
    429: "Too many questions came at once: wait as many seconds as Retry-After says.",
    503: "It cannot be done right now.",
}
_DESCRIPTION = (
    "Answers to questions about stem-cell and cell therapy. Nothing is generated: every sentence "
    "is a reviewed template, a dated claim, a trial record or a quoted passage, with its origin. "
    "No question is kept or logged. Not a doctor; in an emergency, call."
)


def _content(kind: str, model: type[BaseModel]) -> dict[str, Any]:
    """Return that a body is a model."""
    return {kind: {"schema": PydanticSchema.model_validate({"schema_class": model})}}


def _success(operation: Operation, is_read: bool) -> dict[str, Any]:
    """Return the responses where nothing is wrong."""
    if operation.reply is None:
        return {"204": {"description": _MEANINGS[204]}}
    content = _content("application/json", operation.reply)
    if operation.streams:
        content["text/event-stream"] = {"schema": {"type": "string"}}
    found: dict[str, Any] = {"200": {"description": _MEANINGS[200], "content": content}}
    if is_read:
        tag = {"description": "Send it as If-None-Match.", "schema": {"type": "string"}}
        found["200"]["headers"] = {"ETag": tag}
        found["304"] = {"description": _MEANINGS[304]}
    if operation.moves:
        found["301"] = {"description": _MEANINGS[301]}
    return found


def _failure(operation: Operation) -> dict[str, Any]:
    """Return the responses where something is wrong."""
    if operation.tag == "openai":
        content = _content("application/json", OpenAiProblem)
    else:
        content = _content("application/problem+json", Problem)
    return {
        str(status): {"description": _MEANINGS[status], "content": content}
        for status in operation.problems
    }


def _parameters(operation: Operation, rule: Rule, corpus: Corpus) -> Iterator[dict[str, Any]]:
    """Give the parameters of the path and of the query."""
    for name in _NAME_IN_PATH.findall(rule.rule):
        shown = {"name": name, "in": "path", "required": True, "example": operation.example}
        yield shown | {"schema": {"type": "string", "minLength": 1}}
    schemas = query_schemas(corpus)
    language = ("lang",) if operation.tag == "library" and 400 in operation.problems else ()
    for name in (*operation.parameters, *language):
        description, schema = schemas[name]
        yield {"name": name, "in": "query", "description": description, "schema": schema}


def _body(model: type[Body]) -> dict[str, Any]:
    """Return what has to be sent, with an example."""
    content = _content("application/json", model)
    content["application/json"]["example"] = model.example()
    return {"required": True, "content": content}


def _described(app: Flask, rule: Rule, corpus: Corpus) -> dict[str, Any]:
    """Return what the document says of one address."""
    operation = OPERATIONS[rule.endpoint]
    is_read = "GET" in (rule.methods or ())
    return {
        "operationId": rule.endpoint.partition(".")[2],
        "summary": (app.view_functions[rule.endpoint].__doc__ or "").splitlines()[0],
        "tags": [operation.tag],
        "parameters": list(_parameters(operation, rule, corpus)) or None,
        "requestBody": operation.body and _body(operation.body),
        "responses": _success(operation, is_read) | _failure(operation),
    }


def _paths(app: Flask, corpus: Corpus) -> dict[str, Any]:
    """Return every address of the API with what is said of it."""
    return {
        _NAME_IN_PATH.sub(r"{\1}", rule.rule): {
            "get" if "GET" in (rule.methods or ()) else "post": _described(app, rule, corpus)
        }
        for rule in app.url_map.iter_rules()
        if rule.endpoint in OPERATIONS
    }


def make_document(app: Flask, corpus: Corpus) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of an application.

    Args:
        app: whose addresses are described.
        corpus: whose topics and table say what a query may ask for.
    """
    document = OpenAPI.model_validate(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "guidebot",
                "version": __version__,
                "description": _DESCRIPTION,
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/"}],
            "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
            "paths": _paths(app, corpus),
        }
    )
    whole = construct_open_api_with_schema_class(document)
    return whole.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
