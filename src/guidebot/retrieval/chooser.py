"""Which passage a question is asked of, learned from all ways of asking at once.

The nearest single line decides by chance between passages that resemble each other. One softmax
regression over the vectors of every line (`asked as`) weighs all of them: the same question in
other words, another script or language then finds the same passage more often.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guidebot.retrieval.encoder import Vectors

#: Vectors of the model lie close together; their differences from the mean are spread so far.
SPREAD = 8.0
#: Inverse strength of the penalty, and steps of the optimiser. Chosen on the tune half of
#: tests/data; ten times as strong or as weak costs one passage in a hundred.
C, STEPS = 0.3, 40


@dataclass(frozen=True)
class Chooser:
    """A fitted softmax regression.

    Attributes:
        units: names of the units that it knows.
        weights: float32, shape (len(units), d).
        bias: float32, shape (len(units),).
    """

    units: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def logits(self, query: Vectors) -> NDArray[np.float64]:
        """Return how strongly a question calls for each unit, float64, shape (len(units),).

        Args:
            query: float32, shape (d,), unit length.
        """
        result: NDArray[np.float64] = (self.weights @ query + self.bias).astype(np.float64)
        return result

    def save(self, path: Path) -> None:
        """Write the regression to a file."""
        np.savez(path, units=np.array(self.units), weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, path: Path) -> Chooser:
        """Read what `save` wrote."""
        with np.load(path) as stored:
            return cls(tuple(stored["units"].tolist()), stored["weights"], stored["bias"])


#: Stands in an index until it is fitted.
NOTHING_CHOSEN = Chooser((), np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.float32))


def fit_chooser(vectors: Vectors, units: Sequence[str]) -> Chooser:
    """Fit the regression.

    Args:
        vectors: float32, shape (n, d), rows of unit length: ways of asking.
        units: name of the unit that each of them asks of.

    Returns:
        One that knows every unit; with fewer than two units, NOTHING_CHOSEN.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    if len(set(units)) <= 2:
        # Two classes would be one row of weights; there is nothing to choose among so few.
        return NOTHING_CHOSEN
    mean = vectors.mean(axis=0)
    model = LogisticRegression(C=C, max_iter=STEPS, tol=1e-6)
    with warnings.catch_warnings():
        # The last steps change no order of passages.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit((vectors - mean) * np.float32(SPREAD), np.array(units))
    weights = model.coef_ * SPREAD
    bias = model.intercept_ - weights @ mean
    names = tuple(str(name) for name in model.classes_)
    return Chooser(names, weights.astype(np.float32), bias.astype(np.float32))
