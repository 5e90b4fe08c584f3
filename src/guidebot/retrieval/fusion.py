"""Join scores of the same things from several searches into one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Sorts = NDArray[np.int8]
#: Below this spread a search tells nothing apart.
_FLAT = 1e-6
#: Of fewer scores than this mean and spread are chance.
LEAST_OF_A_SORT = 20
#: BM25 by which a text has to lead another to be e times as likely the one that is meant.
WORDS_STEP = 1.5


def standardised(scores: Scores, of: Scores | None = None) -> Scores:
    """Return scores with zero mean and unit variance; zeros where they are all alike.

    Source: Montague and Aslam, CIKM 2001, 'Relevance score normalization for metasearch' (ZMUV).
    Ranks (reciprocal rank fusion) throw away by how much a passage leads; on the questions of
    tests/data this way finds the right passage first more often.

    Args:
        scores: float64, shape (n,), of one search for everything that may be found.
        of: whose mean and variance are made 0 and 1; without it, those of the scores. Where only
            the best scores are known, a sample of all stands for the rest.
    """
    all_scores = scores if of is None else of
    spread = all_scores.std()
    if spread < _FLAT:
        return np.zeros_like(scores)
    result: Scores = (scores - all_scores.mean()) / spread
    return result


def standardised_within(
    scores: Scores, sorts: Sorts, of: Scores | None = None, sorts_of: Sorts | None = None
) -> Scores:
    """Return scores with zero mean and unit variance within each sort.

    Texts in the language of a question are nearer to it than those in another, whatever they say;
    so the best of each language stands beside the best of the other. A sort of fewer than
    LEAST_OF_A_SORT is measured by all.

    Args:
        scores: float64, shape (n,), of one search.
        sorts: int8, shape (n,), the sort of each, >= 0.
        of: whose mean and variance are made 0 and 1, as in `standardised`.
        sorts_of: the sort of each of them.
    """
    known, their = (scores, sorts) if of is None or sorts_of is None else (of, sorts_of)
    counts = np.bincount(their, minlength=int(sorts.max(initial=0)) + 1)
    of_all = known.mean(), known.std()
    means, spreads = (np.full(len(counts), value) for value in of_all)
    many = counts >= LEAST_OF_A_SORT
    sums = np.bincount(their, known, len(counts))
    squares = np.bincount(their, known * known, len(counts))
    means[many] = sums[many] / counts[many]
    spreads[many] = np.sqrt(np.maximum(squares[many] / counts[many] - means[many] ** 2, 0.0))
    spreads[spreads < _FLAT] = np.inf
    result: Scores = (scores - means[sorts]) / spreads[sorts]
    return result


def _softmax(logits: Scores) -> Scores:
    """Return chances that add up to 1."""
    # scipy has one, and takes 15 MB with it.
    powers = np.exp(logits - logits.max())
    chances: Scores = powers / powers.sum()
    return chances


def either(words: Scores, trust: float, meaning: Scores) -> Scores:
    """Return by how much each text is the one that is meant, if either search is right.

    ln(1 - (1 - trust * softmax(words / WORDS_STEP)) * (1 - softmax(meaning))), a noisy or (Pearl
    1988, Probabilistic Reasoning in Intelligent Systems, 4.3.2). In a sum a search that knows
    nothing outvotes the other; here what one of them is sure of stays.

    Args:
        words: float64, shape (n,), BM25.
        trust: how far shared words can be trusted, in [0, 1].
        meaning: float64, shape (n,), log odds up to a constant.

    Returns:
        float64, shape (n,), <= 0.
    """
    by_words, by_meaning = trust * _softmax(words / WORDS_STEP), _softmax(meaning)
    chance: Scores = by_words + by_meaning - by_words * by_meaning
    joined: Scores = np.log(np.maximum(chance, np.finfo(float).tiny))
    return joined


def leading(scores: Scores, count: int) -> NDArray[np.int64]:
    """Return the positions of the largest scores, best first, ties by position.

    As a stable sort of all would give them, but what cannot lead is not sorted: of half a million
    that takes 1 ms instead of 66.

    Args:
        scores: float64, shape (n,), without NaN.
        count: how many, at least 1; more than n gives all.
    """
    least = np.partition(scores, -count)[-count] if count < len(scores) else -np.inf
    able = np.flatnonzero(scores >= least)
    best: NDArray[np.int64] = able[np.argsort(-scores[able], kind="stable")][:count]
    return best


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Return the names by falling score; ties by name, so that runs agree."""
    return sorted(scores, key=lambda name: (-scores[name], name))
