"""A small network over the pieces of a text.

A sum of weights reads 'not' and 'suddenly' each for itself. Here every piece has a meaning of a
few numbers; their weighted sum goes through one hidden layer, which can tell 'not suddenly' from
both. On 2,460 lines by hands that had not seen the exemplars, what is said of an emergency is 20 %
less surprising with it than without (log loss), and of all labels 5 %. It is fitted with torch
when the index is built, and needs numpy alone to answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from guidebot.retrieval.rounding import rounded
from guidebot.retrieval.training import DECAY, Task, generator, layers, through, train
from guidebot.safety.words import Vocabulary, pieces

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

#: Pieces that stand in fewer texts are left out.
LEAST_TEXTS = 2
#: Numbers that make the meaning of a piece; twice as many gain nothing.
MEANING = 32
#: Spread of the meanings before they are learned.
BEGINNING = 0.25
#: Share of a text's pieces that are left out of a step: no single one may be relied on.
FORGOTTEN = 0.7
#: Largest step of the optimisers, and rounds over all lessons: rare words take many. With half as
#: many, what is said of an emergency is a tenth more surprising on lines that are left out.
RATE, ROUNDS = 4e-3, 40


@dataclass(frozen=True)
class WordNetwork:
    """The fitted network.

    Attributes:
        meanings: int8, shape (pieces, MEANING), to be multiplied by their scales.
        scales: float32, shape (pieces,).
        inner: float32, shape (hidden, MEANING).
        inner_bias: float32, shape (hidden,).
        outer: float32, shape (outputs, hidden).
        outer_bias: float32, shape (outputs,).
    """

    meanings: NDArray[np.int8]
    scales: NDArray[np.float32]
    inner: NDArray[np.float32]
    inner_bias: NDArray[np.float32]
    outer: NDArray[np.float32]
    outer_bias: NDArray[np.float32]

    def logits(self, held: NDArray[np.intp], values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the logits of a text, float32, shape (outputs,).

        Args:
            held: pieces of the text, as Vocabulary.weigh gives them.
            values: of the same pieces.
        """
        return self._logits((values * self.scales[held]) @ self.meanings[held].astype(np.float32))

    def all_logits(self, words: csr_matrix) -> NDArray[np.float32]:
        """Return the logits of many texts, float32, shape (texts, outputs).

        Args:
            words: a row for each text: what Vocabulary.weigh gives.
        """
        return self._logits(words @ (self.meanings * self.scales[:, None]))

    def _logits(self, sums: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the logits for weighted sums of meanings, shape (..., MEANING)."""
        hidden = np.maximum(sums @ self.inner.T + self.inner_bias, 0)
        result: NDArray[np.float32] = hidden @ self.outer.T + self.outer_bias
        return result


#: Stand in an index until something is fitted.
NO_WORDS = Vocabulary(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.float32))
NO_WORD_NETWORK = WordNetwork(
    np.zeros((0, MEANING), dtype=np.int8), *[np.zeros(0, dtype=np.float32)] * 5
)


def vocabulary_of(texts: Sequence[str]) -> Vocabulary:
    """Return the pieces of texts; rarity is ln((1 + n) / (1 + df)) + 1, df counted over texts."""
    each = [np.unique(pieces(text)) for text in texts]
    none = np.zeros(0, dtype=np.uint64)
    codes, counts = np.unique(np.concatenate([none, *each]), return_counts=True)
    kept = counts >= LEAST_TEXTS
    rarity = np.log((1 + len(texts)) / (1 + counts[kept])) + 1.0
    return Vocabulary(codes[kept], rarity.astype(np.float32))


def sparse_words(texts: Sequence[str], vocabulary: Vocabulary) -> csr_matrix:
    """Return the weighted words of texts, a scipy CSR matrix (len(texts), pieces)."""
    from scipy.sparse import csr_matrix

    weighed = [vocabulary.weigh(text) for text in texts]
    ends = np.cumsum([0, *(len(held) for held, _ in weighed)])
    columns = np.concatenate([np.zeros(0, dtype=np.intp), *(held for held, _ in weighed)])
    values = np.concatenate([np.zeros(0, dtype=np.float32), *(values for _, values in weighed)])
    return csr_matrix((values, columns, ends), shape=(len(texts), len(vocabulary)))


def fit_word_network(words: csr_matrix, task: Task) -> WordNetwork:
    """Fit the network.

    Args:
        words: a row for each of n lessons: what Vocabulary.weigh gives.
        task: of the same lessons.
    """
    import torch

    chance = generator()
    meanings = torch.nn.Parameter(
        BEGINNING * torch.randn((words.shape[1], MEANING), generator=chance)
    )
    made = layers(MEANING, task, chance)
    tuned = [one for layer in made for one in layer.parameters()]

    def logits_of(rows: torch.Tensor) -> torch.Tensor:
        """Return the logits of some lessons, with FORGOTTEN of their pieces left out."""
        some = words[rows.numpy()]
        kept = torch.rand(some.nnz, generator=chance).numpy() >= FORGOTTEN
        starts = np.concatenate([[0], np.cumsum(kept)])[some.indptr[:-1]]
        sums = torch.nn.functional.embedding_bag(
            torch.from_numpy(some.indices[kept].astype(np.int64)),
            meanings,
            torch.from_numpy(starts.astype(np.int64)),
            mode="sum",
            sparse=True,
            per_sample_weights=torch.from_numpy(some.data[kept] / np.float32(1 - FORGOTTEN)),
        )
        return through(sums, made, chance)

    optimisers = [
        # Of a hundred thousand pieces a step changes a few thousand.
        torch.optim.SparseAdam([meanings], lr=RATE),
        torch.optim.AdamW(tuned, lr=RATE, weight_decay=DECAY),
    ]
    train(task, logits_of, optimisers, ROUNDS, chance)
    return WordNetwork(
        *rounded(meanings.detach().numpy()), *(one.detach().numpy() for one in tuned)
    )
