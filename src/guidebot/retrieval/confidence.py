"""How likely it is that the guide covers a question.

Raw e5 cosines lie between 0.7 and 0.95 for everything, so none is a threshold. FEATURES
are taken instead and joined by a logistic regression that is fitted when the index is built,
on the corpus's own questions (each with its own vector left out) against everyday sentences.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guidebot.domain import Marks, SignalKind
from guidebot.retrieval.encoder import Vectors
from guidebot.safety.words import logistic

#: Nearest everyday sentences whose mean makes the floor of a question.
BACKGROUND_NEAREST = 5
#: Kinds of glossary entries that name the guide's own field, and those of medicine at large.
FIELD_KINDS = frozenset({"cell", "product"})
MEDICAL_KINDS = frozenset({"disease", "medicine", "term", "organisation"})
#: Words of either sort beyond these many say nothing more.
FIELD_WORDS_CAP, MEDICAL_WORDS_CAP = 2, 3
#: Signals that place a question in the field, and those that people also give elsewhere.
CORE_SIGNALS = frozenset({SignalKind.STROKE, SignalKind.CELL_THERAPY})
SIDE_SIGNALS = frozenset(
    {
        SignalKind.CLINIC_OFFER,
        SignalKind.ASKS_TRIALS,
        SignalKind.TRIAL_PERMISSION,
        SignalKind.ASKS_APPROVAL,
        SignalKind.HARMED,
    }
)
SIDE_SIGNALS_CAP = 2
#: Added to the weight of a question's words, so that two common words in a passage
#: ('either or') do not count as full coverage; about one and a half rare words.
COVERAGE_PRIOR = 10.0

FEATURES = ("margin", "nearness", "coverage", "field", "medical", "core", "side", "scope")
#: Beyond so much the recogniser's own certainty says nothing more.
MOST_LOGIT = 6.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted logistic regression over FEATURES.

    Attributes:
        weights: one for each feature.
        bias: the intercept.
    """

    weights: tuple[float, ...]
    bias: float

    def confidence(self, features: Sequence[float]) -> float:
        """Return 1 / (1 + exp(-(weights . features + bias))), in (0, 1)."""
        logit = self.bias + sum(
            weight * value for weight, value in zip(self.weights, features, strict=True)
        )
        return logistic(logit)


def topic_shares(kinds: frozenset[SignalKind]) -> tuple[float, float]:
    """Return how strongly triage places a question in the field: (core, side), in [0, 1]."""
    core = 1.0 if kinds & CORE_SIGNALS else 0.0
    return core, min(len(kinds & SIDE_SIGNALS), SIDE_SIGNALS_CAP) / SIDE_SIGNALS_CAP


def scope_logit(covered: float) -> float:
    """Return ln(p / (1 - p)) of the recogniser's chance that a text belongs to the field.

    Args:
        covered: in [0, 1].

    Returns:
        In [-MOST_LOGIT, MOST_LOGIT].
    """
    inside = min(max(covered, 1e-6), 1.0 - 1e-6)
    return max(-MOST_LOGIT, min(MOST_LOGIT, math.log(inside / (1.0 - inside))))


def topics(marks: Marks, covered: float) -> tuple[float, float, float]:
    """Return the features (core, side, scope) of a text.

    Args:
        marks: that the rules leave on it.
        covered: the recogniser's chance that it belongs to the field, in [0, 1].
    """
    return (*topic_shares(marks.kinds), scope_logit(covered))


def background_floor(query: Vectors, background: Vectors, skip: int | None = None) -> float:
    """Return the mean cosine with the nearest everyday sentences.

    Args:
        query: float32, shape (d,), unit length.
        background: float32, shape (n, d), rows of unit length.
        skip: position of a sentence to leave out (itself, when fitting).

    Returns:
        In [-1, 1]; higher means nearer to small talk.
    """
    cosines = background @ query
    if skip is not None:
        cosines[skip] = -1.0
    return float(np.sort(cosines)[-BACKGROUND_NEAREST:].mean())


def coverage(
    query: Sequence[str], passage: frozenset[str], rarity: Mapping[str, float], rarest: float
) -> float:
    """Return the share of the question's words, weighted by rarity, that a passage has.

    Args:
        query: tokens of the question.
        passage: tokens of the passage in all languages.
        rarity: inverse document frequency by token.
        rarest: the largest of them, which unknown tokens weigh.

    Returns:
        In [0, 1): held weight / (all weight + COVERAGE_PRIOR).
    """
    weights = {token: rarity.get(token, rarest) for token in query}
    total = sum(weights.values())
    held = sum(weight for token, weight in weights.items() if token in passage)
    return held / (total + COVERAGE_PRIOR)


def fit(features: NDArray[np.float64], covered: NDArray[np.bool_]) -> Calibration:
    """Fit the regression, both classes weighing the same.

    Args:
        features: float64, shape (n, len(FEATURES)).
        covered: bool, shape (n,), whether the guide covers the question.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(class_weight="balanced", C=10.0, max_iter=2000)
    model.fit(features, covered)
    weights = tuple(float(weight) for weight in model.coef_[0])
    return Calibration(weights, float(model.intercept_[0]))
