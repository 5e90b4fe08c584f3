"""A small network beside the regressions of the recogniser, for what no sum of weights can say.

'Suddenly' is a sign of an emergency, 'three years ago' is none, and together they are none: one
hidden layer over the vector of a text and the marks of the rules learns such pairs. It is fitted
with torch when the index is built, and needs numpy alone to answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guidebot.retrieval.encoder import Vectors

#: Hidden units; twice as many gain nothing on lines that are left out.
HIDDEN = 256
#: Vectors of the model lie close together; their differences from the mean are spread so far.
SPREAD = 16.0
#: Rounds over all lessons, lessons a step, largest step (AdamW on one cycle), decay of the
#: weights, and share of the hidden units that are left out of a step.
ROUNDS, BATCH, RATE, DECAY, DROPPED = 20, 256, 2e-3, 0.01, 0.3


@dataclass(frozen=True)
class Network:
    """The fitted network.

    Attributes:
        mean: of all vectors, float32, shape (d,).
        inner: float32, shape (HIDDEN, d + marks).
        inner_bias: float32, shape (HIDDEN,).
        outer: float32, shape (labels, HIDDEN).
        outer_bias: float32, shape (labels,).
    """

    mean: Vectors
    inner: Vectors
    inner_bias: Vectors
    outer: Vectors
    outer_bias: Vectors

    def logits(self, vectors: Vectors, marks: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the logit of each label.

        Args:
            vectors: float32, shape (..., d), of unit length along the last axis.
            marks: float32, shape (..., marks), each 0 or 1, of the same texts.

        Returns:
            float32, shape (..., labels).
        """
        given = np.concatenate([(vectors - self.mean) * np.float32(SPREAD), marks], axis=-1)
        hidden = np.maximum(given @ self.inner.T + self.inner_bias, 0)
        result: NDArray[np.float32] = hidden @ self.outer.T + self.outer_bias
        return result


def fit_network(
    vectors: Vectors, marks: NDArray[np.float32], holds: Vectors, known: Vectors
) -> Network:
    """Fit the network.

    Args:
        vectors: float32, shape (n, d), rows of unit length.
        marks: float32, shape (n, marks), each 0 or 1.
        holds: float32, shape (n, labels), 1 where a label holds, else 0.
        known: float32, same shape, 1 where it is known whether it holds, else 0.
    """
    import torch
    from torch import nn

    # Of its own, so that whoever else draws by chance draws as before.
    chance = torch.Generator().manual_seed(0)
    mean = vectors.mean(axis=0)
    given = torch.from_numpy(np.hstack([(vectors - mean) * np.float32(SPREAD), marks]))
    wanted, weight = torch.from_numpy(holds), torch.from_numpy(known)
    layers = [nn.Linear(given.shape[1], HIDDEN), nn.Linear(HIDDEN, holds.shape[1])]
    for layer in layers:
        bound = layer.in_features**-0.5
        nn.init.uniform_(layer.weight, -bound, bound, generator=chance)
        nn.init.zeros_(layer.bias)
    tuned = [one for layer in layers for one in layer.parameters()]
    optimiser = torch.optim.AdamW(tuned, lr=RATE, weight_decay=DECAY)
    steps = ROUNDS * -(-len(given) // BATCH)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(ROUNDS):
        for rows in torch.split(torch.randperm(len(given), generator=chance), BATCH):
            hidden = torch.relu(layers[0](given[rows]))
            kept = torch.rand(hidden.shape, generator=chance) >= DROPPED
            logits = layers[1](hidden * kept / (1 - DROPPED))
            loss = nn.functional.binary_cross_entropy_with_logits(
                logits, wanted[rows], weight[rows], reduction="sum"
            )
            optimiser.zero_grad()
            (loss / len(rows)).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            cycle.step()
    inner, inner_bias, outer, outer_bias = (one.detach().numpy() for one in tuned)
    return Network(mean, inner, inner_bias, outer, outer_bias)
