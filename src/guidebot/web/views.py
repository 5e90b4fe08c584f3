"""An Answer prepared for the templates: text cut into paragraphs, lists and marked sentences."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import quote

from guidebot.domain import Answer, GuidanceCard, Level, ShownPassage, Statement, Status
from guidebot.language import fold
from guidebot.web.strings import Wording

#: An answer shows no more cards than this.
MOST_CARDS = 4
_BULLETS = ("- ", "• ", "* ", "· ")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one line) or a bulleted list (its items)."""

    lines: tuple[str, ...]
    is_list: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement comes from: words, and a link or ''."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the answer component shows.

    Attributes:
        t: texts in the language of the answer.
        prefix: begins every element id, so that two answers on a page never share one.
        today: a passage whose review was due before is marked.
    """

    answer: Answer
    t: Wording
    prefix: str
    today: date

    @property
    def stands_alone(self) -> bool:
        """Return whether this is an emergency: its card says all, and nothing delays the call."""
        return self.answer.level is Level.EMERGENCY and bool(self.answer.guidance)

    @property
    def shows_level(self) -> bool:
        """Return whether the level stands above the answer: the first card may say it already."""
        said = bool(self.cards) and self.cards[0].level is self.answer.level
        return self.answer.status is not Status.SMALL_TALK and not said

    @property
    def cards(self) -> tuple[GuidanceCard, ...]:
        """Return the cards to show, most severe first; no more than people read."""
        return tuple(sorted(self.answer.guidance, key=lambda card: card.level.rank))[:MOST_CARDS]

    @property
    def has_marks(self) -> bool:
        """Return whether any sentence of the passages is marked."""
        return any(self.marks(passage) for passage in self.answer.passages)

    @property
    def takes_verdicts(self) -> bool:
        """Return whether readers are asked what they think of the answer."""
        return not self.stands_alone and self.answer.status is not Status.SMALL_TALK

    def marks(self, passage: ShownPassage) -> tuple[tuple[int, int], ...]:
        """Return [start, end) of the sentences to mark: near the question, or quoted above."""
        quoted = [
            statement.text
            for statement in self.answer.statements
            if statement.origin == f"passage:{passage.id}" and statement.text in passage.text
        ]
        starts = [passage.text.index(text) for text in quoted]
        spans = [(at, at + len(text)) for at, text in zip(starts, quoted, strict=True)]
        return (*passage.highlights, *spans)

    @property
    def short_answer(self) -> list[tuple[Origin, list[str]]]:
        """Return what is not said elsewhere, statements in a row with the same origin together."""
        said = {f"template:{card.tag}" for card in self.cards}
        every = self.answer.statements
        left = [one for one in every if one.origin not in said and not is_repeated(one, every)]
        rows = groupby(left, key=lambda statement: statement.origin)
        grouped = [list(statements) for _, statements in rows]
        return [(self.origin(each[0]), [one.text for one in each]) for each in grouped]

    def passage_id(self, position: int) -> str:
        """Return the element id of a shown passage, counted from 0."""
        return f"{self.prefix}-passage-{position}"

    def trial_id(self, position: int) -> str:
        """Return the element id of a shown trial, counted from 0."""
        return f"{self.prefix}-trial-{position}"

    def origin(self, statement: Statement) -> Origin:
        """Return where a statement comes from, in words and with a link where there is one."""
        kind, _, name = statement.origin.partition(":")
        if kind == "passage":
            return self._passage_origin(name)
        if kind == "trial":
            places = [trial.id for trial in self.answer.trials]
            href = f"#{self.trial_id(places.index(name))}" if name in places else ""
            return Origin(self.t("origin.trial", id=name), href)
        return Origin(self.t("origin.claim" if kind == "claim" else "origin.template"), "")

    def _passage_origin(self, name: str) -> Origin:
        """Return a link to the passage: on this page if it is shown, else to its own page."""
        for position, passage in enumerate(self.answer.passages):
            if passage.id == name:
                label = self.t("origin.passage", title=passage.title)
                return Origin(label, f"#{self.passage_id(position)}-text")
        href = passage_address(name) + f"?lang={self.t.lang}"
        return Origin(self.t("origin.passage_elsewhere"), href)


def is_repeated(statement: Statement, statements: Sequence[Statement]) -> bool:
    """Return whether a longer statement says a statement's words again."""
    core = fold(statement.text).rstrip(".。")
    longer = [each for each in statements if len(each.text) > len(statement.text)]
    return any(core in fold(each.text) for each in longer)


def passage_address(passage_id: str) -> str:
    """Return the address of a passage's own page."""
    return "/faq/" + passage_id.replace("#", "/", 1)


def trial_address(identifier: str) -> str:
    """Return the address of a trial's own page."""
    return "/trials/" + quote(identifier.replace(" ", "-"))


def make_view(answer: Answer, wording: Wording, today: date) -> AnswerView:
    """Return the view of an answer; `wording` speaks the answer's language."""
    return AnswerView(answer, wording, f"a{secrets.token_hex(4)}", today)


def blocks(text: str) -> list[Block]:
    """Cut text into paragraphs and lists: a line that begins with a dash is a list item."""
    found: list[Block] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        is_item = line.startswith(_BULLETS)
        content = line[2:].strip() if is_item else line
        if is_item and found and found[-1].is_list:
            found[-1] = Block((*found[-1].lines, content), True)
        else:
            found.append(Block((content,), is_item))
    return found


def marked(text: str, highlights: Sequence[tuple[int, int]]) -> list[list[tuple[str, bool]]]:
    """Cut text into paragraphs of (piece, whether it is highlighted).

    Args:
        text: paragraphs separated by newlines.
        highlights: [start, end) character offsets into text; may overlap.
    """
    lit = {place for start, end in highlights for place in range(max(start, 0), end)}
    paragraphs: list[list[tuple[str, bool]]] = [[]]
    for place, character in enumerate(text):
        pieces = paragraphs[-1]
        if character == "\n":
            paragraphs.append([])
        elif pieces and pieces[-1][1] == (place in lit):
            pieces[-1] = (pieces[-1][0] + character, place in lit)
        else:
            pieces.append((character, place in lit))
    return [pieces for pieces in paragraphs if pieces]
