"""What the embedded model is tuned on: ways of asking and texts of the corpus, and exemplars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guidebot.domain import Corpus
from guidebot.retrieval.chooser import what_is_known
from guidebot.retrieval.encoder import Encoder, Role
from guidebot.retrieval.entries import entries_of
from guidebot.retrieval.lessons import LABELS, lessons
from guidebot.retrieval.recogniser import MarksOf, Recogniser

Tokens = list[int]

#: Longer texts are cut to so many tokens.
MOST_TOKENS = 128


@dataclass(frozen=True, slots=True)
class Examples:
    """What is learned from, as token ids.

    Attributes:
        asked: ways of asking.
        asked_of: number of its passage, for each of them, from 0 without gaps.
        facts: float32, shape (len(asked), k): what is known of each of them beside its vector.
        labelled: sentences with labels.
        holds: float32, shape (len(labelled), labels), 1 where a label holds.
        known: float32, same shape, 1 where it is known whether it holds.
        texts: of passages and records.
    """

    asked: Sequence[Tokens]
    asked_of: Sequence[int]
    facts: NDArray[np.float32]
    labelled: Sequence[Tokens]
    holds: NDArray[np.float32]
    known: NDArray[np.float32]
    texts: Sequence[Tokens]


def examples_of(
    corpus: Corpus,
    encoder: Encoder,
    tokenise: Callable[[str], Tokens],
    recogniser: Recogniser,
    marks: MarksOf,
) -> Examples:
    """Return what a corpus has to learn from.

    Args:
        corpus: its reviewed passages, trial records, exemplars and everyday sentences are taken.
        encoder: the model as it is, for what the recogniser makes of the ways of asking.
        tokenise: gives the token ids of a text with its prefix.
        recogniser: fitted.
        marks: that the rules leave on a folded text.
    """
    _, entries = entries_of(corpus)
    asked = [
        entry for entry in entries if entry.role is Role.QUERY and entry.unit < len(corpus.passages)
    ]
    vectors = encoder.encode([entry.text for entry in asked], Role.QUERY)
    facts = [
        what_is_known(left, recogniser.probabilities(entry.text, left.values, vector))
        for entry, vector in zip(asked, vectors, strict=True)
        for left in [marks(entry.text)]
    ]
    taught = lessons(corpus)

    def cut(role: Role, text: str) -> Tokens:
        return tokenise(f"{role.value}: {text}")[:MOST_TOKENS]

    return Examples(
        asked=[cut(Role.QUERY, entry.text) for entry in asked],
        asked_of=[entry.unit for entry in asked],
        facts=np.array(facts, dtype=np.float32),
        labelled=[cut(Role.QUERY, lesson.text) for lesson in taught],
        holds=_table([lesson.labels for lesson in taught]),
        known=_table([lesson.known for lesson in taught]),
        texts=[cut(Role.PASSAGE, entry.text) for entry in entries if entry.role is Role.PASSAGE],
    )


def _table(sets: Sequence[frozenset[str]]) -> NDArray[np.float32]:
    """Return 1 where a set holds a label of LABELS: float32, shape (len(sets), len(LABELS))."""
    return np.array([[label in held for label in LABELS] for held in sets], dtype=np.float32)
