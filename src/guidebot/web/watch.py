"""/metrics, and what every request leaves behind: a figure and a line of the log.

Both name the rule of the address ('/faq/<topic>/<slug>'), never the address itself: what a reader
typed into it may be a case. Neither holds the reader's address.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST

from guidebot.web.metrics import Metrics
from guidebot.web.site import current_site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)
blueprint = Blueprint("metrics", __name__)
_EXTENSION = "guidebot-metrics"


def start_watching(app: Flask, metrics: Metrics) -> None:
    """Take in every request of the application."""
    app.extensions[_EXTENSION] = metrics
    app.before_request(_begin)
    app.after_request(_end)


def metrics_of(app: Flask) -> Metrics:
    """Return the figures of an application."""
    return cast(Metrics, app.extensions[_EXTENSION])


def _begin() -> None:
    """Note when the request came in."""
    g.began = perf_counter()


def _end(response: Response) -> Response:
    """Take in the request."""
    route = request.url_rule.rule if request.url_rule else "none"
    # A method is whatever the sender made up.
    method = request.method if request.url_rule else "none"
    seconds = perf_counter() - g.get("began", perf_counter())
    status = response.status_code
    metrics_of(current_app).requested(route, method, status, seconds)
    told = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 2)}
    logger.info("request", extra=told)
    return response


@blueprint.get("/metrics")
def show() -> Response:
    """Show the figures to whoever has the token of the settings; else there is no page."""
    token = current_site().settings.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not secrets.compare_digest(given.encode(), token.encode()):
        abort(404)
    return Response(metrics_of(current_app).text(), content_type=CONTENT_TYPE_LATEST)


def metrics_by_port(app: Flask, port: int) -> WSGIApplication:
    """Return the application, with the figures and nothing else on a port of its own.

    The port is that of the socket, which no header can change.
    """
    pages: WSGIApplication = app.wsgi_app

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["SERVER_PORT"] != str(port):
            return pages(environ, start_response)
        if environ["PATH_INFO"] != "/metrics":
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"Only /metrics is here.\n"]
        start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
        return [metrics_of(app).text()]

    return serve
