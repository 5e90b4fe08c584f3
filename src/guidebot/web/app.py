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
    watch,
)
from guidebot.web.limits import start_limits
from guidebot.web.metrics import Metrics
from guidebot.web.packing import pack_responses
from guidebot.web.renewal import take_in
from guidebot.web.security import add_headers, trust_proxies
from guidebot.web.templating import prepare_templates
from guidebot.web.watch import start_watching

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
    watch,
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


def create_app(settings: Settings, guide: Guide | None = None) -> Flask:
    """Return the web application.

    Args:
        settings: read from the environment once, by the caller.
        guide: answers the questions; None opens one, which takes some seconds.

    Raises:
        GuidebotError: if texts, corpus or model cannot be used.
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
    start_watching(app, Metrics())
    start_limits(app, settings)
    take_in(app, settings, guide)
    prepare_templates(app)
    for module in PAGES:
        app.register_blueprint(module.blueprint)
    app.register_error_handler(HTTPException, problems.handle)
    app.register_error_handler(QuestionError, problems.handle)
    pack_responses(app)
    app.after_request(add_headers)
    trust_proxies(app, settings.proxies)
    return app
