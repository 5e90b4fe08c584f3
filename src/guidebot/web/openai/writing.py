"""An answer as one text with numbered citations, for programs that show nothing else.

Cards come first, as on the page: a quoted sentence that speaks of a permission never stands before
the card that says what it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from guidebot.domain import Answer, Corpus, GuidanceCard, Statement, Status
from guidebot.web.openai.citations import Citation, Shelf, link, page_address
from guidebot.web.strings import Wording
from guidebot.web.views import blocks, make_view


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a citation stands: [start, end) characters of the text."""

    start: int
    end: int
    citation: Citation


@dataclass(slots=True)
class Written:
    """A text that grows piece by piece, with what it cites."""

    pieces: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    numbers: dict[Citation, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the whole text."""
        return "".join(self.pieces)

    def add(self, piece: str) -> None:
        """Append a piece."""
        self.pieces.append(piece)

    def cite(self, citation: Citation) -> None:
        """Append the number of a citation, a new one where it has none yet."""
        number = self.numbers.setdefault(citation, len(self.numbers) + 1)
        start = sum(map(len, self.pieces))
        mark = f"[{number}]"
        self.marks.append(Mark(start, start + len(mark), citation))
        self.add(mark)


def _card(card: GuidanceCard, texts: Wording) -> Iterator[str]:
    """Give a card line by line, its urgency in words."""
    yield f"**{texts(f'answer.act_{card.level}')}{card.title}**\n\n"
    for block in blocks(card.body):
        lines = [f"- {line}" for line in block.lines] if block.is_list else block.lines
        yield "\n".join(lines) + "\n\n"
    for action in card.actions:
        href = page_address(action.href, texts) if action.href.startswith("/") else action.href
        yield f"- {link(action.label, href)}\n"
    yield (
        "\n" if card.actions else ""
    ) + f"{texts('answer.as_of', date=texts.day(card.as_of))}\n\n"


def _write_statements(written: Written, statements: Sequence[Statement], shelf: Shelf) -> None:
    """Append the short answer, each statement with the number of what it rests on."""
    for statement in statements:
        written.add(statement.text)
        if citation := shelf.cited(statement):
            written.add(" ")
            written.cite(citation)
        written.add("\n\n")


def _write_list(written: Written, further: Sequence[Citation], texts: Wording) -> None:
    """Append every citation with its number, its page and what it rests on."""
    named = list(written.numbers)
    every = dict.fromkeys([*named, *further])
    if every:
        written.add(f"{texts('passage.sources')}{texts('site.colon').rstrip()}\n\n")
    for number, citation in enumerate(every, start=1):
        if citation in named:
            written.add(f"[{number}]")
        else:
            written.cite(citation)
        written.add(f" {link(citation.title, citation.url)}\n")
        for line in citation.notes:
            written.add(f"- {line}\n")
        written.add("\n")


def write_answer(answer: Answer, corpus: Corpus, texts: Wording, today: date) -> Written:
    """Return an answer as Markdown: cards, the short answer, numbered citations.

    Args:
        answer: to be told; in an emergency its cards stand alone.
        corpus: that the answer cites.
        texts: in the answer's language.
        today: a passage whose review was due before is marked.
    """
    written, shelf = Written(), Shelf(corpus, texts, today)
    view = make_view(answer, texts, today)
    for card in view.cards:
        for piece in _card(card, texts):
            written.add(piece)
    if view.stands_alone:
        return written
    _write_statements(written, answer.statements, shelf)
    _write_list(written, shelf.further(answer), texts)
    if answer.status is not Status.SMALL_TALK:
        written.add(f"{texts('answer.not_advice')}\n")
    return written
