"""/healthz: the process lives. /readyz: it can answer."""

from __future__ import annotations

from flask import Blueprint, Response

from guidebot.web.replies import json_response
from guidebot.web.site import current_site

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Say that the process lives."""
    return json_response({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> Response:
    """Say whether questions can be answered, and if not, why."""
    guide = current_site().guide
    if guide.ready:
        return json_response({"status": "ready"})
    return json_response({"status": "not_ready", "reason": guide.problem}, 503)
