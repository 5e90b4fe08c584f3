"""What an answer cites, with the pages and sources where it can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from guidebot.domain import Answer, Corpus, Passage, Source, Statement
from guidebot.web.addresses import base_address
from guidebot.web.strings import Wording
from guidebot.web.topics import titles
from guidebot.web.views import passage_address, trial_address


@dataclass(frozen=True, slots=True)
class Citation:
    """Something that an answer cites.

    Attributes:
        title: as shown.
        url: of the page of this site where it can be read.
        links: (title, address) of what it rests on, where that has an address.
        notes: lines that stand below it in the list.
    """

    title: str
    url: str
    links: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def page_address(path: str, texts: Wording) -> str:
    """Return the public address of a page in the answer's language."""
    return f"{base_address()}{quote(path, safe='/%#')}?lang={texts.lang}"


def link(label: str, url: str) -> str:
    """Return a link in Markdown; brackets in its label do not end it."""
    escaped = label.replace("[", r"\[").replace("]", r"\]")
    return f"[{escaped}]({url})"


def _source_line(source: Source, texts: Wording) -> str:
    """Return a source in one line: title, publisher, who speaks, when."""
    title = link(source.title, source.url) if source.url else source.title
    kind = texts(f"kind_one.{source.kind}")
    return f"{title} ({source.publisher}, {kind}, {texts.day(source.published)})"


def _checked_line(passage: Passage, texts: Wording, today: date) -> str:
    """Return when a passage was checked, plainly where the next check is overdue."""
    if passage.site:
        return texts("passage.site_own")
    checked, due = texts.day(passage.checked), texts.day(passage.review_due)
    if passage.review_due < today:
        return texts("passage.overdue", checked=checked, due=due)
    return f"{texts('passage.checked')}{texts('site.colon')}{checked}"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Finds what an answer cites, and words it in the answer's language."""

    corpus: Corpus
    texts: Wording
    today: date

    def _citation(
        self, title: str, path: str, sources: Sequence[Source], notes: Sequence[str] = ()
    ) -> Citation:
        """Return a citation of a page of this site that rests on sources."""
        links = tuple((source.title, source.url) for source in sources if source.url)
        lines = [_source_line(source, self.texts) for source in sources]
        return Citation(title, page_address(path, self.texts), links, (*lines, *notes))

    def passage(self, name: str) -> Citation | None:
        """Return a passage by its id."""
        for one in self.corpus.searchable:
            if one.id == name:
                title = self.texts.written(titles(one))
                notes = [_checked_line(one, self.texts, self.today)]
                return self._citation(title, passage_address(name), one.sources, notes)
        return None

    def trial(self, name: str) -> Citation:
        """Return a trial by its id, with the record of its register."""
        urls = {one.registry: one.registry_url for one in self.corpus.trials if one.id == name}
        found = tuple((registry, url) for registry, url in urls.items() if url)
        lines = (link(registry, url) for registry, url in found)
        title = self.texts("origin.trial", id=name)
        notes = (self.texts("answer.trials_note"), *lines)
        return Citation(title, page_address(trial_address(name), self.texts), found, notes)

    def claim(self, name: str) -> Citation | None:
        """Return a claim by its id."""
        claim = self.corpus.claims.get(name)
        if claim is None:
            return None
        return self._citation(self.texts("origin.claim"), "/sources", claim.sources)

    def cited(self, statement: Statement) -> Citation | None:
        """Return what a statement rests on; a template rests on nothing that can be read."""
        kind, _, name = statement.origin.partition(":")
        if kind == "passage":
            return self.passage(name)
        if kind == "claim":
            return self.claim(name)
        return self.trial(name) if kind == "trial" else None

    def further(self, answer: Answer) -> list[Citation]:
        """Return what an answer shows, whether its statements name it or not."""
        shown = [self.passage(passage.id) for passage in answer.passages]
        return [*filter(None, shown), *(self.trial(trial.id) for trial in answer.trials)]
