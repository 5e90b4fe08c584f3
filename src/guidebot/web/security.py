"""Headers that every response carries."""

from __future__ import annotations

from flask import Response, request

from guidebot.web.site import current_site

#: A static file asked for with its version never changes.
_ONE_YEAR = "public, max-age=31536000, immutable"
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def content_security_policy(frame_ancestors: tuple[str, ...]) -> str:
    """Return the policy: own files only, nothing inline, framed by the given sites only."""
    framed_by = " ".join(frame_ancestors) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {framed_by}",
        )
    )


def _cache_control(status: int) -> str:
    """Return how long a response may be kept.

    Answers are never kept. Pages that hold no question may be: going back in the browser
    then finds the chat as it was.
    """
    if request.endpoint == "static":
        return _ONE_YEAR if "v" in request.args and status < 400 else "no-cache"
    is_page = request.method in {"GET", "HEAD"} and not request.path.startswith("/api/")
    return "no-cache" if is_page and status < 400 else "no-store"


def add_headers(response: Response) -> Response:
    """Add the security and cache headers to a response."""
    ancestors = current_site().settings.frame_ancestors
    response.headers.update(_FIXED)
    response.headers["Content-Security-Policy"] = content_security_policy(ancestors)
    if not ancestors:
        response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cache-Control"] = _cache_control(response.status_code)
    if request.endpoint != "static":
        response.headers["Vary"] = "Accept-Language, X-Requested-With"
    return response
