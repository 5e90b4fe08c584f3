"""How strongly the pieces of a text speak for a signal: weighted words, no model, no numpy.

Rules name whole expressions and miss what nobody thought of. A piece is one to three letters or
characters in a row; each has a weight for every signal, fitted on the exemplars of the corpus.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
    """A fitted logistic regression over the pieces of a text and the marks of the rules.

    Attributes:
        labels: names of signals, in the order of every weight tuple.
        bias: one intercept for each label.
        rarity: by piece.
        pieces: weights by piece, one for each label; a piece that says nothing is left out.
        marks: weights by the name of a mark (triage.mark_names).
        taught: sha256 of what it was fitted on.
    """

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    rarity: dict[str, float]
    pieces: dict[str, tuple[float, ...]]
    marks: dict[str, tuple[float, ...]]
    taught: str

    def probabilities(self, folded: str, marked: Mapping[str, float]) -> dict[str, float]:
        """Return how likely each label is, in (0, 1).

        Args:
            folded: the text.
            marked: value of each mark of the same text, by name.
        """
        totals = list(self.bias)
        values = [
            (self.pieces.get(name, ()), value) for name, value in weigh(folded, self.rarity).items()
        ]
        values += [(self.marks.get(name, ()), value) for name, value in marked.items() if value]
        for weights, value in values:
            for position, weight in enumerate(weights):
                totals[position] += weight * value
        return {label: logistic(total) for label, total in zip(self.labels, totals, strict=True)}


@lru_cache(maxsize=4)
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
            {piece: values[0] for piece, values in stored["pieces"].items()},
            {piece: tuple(values[1:]) for piece, values in stored["pieces"].items()},
            {name: tuple(values) for name, values in stored["marks"].items()},
            stored["taught"],
        )
    except FileNotFoundError as error:
        raise CorpusError(path, None, "the file is missing.", cure) from error
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise CorpusError(path, None, f"it is damaged: {error}.", cure) from error


def write_word_weights(path: Path, words: WordWeights) -> None:
    """Write weights as JSON, a piece a line: its rarity and, if it says anything, its weights."""

    def line(name: str, values: Sequence[float]) -> str:
        return (
            f"{json.dumps(name, ensure_ascii=False)}: {json.dumps([round(v, 3) for v in values])}"
        )

    held = [
        line(name, (rarity, *words.pieces.get(name, ()))) for name, rarity in words.rarity.items()
    ]
    marked = [line(name, values) for name, values in words.marks.items()]
    head = [
        f'"labels": {json.dumps(words.labels)}',
        f'"bias": {json.dumps([round(value, 3) for value in words.bias])}',
        f'"taught": {json.dumps(words.taught)}',
    ]
    groups = [
        *head,
        '"marks": {\n' + ",\n".join(marked) + "\n}",
        '"pieces": {\n' + ",\n".join(held) + "\n}",
    ]
    path.write_text("{\n" + ",\n".join(groups) + "\n}\n", "utf-8")
