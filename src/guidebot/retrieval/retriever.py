"""Find passages, sentences and trial records for a question."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from guidebot.corpus.exemplars import COVERED
from guidebot.domain import (
    ACUTE,
    ANYWHERE,
    Corpus,
    Findings,
    Hit,
    IndexFacts,
    Marks,
    Passage,
    TrialRecord,
)
from guidebot.language import fold
from guidebot.retrieval.chooser import what_is_known
from guidebot.retrieval.confidence import topics
from guidebot.retrieval.encoder import Encoder, Role, Vectors
from guidebot.retrieval.index import Index
from guidebot.retrieval.lexical import Concepts, tokens
from guidebot.retrieval.names import NameBook, Named, squash
from guidebot.retrieval.search import Ranking, View, features, rank

#: Passages returned, and trial records shown at most.
HITS, RECORDS = 6, 6
#: Of so many passages the nearest sentence is found: as many as an answer shows at most.
QUOTED = 3
#: Trial records among so many leading units are shown without being named.
RECORD_DEPTH = 25
#: Letters with digits: a name that everyday questions do not share with the corpus by chance.
_CODE = re.compile(r"(?=.*\d)[a-z][a-z0-9-]{3,}")
#: A question that names a product, an id or a code of the corpus is covered.
NAMED_CONFIDENCE = 0.9
#: Score of a passage that only a name leads to.
LEAST_SCORE = 1e-6
#: A passage of the site's own documents leads only where no reviewed one comes near it.
SITE_STANDING = 0.6
#: So does what holds for one place only where the question names another, and what is for a
#: stroke that is happening where it tells of an old one. Where no place is named, what holds for
#: one gives way to its near equal. 'And in Japan?' asks for what is on Japan.
ELSEWHERE, UNASKED, HERE = 0.1, 0.7, 12.0


@dataclass(frozen=True, slots=True)
class Query:
    """A text, read.

    Attributes:
        text: as typed, or joined turns.
        folded: for matching.
        vector: float32, shape (d,), unit length.
        marks: that the rules left.
        probabilities: by label of lessons.LABELS, in (0, 1).
        encode_ms: time spent on the vector, milliseconds.
        turn: the last turn alone, where the text joins several; it counts once more, so that the
            turns before it do not drown it.
    """

    text: str
    folded: str
    vector: Vectors
    marks: Marks
    probabilities: dict[str, float]
    encode_ms: float
    turn: Query | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is about, beside its words.

    Attributes:
        places: ISO codes that it names.
        long_past: it tells of a stroke that is over, and asks of cells.
        asks_on: it leans on the turns before it.
    """

    places: tuple[str, ...] = ()
    long_past: bool = False
    asks_on: bool = False

    def excludes(self, passage: Passage) -> bool:
        """Return whether a passage holds for another place, or for another time."""
        elsewhere = self.places and passage.place not in {*ANYWHERE, *self.places}
        return bool(elsewhere) or (self.long_past and passage.stage == ACUTE)

    def factor(self, hit: Hit) -> float:
        """Return what the score of a hit is multiplied by: ELSEWHERE, UNASKED, 1 or HERE."""
        place = hit.passage.place
        if self.excludes(hit.passage):
            return ELSEWHERE
        if self.asks_on and place in self.places:
            return HERE
        # A product is named instead of the place where it was made.
        return 1.0 if self.places or hit.exact or place in ANYWHERE else UNASKED


#: Nothing is left out.
EVERYWHERE = Scope()


def _standing(hit: Hit, scope: Scope) -> float:
    """Return the score by which hits are ordered: a reviewed one before the site's own."""
    site = SITE_STANDING if hit.passage.site else 1.0
    return hit.score * site * scope.factor(hit)


def _precedence(hit: Hit, named: Set[str], scope: Scope) -> tuple[int, float]:
    """Return what hits are sorted by: how many named products a passage is about, then its score.

    A passage on one of them alone says more about it than one that lists it among ten.

    Args:
        hit: scored.
        named: products of the question.
        scope: of the question.
    """
    about = hit.passage.products
    shared = len(named & set(about))
    return -shared, -_standing(hit, scope) * (shared / len(about) if shared else 1.0)


def _with_its_own(hits: Sequence[Hit], named: Set[str]) -> list[Hit]:
    """Return hits with one of the first QUOTED on nothing but named products, if there is one.

    Whoever names a product wants to read what it is, whatever lists it among others say better.

    Args:
        hits: in their order.
        named: products of the question.
    """
    ordered = list(hits)
    own = [at for at, hit in enumerate(hits) if hit.exact and set(hit.passage.products) <= named]
    if own and own[0] >= QUOTED:
        ordered.insert(QUOTED - 1, ordered.pop(own[0]))
    return ordered


class Retriever:
    """Search over one index.

    Args:
        corpus: what the index was built from.
        index: loaded.
        encoder: the model that the index was built with.

    Attributes:
        encoder: as given; outlives the index when a new one takes its place.
    """

    def __init__(self, corpus: Corpus, index: Index, encoder: Encoder) -> None:
        self._index = index
        self.encoder = encoder
        self._concepts = Concepts(corpus.glossary)
        self._names = NameBook(corpus.trials, corpus.passages, corpus.glossary, corpus.makers)
        self._passages = {f"passage:{passage.id}": passage for passage in corpus.searchable}
        self._records = {f"trial:{row}": record for row, record in enumerate(corpus.trials)}
        self._sentence_rows = self._rows_by_passage()
        self._record_concepts = {
            name: self._diseases(f"{record.condition['zh']}\n{record.condition['en']}")
            for name, record in self._records.items()
        }

    @property
    def facts(self) -> IndexFacts:
        """Return what is searched with; a model's folder is named by its last part."""
        dense = self._index.dense
        return IndexFacts(Path(self.encoder.name).name, dense.kind, len(dense))

    def _rows_by_passage(self) -> dict[tuple[str, str], list[int]]:
        """Return the rows of sentence vectors by passage id and written language."""
        rows: dict[tuple[str, str], list[int]] = {}
        for row, sentence in enumerate(self._index.sentences):
            rows.setdefault((sentence.passage, sentence.written), []).append(row)
        return rows

    def _diseases(self, text: str) -> frozenset[str]:
        """Return the disease concepts of a text."""
        found = self._concepts.find(fold(text))
        return frozenset(name for name in found if self._concepts.kinds[name] == "disease")

    def read(self, texts: Sequence[str], marks: Sequence[Marks]) -> list[Query]:
        """Return texts encoded and recognised.

        Args:
            texts: as typed, or joined turns.
            marks: that the rules leave on each of them, folded.
        """
        started = perf_counter()
        folded = [fold(text) for text in texts]
        vectors = self.encoder.encode(folded, Role.QUERY)
        encode_ms = (perf_counter() - started) * 1000 / len(texts)
        recognise = self._index.fits.recogniser.probabilities
        return [
            Query(text, line, vector, one, recognise(line, one.values, vector), encode_ms)
            for text, line, vector, one in zip(texts, folded, vectors, marks, strict=True)
        ]

    def spelled(self, text: str, folded: str) -> str:
        """Return a text in the characters that are meant; as typed, if they stand there.

        Args:
            text: as typed: wholly in pinyin, or with characters that only sound right.
            folded: the same.
        """
        speller = self._index.fits.speller
        mended = speller.mended(folded)
        return speller.spelled(text) if mended == folded else mended

    def search(self, query: Query, written: str, scope: Scope = EVERYWHERE) -> Findings:
        """Return what answers a question.

        Args:
            query: with what it refers to resolved; ids and names of its last turn count before
                those of the turns that it leans on.
            written: 'zh' or 'en', the language whose sentences are picked.
            scope: of the question.

        Returns:
            At most HITS passages and RECORDS records, best first; exact matches lead.
        """
        started = perf_counter()
        view = self._view(query)
        named = self._names.find((query.turn or query).text)
        if named.empty and not named.made_by and query.turn:
            named = self._names.find(query.text)
        turn = self._view(query.turn) if query.turn else None
        ranking = rank(self._index, view, also=turn)
        placed = topics(query.marks, query.probabilities[COVERED])
        measured = features(self._index, ranking, view, self._concepts, placed)
        confidence = self._index.fits.calibration.confidence(measured)
        if named.products or named.records or self._holds_code(view.tokens):
            confidence = max(confidence, NAMED_CONFIDENCE)
        hits = self._hits(ranking, named, scope)
        return Findings(
            hits=hits,
            trials=self._trials(ranking, named, query.text),
            confidence=confidence,
            unknown_ids=named.unknown_ids,
            malformed_ids=named.malformed_ids,
            near_names=named.near_names,
            foreign_names=self._not_written(named.foreign),
            highlights={
                hit.passage.id: self._sentences(hit.passage, written, query.vector)
                for hit in hits[:QUOTED]
            },
            encode_ms=query.encode_ms,
            retrieve_ms=(perf_counter() - started) * 1000,
        )

    def _view(self, query: Query) -> View:
        """Return a text as it is searched with."""
        chooser, chosen = self._index.fits.chooser, None
        if chooser.units:
            known = what_is_known(query.marks, query.probabilities)
            chosen = chooser.scores(query.folded, query.vector, known)
        return View(query.vector, tokens(query.folded, self._concepts), chosen)

    def names_something(self, text: str) -> bool:
        """Return whether a text names a product or an id."""
        return not self._names.find(text).empty

    def in_digits(self, text: str) -> str:
        """Return a text in which codes and ids stand in digits, whoever dictated them."""
        return self._names.in_digits(text)

    def completed(self, text: str, context: Sequence[str]) -> str:
        """Return a text in which the part of a code that earlier turns complete stands whole."""
        return self._names.completed(text, "\n".join(context))

    def _holds_code(self, words: Sequence[str]) -> bool:
        """Return whether a code of the question (CXCR4, IL-10) stands in the corpus."""
        return any(_CODE.fullmatch(word) and word in self._index.rarity for word in words)

    def _not_written(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the names that no text of the corpus holds."""
        return tuple(
            name for name in names if not {fold(name), squash(name)} & self._index.rarity.keys()
        )

    def _hits(self, ranking: Ranking, named: Named, scope: Scope) -> tuple[Hit, ...]:
        """Return passages: those about the named products first, then by score."""
        products = {*named.products, *named.made_by, *(one.product for one in named.records)}
        hits = [
            Hit(passage, ranking.scores[name], bool(products & set(passage.products)))
            for name in ranking.order
            if (passage := self._passages.get(name))
        ]
        known = {hit.passage.id for hit in hits}
        # What is on a named product alone is shown even where no words lead to it.
        hits += [
            Hit(passage, LEAST_SCORE, True)
            for passage in self._passages.values()
            if passage.products
            and products.issuperset(passage.products)
            and passage.id not in known
        ]
        hits.sort(key=lambda hit: _precedence(hit, products, scope))
        return tuple(_with_its_own(hits, products)[:HITS])

    def _trials(self, ranking: Ranking, named: Named, text: str) -> tuple[TrialRecord, ...]:
        """Return records: named ids, else named products, else those of the disease asked for."""
        if named.records:
            return named.records[:RECORDS]
        if made := named.products or named.made_by:
            order = {product: at for at, product in enumerate(made)}
            found = [record for record in self._records.values() if record.product in order]
            return tuple(sorted(found, key=lambda record: order[record.product]))[:RECORDS]
        wanted = self._diseases(text)
        return tuple(
            self._records[name]
            for name in ranking.order[:RECORD_DEPTH]
            if name in self._records and wanted & self._record_concepts[name]
        )[:RECORDS]

    def _sentences(self, passage: Passage, written: str, query: Vectors) -> tuple[str, ...]:
        """Return the sentence of a passage that is nearest to the question."""
        rows = self._sentence_rows.get((passage.id, written), [])
        if not rows:
            return ()
        best = rows[int(np.argmax(self._index.sentence_cosines(rows, query)))]
        sentence = self._index.sentences[best]
        return (passage.texts[written].text[sentence.start : sentence.end],)
