"""Files of passages that an editor fills in: empty ones, and ones with what readers asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from guidebot.language import detect
from guidebot.reviews import REVIEW_DAYS

#: The languages in which the corpus is written.
WRITTEN = ("zh", "en")
_HEAD = """---
title: {title}
reviewer: editorial
checked: {checked}
due: {due}
---
"""
_SECTION = """
## {heading} {{#{slug}}}
? {asked}
@ sources: {sources} | evidence: regulation

{body}
"""
_PLACES = {
    "zh": {
        "title": "（这一页回答什么）",
        "heading": "（一个问题，用读者的话）",
        "asked": "（别人会怎么问，至少四种）",
        "sources": "（sources.toml 里的编号）",
        "body": "**（先说结论，一两句话。）** （然后是最多两小段说明，总共不超过220个字。）",
    },
    "en": {
        "title": "(what this page answers)",
        "heading": "(one question, in the reader's words)",
        "asked": "(how people ask it; four ways at least)",
        "sources": "(ids of sources.toml)",
        "body": "**(The bottom line first, one or two sentences.)** (Then two short paragraphs at "
        "most, 120 words.)",
    },
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage to be written.

    Attributes:
        slug: the same in both languages.
        question: as it was asked, or '' to leave a gap.
        written: language in which it was asked; the other one has a gap.
    """

    slug: str
    question: str = ""
    written: str = ""


def _section(written: str, entry: Entry) -> str:
    """Return one passage to be filled in."""
    gaps = _PLACES[written]
    asked = entry.question if entry.written == written else ""
    return _SECTION.format(
        heading=asked or gaps["heading"],
        slug=entry.slug,
        asked=asked or gaps["asked"],
        sources=gaps["sources"],
        body=gaps["body"],
    )


def skeleton(written: str, today: date, entries: Sequence[Entry]) -> str:
    """Return a file for corpus/zh or corpus/en, which `guidebot corpus check` reads.

    Args:
        written: 'zh' or 'en'.
        today: stands for the day on which the sources are read.
        entries: at least one.
    """
    head = _HEAD.format(
        title=_PLACES[written]["title"], checked=today, due=today + timedelta(days=REVIEW_DAYS)
    )
    return head + "".join(_section(written, entry) for entry in entries)


def _one_line(question: str) -> str:
    """Return a question without what a file of passages reads as a mark."""
    return " ".join(re.sub(r"[{}#*|]", " ", question).split()).lstrip("?@ ")


def stubs(questions: Sequence[str], today: date) -> dict[str, str]:
    """Return a file of passages to be written for each language of the corpus.

    Args:
        questions: that readers asked and agreed to have kept, redacted.
        today: stands for the day on which the sources are read.
    """
    lines = [line for line in dict.fromkeys(map(_one_line, questions)) if line]
    entries = [
        Entry(f"asked-{number}", line, detect(line).written)
        for number, line in enumerate(lines, start=1)
    ]
    return {name: skeleton(name, today, entries or [Entry("first-question")]) for name in WRITTEN}
