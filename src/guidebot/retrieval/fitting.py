"""What is learned when an index is built: recogniser, chooser, confidence, spelling."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from guidebot.domain import Corpus, Passage
from guidebot.language import fold
from guidebot.retrieval.calibrate import calibrate
from guidebot.retrieval.chooser import fit_chooser, what_is_known
from guidebot.retrieval.confidence import topics
from guidebot.retrieval.encoder import Role, Vectors
from guidebot.retrieval.entries import Entry
from guidebot.retrieval.fits import Fits
from guidebot.retrieval.index import Index
from guidebot.retrieval.lessons import lessons
from guidebot.retrieval.lexical import Concepts
from guidebot.retrieval.recogniser import MarksOf, Recogniser
from guidebot.retrieval.recogniser import fit as fit_recogniser
from guidebot.retrieval.spelling import fit_speller
from guidebot.retrieval.vector_cache import VectorCache


def fit_all(
    index: Index,
    entries: Sequence[Entry],
    vectors: Vectors,
    corpus: Corpus,
    concepts: Concepts,
    cache: VectorCache,
    marks: MarksOf,
) -> Fits:
    """Return what is learned from exemplars and the corpus's own questions.

    Args:
        index: complete but for its fits.
        entries: what the vectors stand for, in their order.
        vectors: float32, shape (len(entries), d).
        corpus: that the index is of.
        concepts: of its glossary.
        cache: gives the vectors of the exemplars.
        marks: that the rules leave on a folded text.
    """
    taught = lessons(corpus)
    texts = [lesson.text for lesson in taught]
    recogniser, left_out = fit_recogniser(taught, marks, cache.encode(texts, Role.QUERY))
    scopes = dict(zip(texts, left_out.tolist(), strict=True))

    def placed(text: str) -> tuple[float, float, float]:
        """Return the topics of a text; one that was not learned from gets an open scope."""
        return topics(marks(text), scopes.get(text, 0.5))

    # Without the chooser, which knows every line by heart.
    calibration = calibrate(index, entries, vectors, corpus, concepts, cache, placed)
    reviewed = {f"passage:{passage.id}" for passage in corpus.passages}
    names = [index.units[entry.unit] for entry in entries]
    asked = [
        at for at, entry in enumerate(entries) if entry.role is Role.QUERY and names[at] in reviewed
    ]
    ways = [entries[at].text for at in asked]
    known = [
        _known(way, vectors[at], recogniser, marks) for way, at in zip(ways, asked, strict=True)
    ]
    chooser = fit_chooser(ways, vectors[asked], np.array(known), [names[at] for at in asked])
    lines = [fold(line) for passage in corpus.passages for line in _chinese(passage)]
    return Fits(recogniser, chooser, calibration, fit_speller([*lines, *texts]))


def _known(
    text: str, vector: Vectors, recogniser: Recogniser, marks: MarksOf
) -> NDArray[np.float32]:
    """Return what the chooser knows of a text beside its vector and words."""
    left = marks(text)
    return what_is_known(left, recogniser.probabilities(text, left.values, vector))


def _chinese(passage: Passage) -> tuple[str, ...]:
    """Return everything that a passage says and is asked in Chinese."""
    text = passage.texts["zh"]
    return (text.title, text.text, *text.asked_as)
