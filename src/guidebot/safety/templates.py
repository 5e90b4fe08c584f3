"""The environment of the text templates: cards and short statements, plain text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from guidebot.formats import written_date


@cache
def template_environment(templates: Path) -> Environment:
    """Return the environment of the text templates: plain text, nothing may be undefined."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # Plain text: the pages escape it.
    )
    environment.filters["day"] = written_date
    return environment
