"""The network beside the recogniser's regressions learns what no sum of weights can say."""

import numpy as np
import pytest

from guidebot.retrieval.network import fit_network
from guidebot.retrieval.training import LabelTask


@pytest.fixture(scope="module")
def exclusive_or():
    """Two marks of which exactly one has to hold, and vectors that say nothing."""
    chance = np.random.default_rng(7)
    marks = chance.integers(0, 2, (2_000, 2)).astype(np.float32)
    vectors = chance.normal(0, 0.01, (2_000, 4)).astype(np.float32)
    holds = (marks[:, :1] != marks[:, 1:]).astype(np.float32)
    return vectors, marks, holds


def test_it_learns_that_one_of_two_holds(exclusive_or):
    vectors, marks, holds = exclusive_or
    network = fit_network(vectors, marks, LabelTask(holds, np.ones_like(holds)))
    logits = network.logits(vectors, marks)
    assert logits.shape == holds.shape
    assert ((logits > 0) == (holds > 0)).mean() > 0.99
    assert np.allclose(network.logits(vectors[3], marks[3]), logits[3], atol=1e-4)


def test_it_learns_nothing_from_what_is_not_known(exclusive_or):
    vectors, marks, holds = exclusive_or
    network = fit_network(vectors, marks, LabelTask(holds, np.zeros_like(holds)))
    assert np.abs(network.logits(vectors, marks)).max() < 2


def test_the_same_lessons_give_the_same_network(exclusive_or):
    vectors, marks, holds = exclusive_or
    one, other = (
        fit_network(vectors, marks, LabelTask(holds, np.ones_like(holds))) for _ in range(2)
    )
    assert np.allclose(one.outer, other.outer, atol=1e-4)
