"""The index in memory: what the vectors, documents and sentences stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guidebot.retrieval.dense import Dense
from guidebot.retrieval.encoder import Vectors
from guidebot.retrieval.fits import Fits
from guidebot.retrieval.fusion import Sorts
from guidebot.retrieval.lexical import Lexical, TermWeights

#: Units in the sample that tells how cosines spread where only the nearest are known: the
#: standard deviation comes out within some 5 %.
SAMPLED_UNITS = 300


@dataclass(frozen=True, slots=True)
class Sample:
    """All vectors of units that stand for the whole index.

    Attributes:
        units: how many.
        owners: for each vector its unit in the sample, int64, in [0, units).
        sorts: for each vector its sort, see Index.
        vectors: float32, shape (len(owners), d).
    """

    units: int
    owners: NDArray[np.int64]
    sorts: Sorts
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Runs:
    """Vectors that follow each other, of one unit and sort.

    Attributes:
        starts: the first vector of each, int64, rising from 0.
        owners: the unit of each, int64.
        sorts: the sort of each, see Index.
    """

    starts: NDArray[np.int64]
    owners: NDArray[np.int64]
    sorts: Sorts


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, [start, end) in its text of one written language."""

    passage: str
    written: str
    start: int
    end: int


@dataclass(frozen=True)
class Index:
    """An index in memory.

    Attributes:
        units: 'passage:<id>' or 'trial:<row>'.
        owners: for each vector of `dense`, its unit.
        sorts: for each vector of `dense` QUESTION, CHINESE, both (their sum) or 0.
        document_owners: for each document of `lexical`, its unit.
        unit_tokens: for each unit, the tokens of all its documents, a line each: as sets they would
            take ten times the memory, and a question looks at those of three units.
        rarity: inverse document frequency by token, > 0.
        sentences: of all passages; row i of sentence_bytes belongs to sentences[i].
        sentence_bytes: int8, shape (len(sentences), d), their vectors; see rounding.
        sentence_scales: float32, shape (len(sentences),).
        background: float32, shape (n, d), vectors of the everyday sentences.
    """

    units: tuple[str, ...]
    owners: tuple[int, ...]
    sorts: tuple[int, ...]
    document_owners: tuple[int, ...]
    unit_tokens: tuple[str, ...]
    rarity: TermWeights
    dense: Dense
    lexical: Lexical
    sentences: tuple[Sentence, ...]
    sentence_bytes: NDArray[np.int8]
    sentence_scales: NDArray[np.float32]
    background: Vectors
    fits: Fits
    manifest: dict[str, Any]

    def tokens_of(self, unit: str) -> frozenset[str]:
        """Return the tokens of a unit, by its name."""
        return frozenset(self.unit_tokens[self._positions[unit]].split("\n"))

    @cached_property
    def rarest(self) -> float:
        """Return the largest of `rarity`."""
        return float(self.rarity.values_by_number.max(initial=0.0)) or 1.0

    @cached_property
    def owners_array(self) -> NDArray[np.int64]:
        """Return `owners`, int64, shape (vectors,)."""
        return np.array(self.owners, dtype=np.int64)

    @cached_property
    def sorts_array(self) -> Sorts:
        """Return `sorts`, int8, shape (vectors,)."""
        return np.array(self.sorts, dtype=np.int8)

    @cached_property
    def runs(self) -> Runs:
        """Return the runs of `dense`: to look up each vector's unit takes ten times as long."""
        kinds = self.owners_array * (int(self.sorts_array.max(initial=0)) + 1) + self.sorts_array
        starts = np.flatnonzero(np.diff(kinds, prepend=-1))
        return Runs(starts, self.owners_array[starts], self.sorts_array[starts])

    @cached_property
    def sample(self) -> Sample:
        """Return every n-th unit with its vectors, SAMPLED_UNITS or a few more in all."""
        step = max(1, len(self.units) // SAMPLED_UNITS)
        ids = np.flatnonzero(self.owners_array % step == 0)
        return Sample(
            units=-(-len(self.units) // step),
            owners=self.owners_array[ids] // step,
            sorts=self.sorts_array[ids],
            vectors=self.dense.vectors(ids),
        )

    @cached_property
    def document_owners_array(self) -> NDArray[np.int64]:
        """Return `document_owners`, int64, shape (documents,)."""
        return np.array(self.document_owners, dtype=np.int64)

    @cached_property
    def chosen_positions(self) -> NDArray[np.int64]:
        """Return the position of each unit that the chooser knows, int64."""
        return np.array([self._positions[name] for name in self.fits.chooser.units], dtype=np.int64)

    @cached_property
    def unchosen_passages(self) -> NDArray[np.int64]:
        """Return the position of each passage that the chooser does not know, int64."""
        known = set(self.fits.chooser.units)
        passages = [at for at, name in enumerate(self.units) if name.startswith("passage:")]
        return np.array([at for at in passages if self.units[at] not in known], dtype=np.int64)

    @cached_property
    def sentence_rows(self) -> dict[int, NDArray[np.int64]]:
        """Return the rows of sentence_bytes of each unit that has any, by its position."""
        rows: dict[int, list[int]] = {}
        for row, sentence in enumerate(self.sentences):
            unit = self._positions[f"passage:{sentence.passage}"]
            rows.setdefault(unit, []).append(row)
        return {unit: np.array(held, dtype=np.int64) for unit, held in rows.items()}

    def sentence_cosines(self, rows: Sequence[int] | NDArray[np.int64], query: Vectors) -> Vectors:
        """Return the cosine of a query with each of some sentences, float32, shape (len(rows),)."""
        cosines: Vectors = self.sentence_bytes[rows].astype(np.float32) @ query
        return cosines * self.sentence_scales[rows]

    @cached_property
    def _positions(self) -> dict[str, int]:
        """Return the position of each unit."""
        return {name: position for position, name in enumerate(self.units)}
