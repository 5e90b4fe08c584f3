"""Pages about the corpus: every source, and the dictionary."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from guidebot.domain import Corpus, GlossaryEntry, Language, Source, SourceKind
from guidebot.web.basis import check_span
from guidebot.web.languages import wording
from guidebot.web.site import current_site
from guidebot.web.topics import titles
from guidebot.web.views import passage_address

blueprint = Blueprint("library", __name__)


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source and what it is cited in: (title, address) of passages, number of trial records."""

    source: Source
    passages: tuple[tuple[str, str], ...]
    trials: int


def _cited(source: Source, corpus: Corpus) -> CitedSource:
    """Return a source with everything that cites it."""
    texts = wording()
    passages = tuple(
        (texts.written(titles(passage)), passage_address(passage.id))
        for passage in corpus.passages
        if source in passage.sources
    )
    return CitedSource(source, passages, sum(source in trial.sources for trial in corpus.trials))


def _by_kind(corpus: Corpus) -> list[tuple[SourceKind, list[CitedSource]]]:
    """Return the sources grouped by kind, newest first; kinds without a source are left out."""
    newest_first = sorted(corpus.sources.values(), key=lambda each: each.published, reverse=True)
    groups = [
        (kind, [_cited(source, corpus) for source in newest_first if source.kind is kind])
        for kind in SourceKind
    ]
    return [(kind, sources) for kind, sources in groups if sources]


@blueprint.get("/sources")
def sources() -> str:
    """List every source, grouped by who speaks in it."""
    corpus = current_site().guide.corpus
    return render_template(
        "pages/sources.html", groups=_by_kind(corpus), span=check_span(corpus.passages)
    )


#: Kinds of glossary entries that readers look up; names of firms and places need no dictionary.
DICTIONARY_KINDS = ("disease", "cell", "term", "medicine", "body")


@dataclass(frozen=True, slots=True)
class Word:
    """One line of the dictionary: the words for a thing by language, the standard one first."""

    concept: str
    words: dict[Language, tuple[str, ...]]


def _word(entry: GlossaryEntry) -> Word:
    """Return a glossary entry as readers see it; Traditional words are derived where not given."""
    localise = current_site().wordings[Language.ZH_HANT].localise
    traditional = entry.hant or tuple(dict.fromkeys(localise(word) for word in entry.zh))
    return Word(
        entry.concept,
        {Language.ZH_HANS: entry.zh, Language.ZH_HANT: traditional, Language.EN: entry.en},
    )


@blueprint.get("/glossary")
def glossary() -> str:
    """Show the words that mean the same, side by side in three scripts."""
    entries = current_site().guide.corpus.glossary
    groups = [
        (kind, [_word(entry) for entry in entries if entry.kind == kind])
        for kind in DICTIONARY_KINDS
    ]
    return render_template(
        "pages/glossary.html", groups=[(kind, words) for kind, words in groups if words]
    )
