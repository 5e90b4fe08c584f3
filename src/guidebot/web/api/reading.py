"""Read what a program sent: a checked body or filter, or an error that names value and cure."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from flask import request
from pydantic import ValidationError

from guidebot.domain import Language
from guidebot.errors import QuestionError
from guidebot.web.api.bodies import Body
from guidebot.web.languages import wording
from guidebot.web.strings import Wording

Sent = TypeVar("Sent", bound=Body)

#: Kinds of pydantic errors about a name from a list: the wrong name may be shown again.
_NAMES = frozenset({"enum", "literal_error"})
#: As much of a wrong name is shown.
_SHOWN = 40


def _read_json(cure: str) -> Any:  # noqa: ANN401
    """Return what the request's body holds, or raise QuestionError."""
    if request.mimetype != "application/json":
        raise QuestionError(
            f"The content type is {request.mimetype[:_SHOWN] or 'missing'!r}.",
            "Send the header Content-Type: application/json.",
            code="wrong_content_type",
            http_status=415,
        )
    try:
        return json.loads(request.get_data().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise QuestionError(
            "The body is not UTF-8.", "Encode it as UTF-8.", code="invalid_utf8"
        ) from error
    except (ValueError, RecursionError) as error:
        raise QuestionError("The body is not valid JSON.", cure, code="invalid_json") from error


def refusal(error: ValidationError, cure: str) -> QuestionError:
    """Return what is wrong first, without quoting what a person wrote."""
    first = error.errors(include_url=False, include_context=False)[0]
    field = str(first["loc"][0])
    if first["type"] == "string_unicode":
        message = f"{field!r} holds half a character (an unpaired surrogate)."
        return QuestionError(message, "Send whole characters.", "broken_text", field=field)
    given = f" is {str(first['input'])[:_SHOWN]!r}" if first["type"] in _NAMES else ""
    message = f"{field!r}{given}: {first['msg']}."
    return QuestionError(message, cure, f"bad_{field}", field=field)


def read_body(model: type[Sent]) -> Sent:
    """Return the request's JSON body.

    Raises:
        QuestionError: if it is no JSON object, or a field of it cannot be used.
    """
    cure = f"Send, for example, {json.dumps(model.example(), ensure_ascii=False)}; see /api."
    body = _read_json(cure)
    if not isinstance(body, dict):
        raise QuestionError("The body is not a JSON object.", cure, code="not_an_object")
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise refusal(error, cure) from error


def read_language() -> Wording:
    """Return the texts in the language that `?lang=` names, else the client's.

    Raises:
        QuestionError: if the language is not offered.
    """
    named = request.args.get("lang", "")
    if named and named not in set(Language):
        raise QuestionError(
            f"The language {named[:_SHOWN]!r} is not offered.",
            f"Use one of {', '.join(Language)}.",
            code="bad_lang",
            field="lang",
        )
    return wording()
