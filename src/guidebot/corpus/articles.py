"""corpus/zh/<topic>.md and corpus/en/<topic>.md: the passages.

A file is front matter, then passages:

    ## Heading {#slug}
    ? how people ask it
    @ sources: id, id | evidence: regulation | place: TW | products: NR1 | cards: early_evidence

    **Bottom line.** One or two short paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from guidebot.corpus.sources import cited
from guidebot.corpus.tables import read_date, read_text, split
from guidebot.domain import ACUTE, Evidence, Passage, PassageText, Source, Tag
from guidebot.errors import CorpusError

_FRONT = re.compile(r"---\n(?P<front>.*?)\n---\n", re.DOTALL)
_HEADING = re.compile(r"## (?P<title>.+?)\s*\{#(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\}\s*")
_CARD_KEYS = {"sources", "evidence", "place", "products", "stage", "cards", "disputed"}
#: What a field may hold, where it is there: without `disputed` the sources agree, without `stage`
#: a passage is for whoever asks.
_ONLY = {"disputed": "yes", "stage": ACUTE}
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Section:
    """One passage as it stands in one file.

    Attributes:
        line: of its heading, 1-based.
        card: the fields of the '@' line.
    """

    slug: str
    line: int
    text: PassageText
    card: dict[str, str]


@dataclass(frozen=True, slots=True)
class Article:
    """One file."""

    path: Path
    title: str
    reviewer: str
    checked: date
    due: date
    sections: dict[str, Section]


def _front_matter(path: Path, text: str) -> tuple[dict[str, str], int]:
    """Return the front matter and the number of lines that it takes."""
    found = _FRONT.match(text)
    if not found:
        raise CorpusError(
            path,
            1,
            "the file does not begin with front matter.",
            "Begin it with --- title: ... ---",
        )
    fields = {}
    for line in found["front"].splitlines():
        name, colon, value = line.partition(":")
        if colon:
            fields[name.strip()] = value.strip()
    for needed in ("title", "reviewer", "checked", "due"):
        if not fields.get(needed):
            raise CorpusError(path, 1, f"front matter has no {needed}.", f"Add '{needed}: ...'.")
    return fields, found[0].count("\n")


def plain_text(body: str) -> tuple[str, str]:
    """Return (text, bottom line) of a passage's body.

    The text has one line a paragraph and no marks; the bottom line is the bold text that
    begins it, or '' if nothing bold begins it. Bold is the only mark that passages use;
    CommonMark itself does not close it between a Chinese full stop and a character.
    """
    paragraphs = [
        _join_chinese(" ".join(paragraph.split()))
        for paragraph in re.split(r"\n\s*\n", body)
        if paragraph.strip()
    ]
    lead = _BOLD.match(paragraphs[0]) if paragraphs else None
    # Joined once more: the marks may have stood between two Chinese characters and a space.
    text = "\n".join(_join_chinese(_BOLD.sub(r"\1", paragraph)) for paragraph in paragraphs)
    return text, lead[1].strip() if lead else ""


def _join_chinese(text: str) -> str:
    """Remove the space that a line break leaves between two Chinese characters."""
    wide = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
    return re.sub(rf"(?<={wide}) (?={wide})", "", text).strip()


def _section(path: Path, number: int, lines: list[str]) -> Section:
    """Read one passage, whose heading is lines[0] on line `number`."""
    heading = _HEADING.fullmatch(lines[0])
    if not heading:
        raise CorpusError(
            path, number, f"heading {lines[0]!r} has no slug.", "End it with {#short-name}."
        )
    asked = tuple(line[2:].strip() for line in lines[1:] if line.startswith("? "))
    cards = [line[2:] for line in lines[1:] if line.startswith("@ ")]
    if len(cards) != 1:
        raise CorpusError(
            path, number, f"{len(cards)} '@' lines, not one.", "Give the passage one '@' line."
        )
    card = {}
    for part in cards[0].split("|"):
        name, _, value = part.partition(":")
        card[name.strip()] = value.strip()
    if unknown := set(card) - _CARD_KEYS:
        raise CorpusError(
            path, number, f"unknown field {sorted(unknown)}.", f"Use {sorted(_CARD_KEYS)}."
        )
    body = "\n".join(line for line in lines[1:] if not line.startswith(("? ", "@ ")))
    text, bottom = plain_text(body)
    if not bottom:
        raise CorpusError(
            path,
            number,
            "the passage does not begin with a bold bottom line.",
            "Begin with **...**",
        )
    return Section(
        heading["slug"], number, PassageText(heading["title"], text, bottom, asked), card
    )


def read_article(path: Path) -> Article:
    """Read one file of passages.

    Raises:
        CorpusError: naming file, line and cure.
    """
    text = read_text(path).replace("\r\n", "\n")
    front, skipped = _front_matter(path, text)
    lines = text.split("\n")
    starts = [
        number for number, line in enumerate(lines) if number >= skipped and line.startswith("## ")
    ]
    sections: dict[str, Section] = {}
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        section = _section(path, start + 1, lines[start:end])
        if section.slug in sections:
            raise CorpusError(
                path, start + 1, f"slug {section.slug!r} stands twice.", "Give it another slug."
            )
        sections[section.slug] = section
    return Article(
        path,
        front["title"],
        front["reviewer"],
        read_date(path, 1, "checked", front["checked"]),
        read_date(path, 1, "due", front["due"]),
        sections,
    )


def _closed(path: Path, line: int, kind: type[Evidence] | type[Tag], value: str) -> Evidence | Tag:
    """Return a member of a closed set, or raise CorpusError."""
    try:
        return kind(value)
    except ValueError as error:
        raise CorpusError(
            path, line, f"{value!r} is not one of the set.", f"Use one of {', '.join(kind)}."
        ) from error


def _passage(
    topic: str, written: dict[str, Article], slug: str, sources: dict[str, Source]
) -> Passage:
    """Join the language versions of one passage."""
    first = written["zh"]
    section = first.sections[slug]
    path, line = first.path, section.line
    for article in written.values():
        if article.sections[slug].card != section.card:
            raise CorpusError(
                article.path,
                article.sections[slug].line,
                f"the '@' line of {slug!r} differs from the one in {path}.",
                "Make both the same.",
            )
    evidence = _closed(path, line, Evidence, section.card.get("evidence", ""))
    for name, only in _ONLY.items():
        if (value := section.card.get(name, only)) != only:
            raise CorpusError(
                path, line, f"{name} is {value!r}.", f"Write '{name}: {only}' or leave it out."
            )
    cards = [_closed(path, line, Tag, name) for name in split(section.card.get("cards", ""), ",")]
    return Passage(
        id=f"{topic}#{slug}",
        topic=topic,
        texts={name: article.sections[slug].text for name, article in written.items()},
        sources=cited(split(section.card.get("sources", ""), ","), sources, path, line),
        evidence=Evidence(evidence),
        place=section.card.get("place", ""),
        products=split(section.card.get("products", ""), ","),
        cards=tuple(Tag(card) for card in cards),
        checked=min(article.checked for article in written.values()),
        review_due=min(article.due for article in written.values()),
        disputed="disputed" in section.card,
        stage=section.card.get("stage", ""),
    )


def read_passages(corpus: Path, sources: dict[str, Source]) -> tuple[Passage, ...]:
    """Return every passage of corpus/zh and corpus/en.

    Raises:
        CorpusError: naming file, line and cure; also where a translation is missing.
    """
    topics = {path.stem for folder in ("zh", "en") for path in (corpus / folder).glob("*.md")}
    passages = []
    for topic in sorted(topics):
        written = {name: read_article(corpus / name / f"{topic}.md") for name in ("zh", "en")}
        for here, there in (("zh", "en"), ("en", "zh")):
            for slug, section in written[here].sections.items():
                if slug not in written[there].sections:
                    raise CorpusError(
                        written[here].path,
                        section.line,
                        f"{slug!r} has no version in {there}.",
                        f"Write it in {written[there].path}.",
                    )
        passages += [_passage(topic, written, slug, sources) for slug in written["zh"].sections]
    return tuple(passages)


def read_topics(corpus: Path) -> dict[str, dict[str, str]]:
    """Return the title of each topic by written language, by topic.

    Raises:
        CorpusError: if a file has no front matter.
    """
    titles: dict[str, dict[str, str]] = {}
    for written in ("zh", "en"):
        for path in sorted((corpus / written).glob("*.md")):
            front, _ = _front_matter(path, read_text(path).replace("\r\n", "\n"))
            titles.setdefault(path.stem, {})[written] = front["title"]
    return titles
