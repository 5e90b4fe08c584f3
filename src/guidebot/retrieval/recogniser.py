"""Recognise signals, and whether a text belongs to the field, by nearness to the exemplars.

One logistic regression for each label over three kinds of features: weighted words
(safety.words), marks that the rules leave (what they find, and which circumstances hold), and the
vector of the text; and two small networks, one over marks and vector, one over the words. The
logits of the three are averaged: each errs elsewhere. Fitted when the index is built.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from guidebot.corpus.exemplars import COVERED, LEVELS
from guidebot.domain import Marks
from guidebot.retrieval.arrays import restored, stored
from guidebot.retrieval.encoder import Vectors
from guidebot.retrieval.lessons import LABELS, Lesson
from guidebot.retrieval.network import NO_NETWORK, Network, fit_network
from guidebot.retrieval.training import LabelTask
from guidebot.retrieval.word_network import (
    NO_WORD_NETWORK,
    NO_WORDS,
    WordNetwork,
    fit_word_network,
    sparse_words,
    vocabulary_of,
)
from guidebot.safety.words import Vocabulary, WordWeights, logistic

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

MarksOf = Callable[[str], Marks]

#: Brings the three kinds of features to a like spread; chosen on the tune half of tests/data.
WORDS_SCALE, MARKS_SCALE, VECTOR_SCALE = 5.0, 0.5, 8.0
#: Inverse strength of the penalty; the neighbourhood is flat.
C = 1.0
#: Of the optimiser; a finer one changes no decision and takes three times as long.
TOLERANCE = 1e-2
#: Parts in which each lesson is left out once, for an honest chance of being covered.
FOLDS = 3
#: Intercept of a label that no lesson has.
NEVER = -10.0
#: Smaller weights of words are left out of the file: together they change no decision.
LEAST_WEIGHT = 0.05


@dataclass(frozen=True)
class Recogniser:
    """The fitted regressions.

    Attributes:
        vocabulary: of the rows of `words`.
        words: float16, shape (pieces, len(LABELS)): there are very many, and half precision
            changes no decision.
        weights: float32, shape (len(LABELS), marks + d).
        bias: float32, shape (len(LABELS),).
        network: beside them, over marks and vector.
        word_network: beside them, over the words.
    """

    vocabulary: Vocabulary
    words: NDArray[np.float16]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    network: Network
    word_network: WordNetwork

    def probabilities(
        self, folded: str, marks: Sequence[float], vector: Vectors
    ) -> dict[str, float]:
        """Return how likely each of LABELS is, in (0, 1).

        Args:
            folded: the text.
            marks: of the same text, each 0 or 1.
            vector: float32, shape (d,), unit length, of the same text.
        """
        held, values = self.vocabulary.weigh(folded)
        marked = np.array(marks, dtype=np.float32)
        dense = np.concatenate([marked * MARKS_SCALE, vector * VECTOR_SCALE])
        totals = self.bias + self.weights @ dense
        totals = totals + (values * WORDS_SCALE) @ self.words[held].astype(np.float32)
        totals = totals + self.network.logits(vector, marked)
        totals = (totals + self.word_network.logits(held, values)) / 3
        return {label: logistic(float(total)) for label, total in zip(LABELS, totals, strict=True)}

    def save(self, path: Path) -> None:
        """Write the regressions to a file."""
        np.savez(
            path,
            codes=self.vocabulary.codes,
            rarity=self.vocabulary.rarity,
            words=self.words,
            weights=self.weights,
            bias=self.bias,
            **stored("network", self.network),
            **stored("word_network", self.word_network),
        )

    @classmethod
    def load(cls, path: Path) -> Recogniser:
        """Read what `save` wrote."""
        with np.load(path) as held:
            return cls(
                Vocabulary(held["codes"], held["rarity"]),
                held["words"],
                held["weights"],
                held["bias"],
                restored("network", Network, held),
                restored("word_network", WordNetwork, held),
            )


#: Stands in an index until it is fitted.
_NOTHING = np.zeros((len(LABELS), 0), dtype=np.float32)
NOTHING_RECOGNISED = Recogniser(
    NO_WORDS,
    _NOTHING.T.astype(np.float16),
    _NOTHING,
    _NOTHING,
    NO_NETWORK,
    NO_WORD_NETWORK,
)


def _regression(balanced: bool) -> LogisticRegression:
    """Return an unfitted logistic regression."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(
        C=C,
        class_weight="balanced" if balanced else None,
        solver="liblinear",
        tol=TOLERANCE,
        max_iter=1000,
        random_state=0,
    )


def _marked(taught: Sequence[Lesson], marks: MarksOf) -> NDArray[np.float32]:
    """Return the marks of lessons, float32, shape (len(taught), marks)."""
    return np.array([marks(lesson.text).values for lesson in taught], dtype=np.float32)


def _features(words: csr_matrix, marked: NDArray[np.float32], vectors: Vectors) -> csr_matrix:
    """Return the features of lessons, a scipy CSR matrix."""
    from scipy.sparse import csr_matrix, hstack

    dense = [csr_matrix(marked * MARKS_SCALE), csr_matrix(vectors * VECTOR_SCALE)]
    return hstack([words * WORDS_SCALE, *dense]).tocsr()


def fit_words(
    taught: Sequence[Lesson], marks: MarksOf, names: Sequence[str], digest: str
) -> WordWeights:
    """Fit the levels on words and marks alone, for the hour when there is no model.

    Args:
        taught: what to learn from.
        marks: of a folded text.
        names: of the marks' values, in their order.
        digest: of what it is fitted on; kept in the result.
    """
    vocabulary = vocabulary_of([lesson.text for lesson in taught])
    no_vectors = np.zeros((len(taught), 0), dtype=np.float32)
    words = sparse_words([lesson.text for lesson in taught], vocabulary)
    features = _features(words, _marked(taught, marks), no_vectors)
    labels = sorted(LEVELS)
    fitted = [_fit_label(taught, features, label) for label in labels]
    weights = np.array([one[0] for one in fitted], dtype=np.float32).T
    by_piece = weights[: len(vocabulary)] * WORDS_SCALE
    by_piece[np.abs(by_piece).max(axis=1) < LEAST_WEIGHT] = 0.0
    return WordWeights(
        labels=tuple(labels),
        bias=np.array([one[1] for one in fitted], dtype=np.float32),
        vocabulary=vocabulary,
        weights=by_piece.round(3),
        marks=tuple(names),
        mark_weights=weights[len(vocabulary) :] * MARKS_SCALE,
        taught=digest,
    )


def _fit_label(
    taught: Sequence[Lesson], features: csr_matrix, label: str
) -> tuple[NDArray[np.float64], float]:
    """Return (weights, intercept) of one label, fitted where it is known; never, if never seen."""
    rows = np.array([at for at, lesson in enumerate(taught) if label in lesson.known])
    holds = np.array([label in taught[at].labels for at in rows])
    if not holds.any() or holds.all():
        return np.zeros(features.shape[1]), NEVER
    model = _regression(label == COVERED).fit(features[rows], holds)
    return model.coef_[0], float(model.intercept_[0])


def fit(
    taught: Sequence[Lesson], marks: MarksOf, vectors: Vectors
) -> tuple[Recogniser, NDArray[np.float64]]:
    """Fit one regression for each label, and the networks.

    Args:
        taught: what to learn from.
        marks: of a folded text.
        vectors: float32, shape (len(taught), d), rows of unit length.

    Returns:
        The recogniser, and for each lesson how likely it is covered when it is left out of the
        fit (FOLDS folds), float64, shape (len(taught),).
    """
    vocabulary = vocabulary_of([lesson.text for lesson in taught])
    words = sparse_words([lesson.text for lesson in taught], vocabulary)
    marked, task = _marked(taught, marks), _task(taught)
    features = _features(words, marked, vectors)
    fitted = [_fit_label(taught, features, label) for label in LABELS]
    weights = np.array([one[0] for one in fitted], dtype=np.float32)
    recogniser = Recogniser(
        vocabulary,
        weights[:, : len(vocabulary)].T.astype(np.float16),
        weights[:, len(vocabulary) :],
        np.array([one[1] for one in fitted], dtype=np.float32),
        fit_network(vectors, marked, task),
        fit_word_network(words, task),
    )
    return recogniser, _left_out(features, words, marked, vectors, task)


def _task(taught: Sequence[Lesson]) -> LabelTask:
    """Return which labels hold of each lesson, and of which that is known."""

    def table(sets: Sequence[frozenset[str]]) -> NDArray[np.float32]:
        """Return 1 where a set has the label, float32, shape (len(sets), len(LABELS))."""
        return np.array([[label in each for label in LABELS] for each in sets], dtype=np.float32)

    return LabelTask(table([one.labels for one in taught]), table([one.known for one in taught]))


def _left_out(
    features: csr_matrix,
    words: csr_matrix,
    marked: NDArray[np.float32],
    vectors: Vectors,
    task: LabelTask,
) -> NDArray[np.float64]:
    """Return how likely each lesson is covered when it is left out of the fit (FOLDS folds)."""
    from scipy.special import expit
    from sklearn.model_selection import StratifiedKFold

    at = LABELS.index(COVERED)
    covered = task.holds[:, at] > 0
    chances = np.zeros(len(covered))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for kept, out in folds.split(features, covered):
        rest = LabelTask(task.holds[kept], task.known[kept])
        by_sum = _regression(True).fit(features[kept], covered[kept])
        network = fit_network(vectors[kept], marked[kept], rest)
        word_network = fit_word_network(words[kept], rest)
        logits = by_sum.decision_function(features[out])
        logits += network.logits(vectors[out], marked[out])[:, at]
        logits += word_network.all_logits(words[out])[:, at]
        chances[out] = expit(logits / 3)
    return chances
