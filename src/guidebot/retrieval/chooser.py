"""Which passage a question is asked of, learned from all ways of asking at once.

The nearest single line decides by chance between passages that resemble each other. Two small
networks over every line (`asked as`) weigh all of them: one over the vector of the question, what
the rules leave on it and what the recogniser makes of it, one over its words. The same question in
other words, another script or language then finds the same passage more often: of 3,912 lines by
hands that had not seen the others, 79 % lead to their passage and 94 % show it, with one regression
over the vectors alone 77 and 92 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guidebot.domain import Marks
from guidebot.retrieval.arrays import restored, stored
from guidebot.retrieval.encoder import Vectors
from guidebot.retrieval.fusion import Scores, standardised
from guidebot.retrieval.network import NO_NETWORK, Network, fit_network
from guidebot.retrieval.training import ChoiceTask
from guidebot.retrieval.word_network import (
    NO_WORD_NETWORK,
    NO_WORDS,
    WordNetwork,
    fit_word_network,
    sparse_words,
    vocabulary_of,
)
from guidebot.safety.words import Vocabulary

#: What the network over the vector counts beside the one over words.
VECTOR_SHARE = 2.0
#: Logits of the recogniser are that many times as spread as marks; nearer to 0 or 1 than LEAST
#: a chance says no more.
LOGIT_SPREAD, LEAST = 4.0, 1e-4


@dataclass(frozen=True)
class Chooser:
    """The fitted networks.

    Attributes:
        units: names of the units that it knows.
        network: over the vector and what is known of a text.
        vocabulary: of the pieces that word_network reads.
        word_network: over the words.
    """

    units: tuple[str, ...]
    network: Network
    vocabulary: Vocabulary
    word_network: WordNetwork

    def scores(self, folded: str, vector: Vectors, known: NDArray[np.float32]) -> Scores:
        """Return how strongly a question calls for each unit, float64, shape (len(units),).

        Args:
            folded: the question.
            vector: float32, shape (d,), unit length, of the same.
            known: of `what_is_known`, of the same.
        """
        by_vector = self.network.logits(vector, known).astype(np.float64)
        by_words = self.word_network.logits(*self.vocabulary.weigh(folded)).astype(np.float64)
        return VECTOR_SHARE * standardised(by_vector) + standardised(by_words)

    def save(self, path: Path) -> None:
        """Write the networks to a file."""
        np.savez(
            path,
            units=np.array(self.units),
            **stored("network", self.network),
            **stored("vocabulary", self.vocabulary),
            **stored("word_network", self.word_network),
        )

    @classmethod
    def load(cls, path: Path) -> Chooser:
        """Read what `save` wrote."""
        with np.load(path) as held:
            return cls(
                tuple(held["units"].tolist()),
                restored("network", Network, held),
                restored("vocabulary", Vocabulary, held),
                restored("word_network", WordNetwork, held),
            )


#: Stands in an index until it is fitted.
NOTHING_CHOSEN = Chooser((), NO_NETWORK, NO_WORDS, NO_WORD_NETWORK)


def what_is_known(marks: Marks, probabilities: Mapping[str, float]) -> NDArray[np.float32]:
    """Return what the networks read beside vector and words, float32, shape (marks + labels,).

    Args:
        marks: that the rules leave on a text.
        probabilities: by label, in (0, 1), that the recogniser gives it.
    """
    chances = np.clip(list(probabilities.values()), LEAST, 1 - LEAST)
    logits = np.log(chances / (1 - chances))
    return np.concatenate([marks.values, logits / LOGIT_SPREAD]).astype(np.float32)


def fit_chooser(
    texts: Sequence[str], vectors: Vectors, known: NDArray[np.float32], units: Sequence[str]
) -> Chooser:
    """Fit the networks.

    Args:
        texts: n ways of asking, folded.
        vectors: float32, shape (n, d), rows of unit length, of the same.
        known: float32, shape (n, marks + labels): `what_is_known` of the same.
        units: name of the unit that each of them asks of.

    Returns:
        One that knows every unit; with fewer than two units, NOTHING_CHOSEN.
    """
    names, chosen = np.unique(np.array(units, dtype=str), return_inverse=True)
    if len(names) < 2:
        return NOTHING_CHOSEN
    task = ChoiceTask(chosen.astype(np.int64), len(names))
    vocabulary = vocabulary_of(texts)
    return Chooser(
        tuple(names.tolist()),
        fit_network(vectors, known, task),
        vocabulary,
        fit_word_network(sparse_words(texts, vocabulary), task),
    )
