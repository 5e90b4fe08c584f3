"""The passages as a reader browses them: topics, and the questions in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from guidebot.domain import Corpus, Language, Passage
from guidebot.language import detect
from guidebot.web.strings import Wording
from guidebot.web.views import passage_address

#: Topics about stroke and about deciding lead, because the readers come for these; the others
#: follow by name.
LEADING = (
    *("acute-stroke", "approval", "stroke-evidence", "stroke-products", "risks", "cost"),
    *("clinics", "decisions", "trials", "regulation", "recovery", "concepts"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as one line of a list.

    Attributes:
        title: the question, as this reader reads it.
        lang: language tag of the title.
        href: its own address on this site, without a language.
    """

    passage: Passage
    title: str
    lang: str
    href: str

    @property
    def own(self) -> bool:
        """Return whether it is the site's own, which nobody here has checked."""
        return self.passage.site


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its questions, or one of the site's own documents with its parts.

    Attributes:
        name: part of its address.
        lang: language tag of the title.
        own: one of the site's own documents, which nobody here has checked.
    """

    name: str
    title: str
    lang: str
    own: bool
    entries: tuple[Entry, ...]

    @property
    def href(self) -> str:
        """Return its address on this site, without a language."""
        return f"/faq/{self.name}"


def titles(passage: Passage) -> dict[str, str]:
    """Return a passage's title by written language."""
    return {written: text.title for written, text in passage.texts.items()}


def _tag(text: str, own: bool, language: Language) -> str:
    """Return the language of a title: an own document keeps the one that it was written in."""
    return (detect(text, (language,)) if own else language).value


def entry(passage: Passage, texts: Wording) -> Entry:
    """Return a passage as one line of a list."""
    title = texts.written(titles(passage))
    lang = _tag(title, passage.site, texts.language)
    return Entry(passage, title, lang, passage_address(passage.id))


def _topic(name: str, passages: Iterable[Passage], corpus: Corpus, texts: Wording) -> Topic:
    """Return a topic with its questions in the order of the corpus."""
    entries = tuple(entry(passage, texts) for passage in passages)
    first = entries[0].passage
    if first.site:
        title = texts.localise(first.sources[0].title)
    else:
        title = texts.written(corpus.topics[name]) if name in corpus.topics else name
    return Topic(name, title, _tag(title, first.site, texts.language), first.site, entries)


def _order(passage: Passage) -> tuple[bool, int, str]:
    """Return what topics are sorted by."""
    place = LEADING.index(passage.topic) if passage.topic in LEADING else len(LEADING)
    return passage.site, place, passage.topic


def topics(corpus: Corpus, texts: Wording) -> list[Topic]:
    """Return every topic in the order of reading, the site's own documents last."""
    groups = groupby(sorted(corpus.searchable, key=_order), key=lambda passage: passage.topic)
    return [_topic(name, passages, corpus, texts) for name, passages in groups]
