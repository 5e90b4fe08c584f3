"""/check: paste an advert and see its warning signs. Nothing pasted is kept or logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Flask, Response, current_app, make_response, render_template, request
from flask.blueprints import BlueprintSetupState

from guidebot.adverts.check import AdvertChecker, check_to_dict, open_checker
from guidebot.adverts.findings import Check, Flag, ShownFlag
from guidebot.corpus.registries import registry_url
from guidebot.errors import QuestionError
from guidebot.language import detect
from guidebot.web.api import optional_text, read_object
from guidebot.web.languages import preferred_languages, wording
from guidebot.web.limits import admit
from guidebot.web.problems import Problem, describe_question
from guidebot.web.replies import json_response
from guidebot.web.views import passage_address

blueprint = Blueprint("check", __name__)

_EXTENSION = "guidebot-adverts"
#: Signs that something is not there: nothing in the text is marked for them.
_ABSENCES = frozenset({Flag.NO_TRIAL_ID, Flag.NO_DOCTOR_OR_HOSPITAL_NAMED})


@dataclass(frozen=True, slots=True)
class Sign:
    """One warning sign of the page with every phrase that shows it."""

    first: ShownFlag
    quotes: tuple[str, ...]

    @property
    def address(self) -> str:
        """Return the address of the passage that says more."""
        return passage_address(self.first.passage)


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What the page shows; `found` is none before a check.

    Attributes:
        text: as pasted.
        lang: language tag of the text.
    """

    text: str = ""
    lang: str = ""
    found: Check | None = None
    problem: Problem | None = None

    @property
    def marks(self) -> list[tuple[int, int]]:
        """Return the places to mark in the text."""
        flags = self.found.flags if self.found else ()
        return [(one.start, one.end) for one in flags if one.flag not in _ABSENCES]

    def _signs(self, absent: bool) -> list[Sign]:
        """Return the signs of what is said, or of what is missing, in the order of Flag."""
        flags = self.found.flags if self.found else ()
        order = [flag for flag in Flag if (flag in _ABSENCES) is absent]
        grouped = [[one for one in flags if one.flag is flag] for flag in order]
        return [
            Sign(group[0], tuple(dict.fromkeys(one.quote for one in group)))
            for group in grouped
            if group
        ]

    @property
    def said(self) -> list[Sign]:
        """Return the signs in what the text says."""
        return self._signs(absent=False)

    @property
    def missing(self) -> list[Sign]:
        """Return the signs in what the text leaves out."""
        return self._signs(absent=True)


def renew_checker(app: Flask) -> None:
    """Open the checker of the rules as they are on disk now.

    Raises:
        CorpusError: if a rule is broken.
    """
    app.extensions[_EXTENSION] = open_checker(app.extensions["guidebot"].settings)


@blueprint.record_once
def _open(state: BlueprintSetupState) -> None:
    """Open the checker at the start, so that a broken rule stops it there."""
    renew_checker(cast(Flask, state.app))


def _checker() -> AdvertChecker:
    """Return the checker of the running application."""
    return cast(AdvertChecker, current_app.extensions[_EXTENSION])


@blueprint.post("/api/v1/check")
def check_api() -> Response:
    """Check one advert: {"text", "lang"?} in, flags, trials, questions and limits out."""
    body = read_object("text")
    if not isinstance(body.get("text"), str):
        raise QuestionError(
            "'text' is missing or not a string.", 'Send {"text": "..."}.', "bad_text"
        )
    admit()
    found = _checker().check(body["text"], optional_text(body, "lang"), preferred_languages())
    return json_response(check_to_dict(found))


def _show(page: CheckPage) -> Response:
    """Render the page."""
    html = render_template("pages/check.html", page=page, registry_url=registry_url)
    return make_response(html, page.problem.status if page.problem else 200)


@blueprint.get("/check")
def start() -> Response:
    """Show the empty page."""
    return _show(CheckPage())


@blueprint.post("/check")
def check_form() -> Response:
    """Check the text of the form; explanations are in the language of the page."""
    text = request.form.get("text", "")
    try:
        admit()
        found = _checker().check(text, wording().language.value)
    except QuestionError as error:
        return _show(CheckPage(text=text, problem=describe_question(error, wording())))
    return _show(CheckPage(text, detect(text, (wording().language,)).value, found))
