"""Which language the interface speaks: the reader's choice, else the browser's."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import g, request
from werkzeug.exceptions import RequestEntityTooLarge

from guidebot.domain import Language
from guidebot.web.site import current_site
from guidebot.web.strings import Wording

#: The languages' own names, for the switch.
OWN_NAMES = (
    (Language.ZH_HANS, "简体中文"),
    (Language.ZH_HANT, "繁體中文"),
    (Language.EN, "English"),
)
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "yue")


def _offered(tag: str) -> Language | None:
    """Return the offered language of a browser's language tag, or None."""
    lower = tag.lower()
    if lower.startswith(_TRADITIONAL):
        return Language.ZH_HANT
    if lower.split("-")[0] == "zh":
        return Language.ZH_HANS
    return Language.EN if lower.split("-")[0] == "en" else None


def sent(name: str) -> str:
    """Return a value of the form, else of the address; '' where there is none.

    What the reader picked counts more than how the page was opened. A form that is too large
    to read has no values: its error page still finds its language in the address.
    """
    try:
        picked = request.form.get(name, "")
    except RequestEntityTooLarge:
        picked = ""
    return picked or request.args.get(name, "")


def _chosen() -> Language | None:
    """Return the language named by the form or by ?lang=, or None."""
    named = sent("lang")
    return Language(named) if named in set(Language) else None


def preferred_languages() -> tuple[Language, ...]:
    """Return the reader's languages, most wanted first; Simplified Chinese is the last resort."""
    accepted = [_offered(tag) for tag in request.accept_languages.values()]
    wanted = [_chosen(), *accepted, Language.ZH_HANS]
    return tuple(dict.fromkeys(language for language in wanted if language))


def wording() -> Wording:
    """Return the interface's texts for this request."""
    if "wording" not in g:
        g.wording = current_site().wordings[preferred_languages()[0]]
    texts: Wording = g.wording
    return texts


def language_address(language: Language) -> str:
    """Return the address of this page in another language, with everything else as it is."""
    others = [(name, value) for name, value in request.args.items() if name != "lang"]
    return "?" + urlencode([("lang", language.value), *others])
