"""JSON responses, and who asked for what."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Response, request


def json_response(body: Mapping[str, object], status: int = 200) -> Response:
    """Return a JSON response in UTF-8."""
    text = json.dumps(body, ensure_ascii=False) + "\n"
    return Response(text, status, content_type="application/json; charset=utf-8")


def error_response(code: str, message: str, cure: str, status: int) -> Response:
    """Return an error in the one shape that the API has."""
    return json_response({"error": {"code": code, "message": message, "cure": cure}}, status)


def csv_response(name: str, text: str) -> Response:
    """Return a CSV file to be saved under a name."""
    reply = Response(text, content_type="text/csv; charset=utf-8")
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


def wants_json() -> bool:
    """Return whether the request went to the API."""
    return request.path.startswith("/api/")


def wants_fragment() -> bool:
    """Return whether the page's script asks for one component instead of a page."""
    return request.headers.get("X-Requested-With") == "fragment"


def keep_until_changed(response: Response) -> Response:
    """Let a page be kept, and answer 304 to a reader whose copy is still right."""
    if request.method in {"GET", "HEAD"} and response.status_code == 200:
        response.add_etag()
        response.make_conditional(request)
    return response
