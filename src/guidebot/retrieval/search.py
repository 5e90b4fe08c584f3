"""Rank the units of an index for one question, and measure the features of confidence."""

from __future__ import annotations

import math
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
from guidebot.retrieval.fusion import Scores, leading, ranked, standardised
from guidebot.retrieval.index import Index
from guidebot.retrieval.lexical import Concepts
from guidebot.retrieval.nearness import best_by_unit, nearness

#: Units whose sentences are compared too; the rest cannot come first any more.
CANDIDATES = 40
#: What each search counts: the questions that a passage answers, its text, its best sentence,
#: shared words. Chosen on the tune half of tests/data; the neighbourhood is flat.
ASKED_WEIGHT, TEXT_WEIGHT, SENTENCE_WEIGHT, LEXICAL_WEIGHT = 1.0, 0.3, 0.5, 1.0
#: And the chooser, which weighs all ways of asking at once.
CHOOSER_WEIGHT = 1.25
#: Standard deviations beyond which a lead in shared words says nothing more.
MOST_STANDARD = 8.0
#: Share of the highest possible score at which shared words are trusted in full.
FULL_TRUST = 0.4
#: What the last turn alone counts beside the turns that it leans on.
TURN_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Ranking:
    """Units for one question.

    Attributes:
        scores: fused score by unit of `order`: 1 for the first, falling towards 0.
        nearest: the largest cosine of any vector, in [-1, 1].
        order: the leading units, best first.
    """

    scores: dict[str, float]
    nearest: float
    order: list[str]


def _chosen_scores(index: Index, query: Vectors) -> Scores:
    """Return the standardised score of the chooser by unit; 0 for what it does not know."""
    scores = np.zeros(len(index.units))
    if index.fits.chooser.units:
        scores[index.chosen_positions] = standardised(index.fits.chooser.logits(query))
    return scores


def _sentence_scores(index: Index, query: Vectors, units: NDArray[np.int64]) -> Scores:
    """Return the cosine of each unit's nearest sentence; one without sentences gets the mean."""
    scores = np.full(len(units), np.nan)
    rows = {at: index.sentence_rows.get(int(unit)) for at, unit in enumerate(units)}
    held = {at: some for at, some in rows.items() if some is not None}
    if held:
        cosines = index.sentence_cosines(np.concatenate([*held.values()]), query)
        starts = np.cumsum([0, *map(len, held.values())])[:-1]
        scores[[*held]] = np.maximum.reduceat(cosines, starts)
    mean = float(np.nanmean(scores)) if np.isfinite(scores).any() else 0.0
    filled: Scores = np.nan_to_num(scores, nan=mean)
    return filled


def lexical_trust(
    scores: Scores, query_tokens: Sequence[str], rarity: Mapping[str, float], rarest: float
) -> float:
    """Return how far shared words can be trusted to rank, in [0, 1].

    A question in another language shares a name or a number with some text by chance; what little
    is shared must not outvote its meaning. The best score is compared with what a text that holds
    every word of the question would get (the sum of their rarities).

    Args:
        scores: BM25 by unit, >= 0.
        query_tokens: of the question; unknown ones weigh as the rarest.
        rarity: inverse document frequency by token.
        rarest: the largest of them.
    """
    most = sum(rarity.get(token, rarest) for token in query_tokens)
    return min(1.0, float(scores.max()) / most / FULL_TRUST) if most else 0.0


def _fused(
    index: Index, query: Vectors, query_tokens: Sequence[str], skip: int | None
) -> tuple[Scores, float]:
    """Return (fused score by unit, the largest cosine) of one text."""
    near = nearness(index, query, skip)
    words = best_by_unit(
        index.lexical.scores(query_tokens).astype(np.float64),
        index.document_owners_array,
        len(index.units),
        0.0,
    )
    trust = lexical_trust(words, query_tokens, index.rarity, index.rarest)
    fused = (
        ASKED_WEIGHT * near.asked
        + TEXT_WEIGHT * near.text
        + CHOOSER_WEIGHT * _chosen_scores(index, query)
        + LEXICAL_WEIGHT * trust * np.minimum(standardised(words), MOST_STANDARD)
    )
    return fused, near.largest


def rank(
    index: Index,
    query: Vectors,
    query_tokens: Sequence[str],
    skip: int | None = None,
    also: tuple[Vectors, Sequence[str]] | None = None,
) -> Ranking:
    """Rank the units for a question.

    Args:
        index: to search.
        query: float32, shape (d,), unit length.
        query_tokens: of the same question.
        skip: a vector to leave out (the question's own, when fitting).
        also: vector and tokens of the last turn alone, where the question joins several.
    """
    fused, nearest = _fused(index, query, query_tokens, skip)
    if also:
        fused = fused + TURN_WEIGHT * _fused(index, *also, None)[0]
    head = leading(fused, CANDIDATES)
    sure = fused[head] + SENTENCE_WEIGHT * standardised(_sentence_scores(index, query, head))
    top = float(sure.max())
    scores = {
        index.units[unit]: 2.0 / (1.0 + math.exp(top - value))
        for unit, value in zip(head, sure, strict=True)
    }
    return Ranking(scores, nearest, ranked(scores))


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
    topics: tuple[float, float, float],
    *,
    skip_background: int | None = None,
    instead: Mapping[str, frozenset[str]] | None = None,
) -> tuple[float, ...]:
    """Return the features of confidence.FEATURES for a question.

    margin: best cosine less the floor of everyday sentences; nearness: best cosine;
    coverage: share of the rare words that the leading units have; field, medical: words of
    either sort, in [0, 1]; core, side, scope: as given.

    Args:
        index: that was searched.
        ranking: of the question.
        query: float32, shape (d,), unit length.
        query_tokens: of the same question.
        concepts: of the glossary.
        topics: (core, side, scope): confidence.topic_shares and scope_logit.
        skip_background: an everyday sentence to leave out (the question itself, when fitting).
        instead: tokens by unit to use in place of the index's (without the question's own
            line, when fitting).
    """
    nearest = ranking.nearest
    floor = background_floor(query, index.background, skip_background)
    held = max(
        (
            coverage(
                query_tokens,
                (instead or {}).get(name) or index.tokens_of(name),
                index.rarity,
                index.rarest,
            )
            for name in ranking.order[:3]
        ),
        default=0.0,
    )
    words = set(query_tokens)
    field = _share(words, FIELD_KINDS, concepts, FIELD_WORDS_CAP)
    medical = _share(words, MEDICAL_KINDS, concepts, MEDICAL_WORDS_CAP)
    return nearest - floor, nearest, held, field, medical, *topics
