"""What every template can use: texts, emergency numbers, languages and filters."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for

from guidebot import __version__
from guidebot.language import detect
from guidebot.web.addresses import public_page
from guidebot.web.basis import basis_of
from guidebot.web.languages import OWN_NAMES, language_address, wording
from guidebot.web.places import chosen_region, places
from guidebot.web.scripts import by_language
from guidebot.web.site import current_site
from guidebot.web.views import blocks, marked, trial_address


def static_file(name: str) -> str:
    """Return the address of a static file, with the version that lets it be cached."""
    return url_for("static", filename=name, v=current_site().version)


def retention_days() -> int:
    """Return for how many days counts and feedback are kept."""
    return current_site().settings.retention_days


def language_of(text: str) -> str:
    """Return the language tag of a title that is shown as printed."""
    return detect(text).value


def _shared() -> dict[str, Any]:
    """Return the variables that every page has."""
    texts = wording()
    site = current_site()
    region = chosen_region()
    return {
        "t": texts,
        "numbers": site.emergency_numbers(texts.language, region),
        "region": region or site.settings.region,
        "places": places(),
        "basis": basis_of(site.guide.corpus),
        "own_names": OWN_NAMES,
        "limit": site.settings.max_characters,
        "search_down": not site.guide.ready,
        "version": __version__,
        "public": public_page(texts.language),
    }


def prepare_templates(app: Flask) -> None:
    """Give the application's templates their variables, functions and filters."""
    app.context_processor(_shared)
    app.add_template_global(static_file)
    app.add_template_global(language_address)
    app.add_template_global(retention_days)
    app.add_template_filter(trial_address)
    app.add_template_filter(blocks)
    app.add_template_filter(marked)
    app.add_template_filter(language_of)
    app.add_template_filter(by_language)
