"""Rank the units of an index for one question, and measure the features of confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guidebot.retrieval.confidence import (
    DOMAIN_KINDS,
    DOMAIN_WORDS_CAP,
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


def features(
    index: Index,
    ranking: Ranking,
    query: Vectors,
    query_tokens: Sequence[str],
    concepts: Concepts,
    topics: float,
    skip_background: int | None = None,
) -> tuple[float, ...]:
    """Return the features of confidence.FEATURES for a question.

    margin: best cosine less the floor of everyday sentences; nearness: best cosine;
    coverage: share of the rare words that the leading units have; domain: words of the
    field, in [0, 1]; topics: as given, confidence.topic_share of its signals.
    """
    nearest = max(ranking.cosine.values(), default=0.0)
    floor = background_floor(query, index.background, skip_background)
    positions = {name: at for at, name in enumerate(index.units)}
    held = max(
        (
            coverage(query_tokens, index.unit_tokens[positions[name]], index.rarity)
            for name in ranking.order[:3]
        ),
        default=0.0,
    )
    field = {
        token[1:]
        for token in query_tokens
        if token.startswith("#") and concepts.kinds.get(token[1:]) in DOMAIN_KINDS
    }
    domain = min(len(field), DOMAIN_WORDS_CAP) / DOMAIN_WORDS_CAP
    return nearest - floor, nearest, held, domain, topics
