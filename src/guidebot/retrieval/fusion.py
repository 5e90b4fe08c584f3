"""Join rankings of the same things into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: Damps the first ranks; 60 is the value of the paper, with ranks counted from 1.
RRF_K = 60


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[str]], weights: Sequence[float]
) -> dict[str, float]:
    """Return fused scores: sum over rankings of weight / (RRF_K + rank).

    Source: Cormack, Clarke and Buettcher, SIGIR 2009, 'Reciprocal Rank Fusion outperforms
    Condorcet and individual rank learning methods'.

    Args:
        rankings: names, best first; a name may be absent from some of them.
        weights: one for each ranking, > 0.

    Returns:
        Scores scaled so that a name that leads every ranking has 1.
    """
    best = sum(weights) / (RRF_K + 1)
    fused: dict[str, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for rank, name in enumerate(ranking, start=1):
            fused[name] = fused.get(name, 0.0) + weight / (RRF_K + rank) / best
    return fused


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Return the names by falling score; ties by name, so that runs agree."""
    return sorted(scores, key=lambda name: (-scores[name], name))
