"""How near a question is to each unit: to the lines that it is asked as, and to its text.

Cosines are compared within each language: a passage is as near through its English words as
through its Chinese ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guidebot.retrieval.encoder import Vectors
from guidebot.retrieval.entries import QUESTION
from guidebot.retrieval.fusion import Scores, Sorts, standardised, standardised_within
from guidebot.retrieval.index import Index

#: Vectors looked at where the index is not exact: fifty for each of the forty candidates of a
#: ranking. The last one stands for the rest.
DEPTH = 2_000


@dataclass(frozen=True, slots=True)
class Nearness:
    """Standardised cosines of a question.

    Attributes:
        asked: of the nearest line that a unit is asked as, by unit.
        text: of the nearest text, by unit.
        largest: cosine of any vector, in [-1, 1].
    """

    asked: Scores
    text: Scores
    largest: float


def best_by_unit(
    values: NDArray[np.float64], owners: NDArray[np.int64], units: int, floor: float
) -> Scores:
    """Return the largest value of each unit, `floor` for a unit that has none."""
    best = np.full(units, floor)
    np.maximum.at(best, owners, values)
    return best


def _best(
    near: Scores, owners: NDArray[np.int64], sorts: Sorts, units: int
) -> tuple[Scores, Scores]:
    """Return the nearest of each unit among (questions, texts)."""
    asked, floor = sorts & QUESTION > 0, float(near.min(initial=0.0))
    return (
        best_by_unit(near[asked], owners[asked], units, floor),
        best_by_unit(near[~asked], owners[~asked], units, floor),
    )


def nearness(index: Index, query: Vectors, skip: int | None) -> Nearness:
    """Return how near a question is to each unit.

    Where only the nearest vectors are known, almost all units tie at the bottom, and by their
    variance any leader would outvote every other search. There mean and variance come from a
    sample of whole units.

    Args:
        index: to search.
        query: float32, shape (d,), unit length.
        skip: a vector to leave out.
    """
    ids, found = index.dense.spread(query, DEPTH)
    cosines, units = found.astype(np.float64), len(index.units)
    if skip is not None:
        cosines[ids == skip] = cosines.min()
    if index.dense.exact:
        runs = index.runs
        near = np.maximum.reduceat(cosines, runs.starts)
        near = standardised_within(near, runs.sorts, cosines, index.sorts_array)
        asked, text = all_asked, all_text = _best(near, runs.owners, runs.sorts, units)
    else:
        sample, sorts = index.sample, index.sorts_array[ids]
        known = (sample.vectors @ query).astype(np.float64)
        near = standardised_within(cosines, sorts, known, sample.sorts)
        asked, text = _best(near, index.owners_array[ids], sorts, units)
        near = standardised_within(known, sample.sorts)
        all_asked, all_text = _best(near, sample.owners, sample.sorts, sample.units)
    return Nearness(
        standardised(asked, all_asked),
        standardised(text, all_text),
        float(cosines.max(initial=-1.0)),
    )
