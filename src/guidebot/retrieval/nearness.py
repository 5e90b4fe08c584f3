"""How near a question is to each unit: to the lines that it is asked as, and to its text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guidebot.retrieval.encoder import Vectors
from guidebot.retrieval.fusion import Scores, standardised
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


def _of_both_sorts(
    near: Scores, owners: NDArray[np.int64], asked: NDArray[np.bool_], units: int
) -> tuple[Scores, Scores]:
    """Return the largest cosine by unit of (asked lines, texts)."""
    floor = float(near.min()) if len(near) else 0.0
    return (
        best_by_unit(near[asked], owners[asked], units, floor),
        best_by_unit(near[~asked], owners[~asked], units, floor),
    )


def _of_sample(index: Index, query: Vectors) -> tuple[Scores, Scores]:
    """Return the largest cosine of (asked lines, texts) for the units of the sample."""
    sample = index.sample
    near = (sample.vectors @ query).astype(np.float64)
    return _of_both_sorts(near, sample.owners, sample.asked, sample.units)


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
    ids, cosines = index.dense.spread(query, DEPTH)
    keep = ids != (-1 if skip is None else skip)
    found, near = ids[keep], cosines[keep].astype(np.float64)
    asked, text = _of_both_sorts(
        near, index.owners_array[found], index.asked_array[found], len(index.units)
    )
    all_asked, all_text = (asked, text) if index.dense.exact else _of_sample(index, query)
    return Nearness(
        standardised(asked, all_asked),
        standardised(text, all_text),
        float(near.max()) if len(near) else 0.0,
    )
