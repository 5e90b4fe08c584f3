"""A small network over the vector of a text, for what no sum of weights can say.

'Suddenly' is a sign of an emergency, 'three years ago' is none, and together they are none: one
hidden layer over the vector of a text and the marks of the rules learns such pairs. It is fitted
with torch when the index is built, and needs numpy alone to answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guidebot.retrieval.encoder import Vectors
from guidebot.retrieval.training import DECAY, Task, generator, layers, through, train

#: Vectors of the model lie close together; their differences from the mean are spread so far.
SPREAD = 16.0
#: Largest step of the optimiser, and rounds over all lessons; more of them learn by heart.
RATE, ROUNDS = 2e-3, 20


@dataclass(frozen=True)
class Network:
    """The fitted network.

    Attributes:
        mean: of all vectors, float32, shape (d,).
        inner: float32, shape (hidden, d + marks).
        inner_bias: float32, shape (hidden,).
        outer: float32, shape (outputs, hidden).
        outer_bias: float32, shape (outputs,).
    """

    mean: Vectors
    inner: Vectors
    inner_bias: Vectors
    outer: Vectors
    outer_bias: Vectors

    def logits(self, vectors: Vectors, marks: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the logits of texts.

        Args:
            vectors: float32, shape (..., d), of unit length along the last axis.
            marks: float32, shape (..., marks), of the same texts.

        Returns:
            float32, shape (..., outputs).
        """
        given = np.concatenate([(vectors - self.mean) * np.float32(SPREAD), marks], axis=-1)
        hidden = np.maximum(given @ self.inner.T + self.inner_bias, 0)
        result: NDArray[np.float32] = hidden @ self.outer.T + self.outer_bias
        return result


#: Stands in an index until one is fitted.
NO_NETWORK = Network(*[np.zeros(0, dtype=np.float32)] * 5)


def fit_network(vectors: Vectors, marks: NDArray[np.float32], task: Task) -> Network:
    """Fit the network.

    Args:
        vectors: float32, shape (n, d), rows of unit length.
        marks: float32, shape (n, marks): what else is known of the texts, of a spread near 1.
        task: of the same n lessons.
    """
    import torch

    chance = generator()
    mean = vectors.mean(axis=0)
    given = torch.from_numpy(np.hstack([(vectors - mean) * np.float32(SPREAD), marks]))
    made = layers(given.shape[1], task, chance)
    tuned = [one for layer in made for one in layer.parameters()]
    optimiser = torch.optim.AdamW(tuned, lr=RATE, weight_decay=DECAY)
    train(task, lambda rows: through(given[rows], made, chance), [optimiser], ROUNDS, chance)
    return Network(mean, *(one.detach().numpy() for one in tuned))
