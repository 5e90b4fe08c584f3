"""Recognise signals, and whether a text belongs to the field, by nearness to the exemplars.

One logistic regression for each label over three kinds of features: weighted words
(safety.words), marks that the rules leave (what they find, and which circumstances hold), and the
vector of the text; and a small network over marks and vector. Their logits are averaged: on lines
that are left out of fitting, what is said of a label is 5 to 15 % less surprising than by the
regressions alone (log loss). Fitted when the index is built.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from guidebot.corpus.exemplars import COVERED, LEVELS
from guidebot.domain import Corpus, Marks, SignalKind
from guidebot.language import fold
from guidebot.retrieval.encoder import Vectors
from guidebot.retrieval.network import Network, fit_network
from guidebot.safety.words import Vocabulary, WordWeights, logistic, pieces

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

MarksOf = Callable[[str], Marks]

LABELS: tuple[str, ...] = (COVERED, *(kind.value for kind in SignalKind))
#: Pieces that stand in fewer texts are left out.
LEAST_TEXTS = 2
#: Brings the three kinds of features to a like spread; chosen on the tune half of tests/data.
WORDS_SCALE, MARKS_SCALE, VECTOR_SCALE = 5.0, 0.5, 8.0
#: Inverse strength of the penalty; the neighbourhood is flat.
C = 1.0
#: Of the optimiser; a finer one changes no decision and takes three times as long.
TOLERANCE = 1e-2
#: Questions of a passage and language that are learned from; more of them say nothing new.
MOST_ASKED = 2
#: Parts in which each lesson is left out once, for an honest chance of being covered.
FOLDS = 3
#: Intercept of a label that no lesson has.
NEVER = -10.0
#: Smaller weights of words are left out of the file: together they change no decision.
LEAST_WEIGHT = 0.05
#: Topic whose questions speak of emergencies without being one; left out as examples of none.
ACUTE_TOPIC = "acute-stroke"


@dataclass(frozen=True)
class Recogniser:
    """The fitted regressions.

    Attributes:
        vocabulary: of the rows of `words`.
        words: float16, shape (pieces, len(LABELS)): there are very many, and half precision
            changes no decision.
        weights: float32, shape (len(LABELS), marks + d).
        bias: float32, shape (len(LABELS),).
        network: beside them.
    """

    vocabulary: Vocabulary
    words: NDArray[np.float16]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    network: Network

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
        totals = (totals + self.network.logits(vector, marked)) / 2
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
            **{f"network_{name}": value for name, value in vars(self.network).items()},
        )

    @classmethod
    def load(cls, path: Path) -> Recogniser:
        """Read what `save` wrote."""
        with np.load(path) as stored:
            parts = [one.name for one in fields(Network)]
            return cls(
                Vocabulary(stored["codes"], stored["rarity"]),
                stored["words"],
                stored["weights"],
                stored["bias"],
                Network(**{name: stored[f"network_{name}"] for name in parts}),
            )


#: Stands in an index until it is fitted.
_NOTHING = np.zeros((len(LABELS), 0), dtype=np.float32)
NO_WORDS = Vocabulary(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.float32))
NOTHING_RECOGNISED = Recogniser(
    NO_WORDS, _NOTHING.T.astype(np.float16), _NOTHING, _NOTHING, Network(*[_NOTHING] * 5)
)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text to learn from.

    Attributes:
        text: folded.
        labels: that hold.
        known: labels of which is known whether they hold.
    """

    text: str
    labels: frozenset[str]
    known: frozenset[str]


def lessons(corpus: Corpus) -> list[Lesson]:
    """Return everything to learn from: exemplars, the corpus's own questions, everyday sentences.

    Of the corpus's own questions is known that they are covered and no emergency; of the
    everyday sentences, that nothing holds.
    """
    everything = frozenset(LABELS)
    calm = frozenset({COVERED, *LEVELS})
    found = [Lesson(fold(one.text), one.labels, everything) for one in corpus.exemplars]
    for passage in corpus.passages:
        known = frozenset({COVERED}) if passage.topic == ACUTE_TOPIC else calm
        found += [
            Lesson(fold(line), frozenset({COVERED}), known)
            for text in passage.texts.values()
            for line in text.asked_as[:MOST_ASKED]
        ]
        elsewhere = passage.asked_elsewhere
        found += [Lesson(fold(line), frozenset({COVERED}), known) for line in elsewhere]
    return found + [Lesson(fold(line), frozenset(), everything) for line in corpus.background]


def vocabulary_of(texts: Sequence[str]) -> Vocabulary:
    """Return the pieces of texts; rarity is ln((1 + n) / (1 + df)) + 1, df counted over texts."""
    each = [np.unique(pieces(text)) for text in texts]
    none = np.zeros(0, dtype=np.uint64)
    codes, counts = np.unique(np.concatenate([none, *each]), return_counts=True)
    kept = counts >= LEAST_TEXTS
    rarity = np.log((1 + len(texts)) / (1 + counts[kept])) + 1.0
    return Vocabulary(codes[kept], rarity.astype(np.float32))


def _sparse_words(texts: Sequence[str], vocabulary: Vocabulary) -> csr_matrix:
    """Return the weighted words of texts, a scipy CSR matrix (len(texts), pieces)."""
    from scipy.sparse import csr_matrix

    weighed = [vocabulary.weigh(text) for text in texts]
    ends = np.cumsum([0, *(len(held) for held, _ in weighed)])
    columns = np.concatenate([np.zeros(0, dtype=np.intp), *(held for held, _ in weighed)])
    values = np.concatenate([np.zeros(0, dtype=np.float32), *(values for _, values in weighed)])
    return csr_matrix((values, columns, ends), shape=(len(texts), len(vocabulary)))


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


def _features(
    taught: Sequence[Lesson],
    vocabulary: Vocabulary,
    marked: NDArray[np.float32],
    vectors: Vectors,
) -> csr_matrix:
    """Return the features of lessons, a scipy CSR matrix."""
    from scipy.sparse import csr_matrix, hstack

    texts = [lesson.text for lesson in taught]
    words = _sparse_words(texts, vocabulary) * WORDS_SCALE
    dense = [csr_matrix(marked * MARKS_SCALE), csr_matrix(vectors * VECTOR_SCALE)]
    return hstack([words, *dense]).tocsr()


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
    features = _features(taught, vocabulary, _marked(taught, marks), no_vectors)
    labels = sorted(LEVELS)
    fitted = [_fit_label(taught, features, label) for label in labels]
    weights = np.array([one[0] for one in fitted], dtype=np.float32).T
    words = weights[: len(vocabulary)] * WORDS_SCALE
    words[np.abs(words).max(axis=1) < LEAST_WEIGHT] = 0.0
    return WordWeights(
        labels=tuple(labels),
        bias=np.array([one[1] for one in fitted], dtype=np.float32),
        vocabulary=vocabulary,
        weights=words.round(3),
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
    """Fit one regression for each label, and the network.

    Args:
        taught: what to learn from.
        marks: of a folded text.
        vectors: float32, shape (len(taught), d), rows of unit length.

    Returns:
        The recogniser, and for each lesson how likely it is covered when it is left out of the
        fit (FOLDS folds), float64, shape (len(taught),).
    """
    from scipy.special import expit
    from sklearn.model_selection import StratifiedKFold

    vocabulary = vocabulary_of([lesson.text for lesson in taught])
    marked = _marked(taught, marks)
    features = _features(taught, vocabulary, marked, vectors)
    fitted = [_fit_label(taught, features, label) for label in LABELS]
    weights = np.array([one[0] for one in fitted], dtype=np.float32)
    bias = np.array([one[1] for one in fitted], dtype=np.float32)
    holds, known = (
        np.array([[label in has for label in LABELS] for has in each], dtype=np.float32)
        for each in ([one.labels for one in taught], [one.known for one in taught])
    )
    recogniser = Recogniser(
        vocabulary,
        weights[:, : len(vocabulary)].T.astype(np.float16),
        weights[:, len(vocabulary) :],
        bias,
        fit_network(vectors, marked, holds, known),
    )
    covered = holds[:, LABELS.index(COVERED)] > 0
    left_out = np.zeros(len(taught))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for kept, out in folds.split(features, covered):
        by_sum = _regression(True).fit(features[kept], covered[kept])
        network = fit_network(vectors[kept], marked[kept], holds[kept], known[kept])
        logits = network.logits(vectors[out], marked[out])[:, LABELS.index(COVERED)]
        left_out[out] = expit((by_sum.decision_function(features[out]) + logits) / 2)
    return recogniser, left_out
