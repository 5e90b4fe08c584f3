"""Headers that every response carries."""

from __future__ import annotations

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from guidebot.web.site import current_site

#: The chat without the site around it: the only page that other sites may show in a frame.
FRAME = "/widget"
#: The element that opens it; the address is in other sites' pages and never changes.
SCRIPT = "/widget.js"
#: A page with the element in it, as another site would have it.
DEMO = "/embed/demo"

#: A static file asked for with its version never changes.
_ONE_YEAR = "public, max-age=31536000, immutable"
#: Other sites' pages name the script without a version: an hour later they have the new one.
_ONE_HOUR = "public, max-age=3600, stale-while-revalidate=86400"
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: One year. Other hosts of the same name may still speak http, so they are left out.
_TLS_ONLY = "max-age=31536000"


def content_security_policy(frame_ancestors: tuple[str, ...], frames: str = "'none'") -> str:
    """Return the policy: own files only, nothing inline, framed by the given sites only.

    Args:
        frame_ancestors: sites that may show the page in a frame.
        frames: what the page itself may show in a frame.
    """
    framed_by = " ".join(frame_ancestors) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            f"frame-src {frames}",
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
    if request.path == SCRIPT and status < 400:
        return _ONE_HOUR
    if request.endpoint == "static":
        return _ONE_YEAR if "v" in request.args and status < 400 else "no-cache"
    is_page = request.method in {"GET", "HEAD"} and not request.path.startswith("/api/")
    return "no-cache" if is_page and status < 400 else "no-store"


def trust_proxies(app: Flask, number: int) -> None:
    """Take the reader's address and scheme from the proxies in front; by default from none.

    The host is not taken from X-Forwarded-Host, which most proxies pass on as the reader sent it.

    Args:
        app: the application.
        number: of proxies, each of which adds to X-Forwarded-For; the one next to the application
            says by which scheme the request came.
    """
    if number:
        fixed = ProxyFix(app.wsgi_app, x_for=number, x_proto=1, x_host=0)
        app.wsgi_app = fixed  # type: ignore[method-assign]


def add_headers(response: Response) -> Response:
    """Add the security and cache headers to a response."""
    is_frame = request.path == FRAME
    ancestors = current_site().settings.frame_ancestors if is_frame else ()
    frames = "'self'" if request.path == DEMO else "'none'"
    response.headers.update(_FIXED)
    response.headers["Content-Security-Policy"] = content_security_policy(ancestors, frames)
    if not ancestors:
        response.headers["X-Frame-Options"] = "DENY"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = _TLS_ONLY
    if response.status_code == 429:
        response.headers["Retry-After"] = str(g.wait_s)
    response.headers["Cache-Control"] = _cache_control(response.status_code)
    if request.endpoint != "static" and request.path != SCRIPT:
        response.headers["Vary"] = "Accept-Language, X-Requested-With"
    return response
