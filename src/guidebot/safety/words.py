"""How strongly the pieces of a text speak for a signal: weighted words, no model.

Rules name whole expressions and miss what nobody thought of. A piece is one to three letters or
characters in a row; each has a weight for every signal, fitted on the exemplars of the corpus.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guidebot.errors import CorpusError

Codes = NDArray[np.uint64]
Weights = NDArray[np.float32]
Positions = NDArray[np.intp]

#: Bits of a code point; three of them fit into one number.
BITS = np.uint64(21)


def pieces(folded: str) -> Codes:
    """Return a number for every run of one to three letters, spaces included, with repetitions.

    The code points stand side by side in it. Numbers take a tenth of the room of strings.
    """
    encoded = f" {folded} ".encode("utf-32-le", "surrogatepass")
    single = np.frombuffer(encoded, dtype="<u4").astype(np.uint64)
    pairs = single[:-1] << BITS | single[1:]
    return np.concatenate([single, pairs, pairs[:-1] << BITS | single[2:]])


@dataclass(frozen=True)
class Vocabulary:
    """The pieces that have weights.

    Attributes:
        codes: uint64, sorted, as `pieces` gives them.
        rarity: float32, inverse document frequency of each, > 0.
    """

    codes: Codes
    rarity: Weights

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.codes)

    def weigh(self, folded: str) -> tuple[Positions, Weights]:
        """Return which pieces a text holds: (positions, values), unit length.

        A value is (1 + ln count) * rarity; pieces that are not in the vocabulary are left out.

        Args:
            folded: as `language.fold` gives it.
        """
        found, counts = np.unique(pieces(folded), return_counts=True)
        at = np.minimum(np.searchsorted(self.codes, found), max(len(self) - 1, 0))
        known = self.codes[at] == found if len(self) else np.zeros(len(found), dtype=bool)
        held = at[known]
        values = (1.0 + np.log(counts[known])) * self.rarity[held]
        length = math.sqrt(float(values @ values)) or 1.0
        return held, (values / length).astype(np.float32)


def logistic(value: float) -> float:
    """Return 1 / (1 + exp(-value)), in (0, 1)."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, value))))


@dataclass(frozen=True)
class WordWeights:
    """A fitted logistic regression over the pieces of a text and the marks of the rules.

    Attributes:
        labels: names of signals, in the order of every column.
        bias: float32, shape (labels,).
        vocabulary: of the rows of `weights`.
        weights: float32, shape (pieces, labels); zero where a piece says nothing.
        marks: names of marks (triage.mark_names), in the order of `mark_weights`.
        mark_weights: float32, shape (marks, labels).
        taught: sha256 of what it was fitted on.
    """

    labels: tuple[str, ...]
    bias: Weights
    vocabulary: Vocabulary
    weights: Weights
    marks: tuple[str, ...]
    mark_weights: Weights
    taught: str

    def probabilities(self, folded: str, marked: Mapping[str, float]) -> dict[str, float]:
        """Return how likely each label is, in (0, 1).

        Args:
            folded: the text.
            marked: value of each mark of the same text, by name.
        """
        held, values = self.vocabulary.weigh(folded)
        signs = np.array([marked.get(name, 0.0) for name in self.marks], dtype=np.float32)
        totals = self.bias + values @ self.weights[held] + signs @ self.mark_weights
        return {
            label: logistic(float(total)) for label, total in zip(self.labels, totals, strict=True)
        }


@lru_cache(maxsize=4)
def read_word_weights(path: Path) -> WordWeights:
    """Return the weights of a file that `write_word_weights` made.

    Raises:
        CorpusError: if it is missing or damaged.
    """
    cure = "Run `guidebot corpus weigh`."
    try:
        with np.load(path, allow_pickle=False) as stored:
            return WordWeights(
                tuple(stored["labels"].tolist()),
                stored["bias"],
                Vocabulary(stored["codes"], stored["rarity"]),
                stored["weights"],
                tuple(stored["marks"].tolist()),
                stored["mark_weights"],
                str(stored["taught"]),
            )
    except FileNotFoundError as error:
        raise CorpusError(path, None, "the file is missing.", cure) from error
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise CorpusError(path, None, f"it is damaged: {error}.", cure) from error


def write_word_weights(path: Path, words: WordWeights) -> None:
    """Write weights as compressed arrays; the same weights always give the same bytes."""
    np.savez_compressed(
        path,
        labels=np.array(words.labels),
        bias=words.bias,
        codes=words.vocabulary.codes,
        rarity=words.vocabulary.rarity,
        weights=words.weights,
        marks=np.array(words.marks),
        mark_weights=words.mark_weights,
        taught=np.array(words.taught),
    )
