"""Fit confidence on the corpus's own questions and the exemplars against what is off topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from guidebot.corpus.exemplars import COVERED, LEVELS
from guidebot.domain import Corpus
from guidebot.language import fold
from guidebot.retrieval.confidence import Calibration, fit
from guidebot.retrieval.encoder import Role, Vectors
from guidebot.retrieval.entries import Entry, documents_of, entries_of, everyday_of
from guidebot.retrieval.index import Index
from guidebot.retrieval.lexical import Concepts, tokens
from guidebot.retrieval.search import View, features, rank
from guidebot.retrieval.vector_cache import VectorCache

#: One of so many of the corpus's questions is used; some hundreds are enough for so few numbers.
EVERY = 15
#: And of so many exemplars.
EVERY_EXEMPLAR = 6


def calibrate(
    index: Index,
    entries: Sequence[Entry],
    vectors: Vectors,
    corpus: Corpus,
    concepts: Concepts,
    cache: VectorCache,
    topics: Callable[[str], tuple[float, float, float]],
) -> Calibration:
    """Return the fitted regression for an index.

    Args:
        index: complete but for its calibration.
        entries: what the vectors stand for, in their order.
        vectors: float32, shape (len(entries), d).
        corpus: whose background sentences are the questions that are not covered.
        concepts: of its glossary.
        cache: gives the vectors of the exemplars.
        topics: (core, side, scope) of a folded text that the recogniser has not learned from.
    """
    rows, covered = [], []
    counts = _token_counts(corpus, concepts)
    asked = [at for at, entry in enumerate(entries) if entry.role is Role.QUERY][::EVERY]
    for at in asked:
        words = tokens(entries[at].text, concepts)
        view = View(vectors[at], words)
        ranking = rank(index, view, skip=at)
        name = index.units[entries[at].unit]
        left = Counter(counts[name])
        left.subtract(words)
        rest = frozenset(word for word, count in left.items() if count > 0)
        share = topics(entries[at].text)
        rows.append(features(index, ranking, view, concepts, share, instead={name: rest}))
        covered.append(True)
    everyday = {line: at for at, line in enumerate(everyday_of(corpus))}
    calm = [one for one in corpus.exemplars if not one.labels & LEVELS][::EVERY_EXEMPLAR]
    said = [(fold(one.text), COVERED in one.labels) for one in calm]
    said += [(fold(line), False) for line in corpus.background]
    queries = cache.encode([text for text, _ in said], Role.QUERY)
    for (text, is_covered), query in zip(said, queries, strict=True):
        view = View(query, tokens(text, concepts))
        ranking, own = rank(index, view), everyday.get(text)
        rows.append(features(index, ranking, view, concepts, topics(text), skip_background=own))
        covered.append(is_covered)
    return fit(np.array(rows), np.array(covered))


def _token_counts(corpus: Corpus, concepts: Concepts) -> dict[str, Counter[str]]:
    """Return how often each token stands in the documents of each unit, by its name."""
    units, _ = entries_of(corpus)
    counts = {name: Counter[str]() for name in units}
    for owner, words in zip(*documents_of(corpus, concepts), strict=True):
        counts[units[owner]].update(words)
    return counts
