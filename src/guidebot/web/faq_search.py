"""Search of the FAQ: by meaning through the guide, and by the words themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guidebot.domain import GuidanceCard, Status
from guidebot.errors import LimitError
from guidebot.language import fold
from guidebot.web.languages import preferred_languages, wording
from guidebot.web.problems import Problem
from guidebot.web.site import current_site
from guidebot.web.strings import Wording
from guidebot.web.topics import Entry, entry

#: A longer list is not read; a further word makes it shorter.
MOST_RESULTS = 20


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked for and what was found.

    Attributes:
        text: as typed.
        t: texts in the language of the cards.
        cards: of an emergency, which stand alone.
        entries: nearest first, MOST_RESULTS at most; the site's own documents come last.
        total: as many were found.
        problem: why nothing could be looked for, or None.
    """

    text: str
    t: Wording
    cards: tuple[GuidanceCard, ...] = ()
    entries: tuple[Entry, ...] = ()
    total: int = 0
    problem: Problem | None = None


def _with_words(folded: str) -> list[str]:
    """Return the ids of passages that hold every word, those with all in a title first."""
    words = folded.split()
    rows = [
        (any(word not in title for word in words), id)
        for id, (title, text) in current_site().folded_texts.items()
        if all(word in text for word in words)
    ]
    return [id for _, id in sorted(rows, key=lambda row: row[0])]


def _found(near: Sequence[str], folded: str) -> list[Entry]:
    """Return passages near in meaning, by id, then those with the words, none twice."""
    passages = {each.id: each for each in current_site().guide.corpus.searchable}
    ids = dict.fromkeys([*near, *_with_words(folded)])
    return [entry(passages[id], wording()) for id in ids if id in passages]


def search(text: str) -> Search:
    """Look for a text. Over the limit of questions the words alone are looked for.

    Raises:
        QuestionError: if it is empty or too long.
    """
    site = current_site()
    question = site.guide.read(text, fallbacks=preferred_languages())
    texts = site.wordings[question.language]
    near: tuple[str, ...] = ()
    try:
        answer = site.guide.answer(question)
        near = tuple(each.id for each in answer.passages)
        if answer.status is Status.EMERGENCY:
            return Search(text, texts, cards=answer.guidance)
    except LimitError:
        pass  # The FAQ is never limited: what needs no model is still found.
    found = _found(near, fold(question.text))
    nearest = sorted(found[:MOST_RESULTS], key=lambda each: each.own)
    return Search(text, texts, entries=tuple(nearest), total=len(found))
