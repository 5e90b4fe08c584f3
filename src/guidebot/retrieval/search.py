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
from guidebot.retrieval.fusion import Scores, either, leading, ranked, standardised
from guidebot.retrieval.index import Index
from guidebot.retrieval.lexical import Concepts
from guidebot.retrieval.nearness import best_by_unit, nearness

#: Units whose sentences are compared too; the rest cannot come first any more.
CANDIDATES = 40
#: What nearness to its text counts for a passage that the chooser does not know.
UNCHOSEN_WEIGHT = 3.0
#: Standard deviations beyond which a lead in shared words says nothing more.
MOST_STANDARD = 8.0
#: Share of the highest possible score at which shared words are trusted in full.
FULL_TRUST = 0.4
#: What the last turn alone counts beside the turns that it leans on.
TURN_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Weights:
    """What each search counts.

    Attributes:
        asked: nearness to the questions that a unit answers.
        text: to its text.
        sentence: to its best sentence.
        words: shared with it.
    """

    asked: float
    text: float
    sentence: float
    words: float


#: Without a chooser, log odds for fusion.either, chosen on public sets of questions
#: (bench/retrieval.py); and beside one, which says most of it better, chosen on the tune half of
#: tests/data and on 3,912 lines that the chooser had not seen. Both neighbourhoods are flat.
ALONE = Weights(asked=1.35, text=0.45, sentence=0.675, words=0.1)
BESIDE_CHOOSER = Weights(asked=0.6, text=0.2, sentence=0.2, words=1.0)


@dataclass(frozen=True, slots=True)
class View:
    """A text as it is searched with.

    Attributes:
        vector: float32, shape (d,), unit length.
        tokens: of lexical.tokens.
        chosen: of Chooser.scores, float64, shape (units that it knows,); None where there is none.
    """

    vector: Vectors
    tokens: Sequence[str]
    chosen: Scores | None = None

    @property
    def weights(self) -> Weights:
        """Return what each search counts."""
        return ALONE if self.chosen is None else BESIDE_CHOOSER


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


def _fused(index: Index, view: View, skip: int | None) -> tuple[Scores, float]:
    """Return (fused score by unit, the largest cosine) of one text."""
    near = nearness(index, view.vector, skip)
    words = best_by_unit(
        index.lexical.scores(view.tokens).astype(np.float64),
        index.document_owners_array,
        len(index.units),
        0.0,
    )
    trust = lexical_trust(words, view.tokens, index.rarity, index.rarest)
    fused = (
        view.weights.asked * near.asked
        + view.weights.text * near.text
        + view.weights.words * trust * np.minimum(standardised(words), MOST_STANDARD)
    )
    if view.chosen is None:
        fused = either(words, trust, fused)
    else:
        fused[index.chosen_positions] += view.chosen
        unknown = index.unchosen_passages
        fused[unknown] += UNCHOSEN_WEIGHT * near.text[unknown]
    return fused, near.largest


def rank(index: Index, view: View, skip: int | None = None, also: View | None = None) -> Ranking:
    """Rank the units for a question.

    Args:
        index: to search.
        view: of the question.
        skip: a vector to leave out (the question's own, when fitting).
        also: the last turn alone, where the question joins several.
    """
    fused, nearest = _fused(index, view, skip)
    if also:
        fused = fused + TURN_WEIGHT * _fused(index, also, None)[0]
    head = leading(fused, CANDIDATES)
    sentences = standardised(_sentence_scores(index, view.vector, head))
    sure = fused[head] + view.weights.sentence * sentences
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
    view: View,
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
        view: of the question.
        concepts: of the glossary.
        topics: (core, side, scope): confidence.topic_shares and scope_logit.
        skip_background: an everyday sentence to leave out (the question itself, when fitting).
        instead: tokens by unit to use in place of the index's (without the question's own
            line, when fitting).
    """
    nearest = ranking.nearest
    floor = background_floor(view.vector, index.background, skip_background)
    held = max(
        (
            coverage(
                view.tokens,
                (instead or {}).get(name) or index.tokens_of(name),
                index.rarity,
                index.rarest,
            )
            for name in ranking.order[:3]
        ),
        default=0.0,
    )
    words = set(view.tokens)
    field = _share(words, FIELD_KINDS, concepts, FIELD_WORDS_CAP)
    medical = _share(words, MEDICAL_KINDS, concepts, MEDICAL_WORDS_CAP)
    return nearest - floor, nearest, held, field, medical, *topics
