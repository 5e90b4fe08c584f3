"""Compressed responses: the first view has to come over a slow line."""

from __future__ import annotations

from flask import Flask, Response
from flask_compress import Compress

#: What every browser of the last ten years unpacks.
_ALGORITHMS = ["br", "gzip"]
_KINDS = [
    *("text/html", "text/css", "text/javascript", "text/plain", "text/csv"),
    *("application/json", "application/xml", "image/svg+xml"),
]


def _hold(response: Response) -> Response:
    """Read a static file whole: they are small, and gzip packs only what is whole."""
    if response.direct_passthrough and response.status_code == 200:
        response.direct_passthrough = False
        file = response.response
        response.get_data()
        if hasattr(file, "close"):
            file.close()
    return response


def pack_responses(app: Flask) -> None:
    """Compress what the application sends; to be called before other headers are registered.

    Flask runs the hooks of a response in the reverse of their order, so this one comes last
    and adds to the headers that the others have set.
    """
    app.config.update(COMPRESS_ALGORITHM=_ALGORITHMS, COMPRESS_MIMETYPES=_KINDS)
    Compress(app)
    app.after_request(_hold)
