"""Which other sites' scripts may call the API: those of the setting, by default none."""

from __future__ import annotations

import re

from flask import Flask
from flask_cors import CORS

#: Addresses that scripts may call; pages are not among them.
_SHARED = re.compile(r"/(?:api/v1|v1)/.*")
#: Seconds that a browser remembers what it may send.
_REMEMBERED_S = 600


def _pattern(origin: str) -> re.Pattern[str]:
    """Return what an origin has to match whole; `*.` stands for one level or more below a host."""
    open_level = re.escape("*.")
    return re.compile(re.escape(origin).replace(open_level, r"(?:[a-z0-9-]+\.)+") + r"\Z")


def share_api(app: Flask, origins: tuple[str, ...]) -> None:
    """Let scripts of some sites call the API; to be called before other headers are registered.

    There are no cookies, so no credentials are shared.
    """
    if not origins:
        return
    CORS(
        app,
        resources={_SHARED: {"origins": [_pattern(origin) for origin in origins]}},
        methods=["GET", "POST"],
        expose_headers=["ETag", "Retry-After"],
        max_age=_REMEMBERED_S,
        # Compression would drop a second header; security.py names Origin in its own.
        vary_header=False,
    )
