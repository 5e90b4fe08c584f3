"""The application factory."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from guidebot.errors import QuestionError
from guidebot.guide import Guide, open_guide
from guidebot.settings import STATIC, TEMPLATES, Settings
from guidebot.web import (
    api,
    chat,
    check,
    crawlers,
    embed,
    faq,
    feedback,
    health,
    library,
    links,
    problems,
    sheet,
    trials,
)
from guidebot.web.packing import pack_responses
from guidebot.web.security import add_headers
from guidebot.web.site import make_site
from guidebot.web.templating import prepare_templates

#: What the application serves, page by page.
PAGES = (
    chat,
    sheet,
    feedback,
    faq,
    links,
    trials,
    check,
    library,
    embed,
    crawlers,
    api,
    health,
)
#: An undefined name in a template is an error, never an empty place on the page.
_TEMPLATES = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
#: Bytes that one character can take: as \uXXXX\uXXXX in JSON, as %XX four times in a form.
_BYTES_PER_CHARACTER = 12


class QuietFlask(Flask):
    """Flask that never logs what a person wrote: not in addresses, not in error messages."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log the kind of error and where it happened, but not its message."""
        kind, _, place = exc_info
        name = kind.__name__ if kind else "error"
        lines = "".join(traceback.format_tb(place))
        self.logger.log(logging.ERROR, "%s\n%s", name, lines)


def _add_staff(app: Flask, settings: Settings) -> None:
    """Add the page for staff; what it needs is loaded only where it is configured."""
    from guidebot.web.staff import blueprint
    from guidebot.web.staff_access import prepare_staff

    prepare_staff(app, settings)
    app.register_blueprint(blueprint)


def create_app(settings: Settings, guide: Guide | None = None) -> Flask:
    """Return the web application.

    Args:
        settings: read from the environment once, by the caller.
        guide: answers the questions; None opens one, which takes some seconds.

    Raises:
        GuidebotError: if texts, corpus or model cannot be used, or staff have no key.
    """
    if guide is None:
        guide = open_guide(settings)
    app = QuietFlask(
        __name__,
        static_folder=str(STATIC),
        static_url_path="/static",
        template_folder=str(TEMPLATES),
    )
    app.jinja_options = {**app.jinja_options, **_TEMPLATES}
    longest = (api.MOST_CONTEXT + 2) * settings.max_characters * _BYTES_PER_CHARACTER + 4096
    app.config.update(MAX_CONTENT_LENGTH=longest, MAX_FORM_MEMORY_SIZE=longest)
    app.extensions["guidebot"] = make_site(settings, guide)
    prepare_templates(app)
    for module in PAGES:
        app.register_blueprint(module.blueprint)
    if settings.has_staff:
        _add_staff(app, settings)
    app.register_error_handler(HTTPException, problems.handle)
    app.register_error_handler(QuestionError, problems.handle)
    pack_responses(app)
    app.after_request(add_headers)
    return app
