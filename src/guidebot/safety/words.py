"""How strongly the pieces of a text speak for a signal: weighted words, no model, no numpy.

Rules name whole expressions and miss what nobody thought of. A piece is one to three letters or
characters in a row; each has a weight for every signal, fitted on the exemplars of the corpus.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from guidebot.errors import CorpusError

#: Longer pieces add little on the exemplars, and many weights.
MOST_LETTERS = 3


def pieces(folded: str) -> list[str]:
    """Return every run of one to MOST_LETTERS letters, spaces included, with repetitions."""
    text = f" {folded} "
    return [
        text[at : at + size]
        for size in range(1, MOST_LETTERS + 1)
        for at in range(len(text) - size + 1)
    ]


def weigh(folded: str, rarity: Mapping[str, float]) -> dict[str, float]:
    """Return the pieces of a text with their values, unit length: (1 + ln count) * rarity.

    Args:
        folded: as `language.fold` gives it.
        rarity: inverse document frequency by piece; others are left out.
    """
    counts = Counter(piece for piece in pieces(folded) if piece in rarity)
    values = {piece: (1.0 + math.log(count)) * rarity[piece] for piece, count in counts.items()}
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {piece: value / length for piece, value in values.items()}


def logistic(value: float) -> float:
    """Return 1 / (1 + exp(-value)), in (0, 1)."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, value))))


@dataclass(frozen=True)
class WordWeights:
    """A fitted logistic regression over the pieces of a text.

    Attributes:
        labels: names of signals, in the order of every weight tuple.
        bias: one intercept for each label.
        rarity: by piece.
        weights: by piece, one for each label; a piece that says nothing is left out.
        exemplars: sha256 of the file that it was fitted on.
    """

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    rarity: dict[str, float]
    weights: dict[str, tuple[float, ...]]
    exemplars: str

    def probabilities(self, folded: str) -> dict[str, float]:
        """Return how likely each label is, in (0, 1)."""
        totals = list(self.bias)
        for piece, value in weigh(folded, self.rarity).items():
            for position, weight in enumerate(self.weights.get(piece, ())):
                totals[position] += weight * value
        return {label: logistic(total) for label, total in zip(self.labels, totals, strict=True)}


def read_word_weights(path: Path) -> WordWeights:
    """Return the weights of a file that `write_word_weights` made.

    Raises:
        CorpusError: if it is missing or damaged.
    """
    cure = "Run `guidebot corpus weigh`."
    try:
        stored = json.loads(path.read_text("utf-8"))
        return WordWeights(
            tuple(stored["labels"]),
            tuple(stored["bias"]),
            {piece: rarity for piece, (rarity, *_) in stored["pieces"].items()},
            {piece: tuple(rest) for piece, (_, *rest) in stored["pieces"].items() if rest},
            stored["exemplars"],
        )
    except FileNotFoundError as error:
        raise CorpusError(path, None, "the file is missing.", cure) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(path, None, f"it is damaged: {error}.", cure) from error


def write_word_weights(path: Path, words: WordWeights) -> None:
    """Write weights as JSON: for each piece its rarity and, if it says anything, its weights."""
    held = {
        piece: [rarity, *words.weights.get(piece, ())] for piece, rarity in words.rarity.items()
    }
    content = {
        "labels": words.labels,
        "bias": words.bias,
        "exemplars": words.exemplars,
        "pieces": held,
    }
    lines = json.dumps(content, ensure_ascii=False).replace('], "', '],\n"')
    path.write_text(lines + "\n", "utf-8")
