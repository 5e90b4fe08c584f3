"""Fit confidence on the corpus's own questions against everyday sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from guidebot.domain import Corpus
from guidebot.language import fold
from guidebot.retrieval.confidence import Calibration, fit
from guidebot.retrieval.encoder import Role, Vectors
from guidebot.retrieval.lexical import Concepts, tokens
from guidebot.retrieval.search import features, rank
from guidebot.retrieval.store import Entry, Index

#: One of so many of the corpus's questions is used; a thousand are enough for five numbers.
EVERY = 5


def calibrate(
    index: Index,
    entries: Sequence[Entry],
    vectors: Vectors,
    corpus: Corpus,
    concepts: Concepts,
    topics: Callable[[str], float],
) -> Calibration:
    """Return the fitted regression for an index.

    Args:
        index: complete but for its calibration.
        entries: what the vectors stand for, in their order.
        vectors: float32, shape (len(entries), d).
        corpus: whose background sentences are the questions that are not covered.
        concepts: of its glossary.
        topics: confidence.topic_share of the signals of a folded text.
    """
    rows, covered = [], []
    asked = [at for at, entry in enumerate(entries) if entry.role is Role.QUERY][::EVERY]
    for at in asked:
        words = tokens(entries[at].text, concepts)
        ranking = rank(index, vectors[at], words, skip=at)
        share = topics(entries[at].text)
        rows.append(features(index, ranking, vectors[at], words, concepts, share))
        covered.append(True)
    for at, line in enumerate(corpus.background):
        words = tokens(fold(line), concepts)
        ranking = rank(index, index.background[at], words)
        share = topics(fold(line))
        rows.append(features(index, ranking, index.background[at], words, concepts, share, at))
        covered.append(False)
    return fit(np.array(rows), np.array(covered))
