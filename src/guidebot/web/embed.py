"""The chat on other sites: the script, the builder of the lines to paste, and an example."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, make_response, render_template, request
from markupsafe import Markup, escape

from guidebot.domain import Language
from guidebot.web.addresses import base_address
from guidebot.web.languages import wording
from guidebot.web.security import DEMO, SCRIPT
from guidebot.web.site import Site, current_site
from guidebot.web.strings import Wording

blueprint = Blueprint("embed", __name__)

#: The launcher's own colour; static/js/widget.js has the same.
COLOR = "#0b5f66"
POSITIONS = ("right", "left")
#: A longer title does not fit on the launcher of a phone.
LONGEST_TITLE = 40
#: Of text and its ground, WCAG 2.2 success criterion 1.4.3.
LEAST_CONTRAST = 4.5
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
#: Weights of red, green and blue in the relative luminance, as WCAG 2.2 defines it.
_WEIGHTS = (0.2126, 0.7152, 0.0722)


def contrast_with_white(color: str) -> float:
    """Return the contrast of white text on a ground, 1 to 21, as WCAG 2.2 defines it.

    Args:
        color: #rrggbb.
    """
    values = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values
    ]
    return 1.05 / (sum(map(float.__mul__, _WEIGHTS, linear)) + 0.05)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the builder's form asks for; every field is the text as it was sent."""

    language: str
    region: str = ""
    title: str = ""
    color: str = COLOR
    position: str = POSITIONS[0]
    question: str = ""

    def faults(self, texts: Wording, site: Site) -> dict[str, str]:
        """Return what is wrong, by field: the value and the cure in the reader's language."""
        limit = site.settings.max_characters
        wrong = {
            "language": self.language not in set(Language),
            "region": bool(self.region) and self.region not in site.regions,
            "title": len(self.title) > LONGEST_TITLE,
            "color": not _COLOR.fullmatch(self.color),
            "position": self.position not in POSITIONS,
            "question": len(self.question) > limit,
        }
        lengths = {
            "title": (len(self.title), LONGEST_TITLE),
            "question": (len(self.question), limit),
        }
        found = {}
        for name in (name for name, is_wrong in wrong.items() if is_wrong):
            used, most = lengths.get(name, (0, 0))
            value = getattr(self, name)[:20]
            found[name] = texts(f"embed.fault_{name}", value=value, used=used, limit=most)
        if "color" not in found and contrast_with_white(self.color) < LEAST_CONTRAST:
            found["color"] = texts(
                "embed.fault_contrast",
                value=self.color,
                # Two digits: 4.46 must not look like the 4.5 that it should be.
                contrast=round(contrast_with_white(self.color), 2),
            )
        return found

    def snippet(self, origin: str, texts: Wording) -> str:
        """Return the lines to paste.

        Args:
            origin: scheme, host and port of this site.
            texts: speaks the language of the widget.
        """
        given = {
            "lang": self.language,
            "region": self.region,
            "title": self.title,
            "color": "" if self.color.lower() == COLOR else self.color,
            "position": "" if self.position == POSITIONS[0] else self.position,
            "question": self.question,
        }
        attributes = Markup("").join(
            Markup(' {}="{}"').format(name, value) for name, value in given.items() if value
        )
        region = Markup("&amp;region={}").format(self.region) if self.region else ""
        link = Markup('<a href="{}/?lang={}{}">{}</a>').format(
            origin, self.language, region, self.title or texts("embed.fallback")
        )
        return (
            f'<script src="{escape(origin + SCRIPT)}" defer></script>\n'
            f"<guidebot-chat{attributes}>\n  {link}\n</guidebot-chat>"
        )


def _show(choice: Choice, faults: dict[str, str], is_asked: bool) -> Response:
    """Render the builder."""
    site = current_site()
    snippet = ""
    if not faults:
        snippet = choice.snippet(base_address(), site.wordings[Language(choice.language)])
    page = render_template(
        "pages/embed.html",
        choice=choice,
        faults=faults,
        snippet=snippet,
        is_asked=is_asked,
        regions=[(code, wording().country(code)) for code in site.regions],
        positions=POSITIONS,
        longest_title=LONGEST_TITLE,
        origin=base_address(),
        hosts=site.settings.frame_ancestors,
    )
    return make_response(page, 400 if faults else 200)


@blueprint.get("/embed")
def builder() -> Response:
    """Show the form with the lines for the reader's language."""
    return _show(Choice(wording().lang), {}, False)


@blueprint.post("/embed")
def build() -> Response:
    """Show the lines for what the form says, or what is wrong with it."""
    form = request.form
    choice = Choice(
        language=form.get("language", wording().lang),
        region=form.get("region", "").strip().upper(),
        title=form.get("title", "").strip(),
        color=form.get("color", "").strip() or COLOR,
        position=form.get("position", POSITIONS[0]),
        question=form.get("question", "").strip(),
    )
    return _show(choice, choice.faults(wording(), current_site()), True)


@blueprint.get(DEMO)
def demo() -> str:
    """Show a page that has the element, as another site would have it."""
    return render_template(
        "pages/demo.html",
        origin=base_address(),
        is_allowed=base_address() in current_site().settings.frame_ancestors,
        script=SCRIPT,
    )


@blueprint.get(SCRIPT)
def script() -> Response:
    """Send the script that defines the element."""
    reply = current_app.send_static_file("js/widget.js")
    # Without it, a site that isolates itself (COEP) could not load the script.
    reply.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return reply
