"""What the embedded model is tuned on: lines and texts of the corpus, and the exemplars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guidebot.domain import Corpus
from guidebot.retrieval.encoder import Role
from guidebot.retrieval.recogniser import LABELS, lessons
from guidebot.retrieval.store import entries_of

Tokens = list[int]

#: Longer lines and texts are cut to so many tokens.
MOST_LINE, MOST_TEXT = 64, 160


@dataclass(frozen=True, slots=True)
class Examples:
    """What is learned from, as token ids.

    Attributes:
        asked: lines that ask of a passage.
        asked_of: number of its passage, for each of them.
        texts: of passages.
        texts_of: likewise.
        labelled: sentences with labels.
        holds: float32, shape (len(labelled), labels), 1 where a label holds.
        known: float32, same shape, 1 where it is known whether it holds.
    """

    asked: Sequence[Tokens]
    asked_of: Sequence[int]
    texts: Sequence[Tokens]
    texts_of: Sequence[int]
    labelled: Sequence[Tokens]
    holds: NDArray[np.float32]
    known: NDArray[np.float32]


def examples_of(corpus: Corpus, tokenise: Callable[[str], Tokens]) -> Examples:
    """Return what a corpus has to learn from.

    Args:
        corpus: its passages, trial records, exemplars and everyday sentences are taken.
        tokenise: gives the token ids of a text with its prefix.
    """
    _, entries = entries_of(corpus)
    lines = [entry for entry in entries if entry.role is Role.QUERY]
    texts = [entry for entry in entries if entry.role is Role.PASSAGE]
    taught = lessons(corpus)

    def question(text: str) -> Tokens:
        return tokenise(f"{Role.QUERY}: {text}")[:MOST_LINE]

    return Examples(
        asked=[question(entry.text) for entry in lines],
        asked_of=[entry.unit for entry in lines],
        texts=[tokenise(f"{Role.PASSAGE}: {entry.text}")[:MOST_TEXT] for entry in texts],
        texts_of=[entry.unit for entry in texts],
        labelled=[question(lesson.text) for lesson in taught],
        holds=_table([lesson.labels for lesson in taught]),
        known=_table([lesson.known for lesson in taught]),
    )


def _table(sets: Sequence[frozenset[str]]) -> NDArray[np.float32]:
    """Return 1 where a set holds a label of LABELS: float32, shape (len(sets), len(LABELS))."""
    return np.array([[label in held for label in LABELS] for held in sets], dtype=np.float32)
