"""How likely it is that the guide covers a question.

Raw e5 cosines lie between 0.7 and 0.95 for everything, so none is a threshold. Five features
are taken instead and joined by a logistic regression that is fitted when the index is built,
on the corpus's own questions (each with its own vector left out) against everyday sentences.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guidebot.domain import SignalKind
from guidebot.retrieval.encoder import Vectors

#: Nearest everyday sentences whose mean makes the floor of a question.
BACKGROUND_NEAREST = 5
#: Domain words beyond this many say nothing more.
DOMAIN_WORDS_CAP = 3
#: Kinds of glossary entries that belong to the guide's own field.
DOMAIN_KINDS = frozenset({"cell", "product", "term"})
#: Topic signals beyond this many say nothing more.
TOPICS_CAP = 2
#: Signals that everyday questions hardly give.
FIELD_SIGNALS = frozenset(
    {
        SignalKind.STROKE,
        SignalKind.CELL_THERAPY,
        SignalKind.CLINIC_OFFER,
        SignalKind.ASKS_TRIALS,
        SignalKind.TRIAL_PERMISSION,
        SignalKind.ASKS_APPROVAL,
        SignalKind.HARMED,
    }
)

FEATURES = ("margin", "nearness", "coverage", "domain", "topics")


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
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))


def topic_share(kinds: frozenset[SignalKind]) -> float:
    """Return how strongly triage places a question in the guide's field, in [0, 1]."""
    return min(len(kinds & FIELD_SIGNALS), TOPICS_CAP) / TOPICS_CAP


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


def coverage(query: Sequence[str], passage: frozenset[str], rarity: dict[str, float]) -> float:
    """Return the share of the question's words, weighted by rarity, that a passage has.

    Args:
        query: tokens of the question.
        passage: tokens of the passage in all languages.
        rarity: inverse document frequency by token; unknown tokens weigh as the rarest.

    Returns:
        In [0, 1]; 0 for a question without words.
    """
    rarest = max(rarity.values(), default=1.0)
    weights = {token: rarity.get(token, rarest) for token in query}
    total = sum(weights.values())
    held = sum(weight for token, weight in weights.items() if token in passage)
    return held / total if total else 0.0


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
