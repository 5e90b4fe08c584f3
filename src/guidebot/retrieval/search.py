"""Rank the units of an index for one question, and measure the features of confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guidebot.retrieval.confidence import (
    FIELD_KINDS,
    FIELD_WORDS_CAP,
    MEDICAL_KINDS,
    MEDICAL_WORDS_CAP,
    background_floor,
    coverage,
)
from guidebot.retrieval.encoder import Vectors
from guidebot.retrieval.fusion import ranked, reciprocal_rank_fusion
from guidebot.retrieval.lexical import Concepts
from guidebot.retrieval.store import Index

#: Vectors and documents looked at; the fused head is far shorter.
DEPTH = 100
#: Nearness in meaning counts a little more than shared words.
DENSE_WEIGHT, LEXICAL_WEIGHT = 1.0, 0.8


@dataclass(frozen=True, slots=True)
class Ranking:
    """Units for one question.

    Attributes:
        scores: fused score by unit, in (0, 1].
        cosine: best cosine by unit.
        order: units, best first.
    """

    scores: dict[str, float]
    cosine: dict[str, float]
    order: list[str]


def _best(pairs: Sequence[tuple[int, float]], units: Sequence[str]) -> dict[str, float]:
    """Return the best score of each unit."""
    best: dict[str, float] = {}
    for unit, score in pairs:
        name = units[unit]
        if score > best.get(name, -1.0):
            best[name] = score
    return best


def rank(
    index: Index, query: Vectors, query_tokens: Sequence[str], skip: int | None = None
) -> Ranking:
    """Rank the units for a question.

    Args:
        index: to search.
        query: float32, shape (d,), unit length.
        query_tokens: of the same question.
        skip: a vector to leave out (the question's own, when fitting).
    """
    ids, cosines = index.dense.search(query[None, :], DEPTH)
    near = [
        (index.owners[vector], float(cosine))
        for vector, cosine in zip(ids[0], cosines[0], strict=True)
        if vector != skip
    ]
    dense = _best(near, index.units)
    scores: NDArray[np.float32] = index.lexical.scores(query_tokens)
    head = np.argsort(-scores, kind="stable")[:DEPTH]
    words = _best(
        [(index.document_owners[at], float(scores[at])) for at in head if scores[at] > 0],
        index.units,
    )
    fused = reciprocal_rank_fusion([ranked(dense), ranked(words)], [DENSE_WEIGHT, LEXICAL_WEIGHT])
    return Ranking(fused, dense, ranked(fused))


def _share(words: set[str], kinds: frozenset[str], concepts: Concepts, cap: int) -> float:
    """Return how many concepts of some kinds stand among the words, of `cap`, in [0, 1]."""
    named = {word[1:] for word in words if word.startswith("#")}
    return min(sum(concepts.kinds.get(name) in kinds for name in named), cap) / cap


def features(
    index: Index,
    ranking: Ranking,
    query: Vectors,
    query_tokens: Sequence[str],
    concepts: Concepts,
    topics: tuple[float, float],
    *,
    skip_background: int | None = None,
    instead: Mapping[str, frozenset[str]] | None = None,
) -> tuple[float, ...]:
    """Return the features of confidence.FEATURES for a question.

    margin: best cosine less the floor of everyday sentences; nearness: best cosine;
    coverage: share of the rare words that the leading units have; field, medical: words of
    either sort, in [0, 1]; core, side: as given, confidence.topic_shares of its signals.

    Args:
        index: that was searched.
        ranking: of the question.
        query: float32, shape (d,), unit length.
        query_tokens: of the same question.
        concepts: of the glossary.
        topics: (core, side).
        skip_background: an everyday sentence to leave out (the question itself, when fitting).
        instead: tokens by unit to use in place of the index's (without the question's own
            line, when fitting).
    """
    nearest = max(ranking.cosine.values(), default=0.0)
    floor = background_floor(query, index.background, skip_background)
    held = max(
        (
            coverage(query_tokens, (instead or {}).get(name) or index.tokens_of(name), index.rarity)
            for name in ranking.order[:3]
        ),
        default=0.0,
    )
    words = set(query_tokens)
    field = _share(words, FIELD_KINDS, concepts, FIELD_WORDS_CAP)
    medical = _share(words, MEDICAL_KINDS, concepts, MEDICAL_WORDS_CAP)
    return nearest - floor, nearest, held, field, medical, *topics
