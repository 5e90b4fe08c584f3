"""Joining scores, against values worked out by hand."""

import numpy as np
import pytest

from guidebot.retrieval.fusion import leading, ranked, standardised


def test_scores_get_zero_mean_and_unit_variance():
    # Mean 2, deviations -1 0 1, variance 2/3.
    assert standardised(np.array([1.0, 2.0, 3.0])) == pytest.approx(
        [-1.2247, 0.0, 1.2247], abs=1e-4
    )


def test_a_search_that_tells_nothing_apart_adds_nothing():
    assert standardised(np.array([0.8, 0.8, 0.8])) == pytest.approx([0.0, 0.0, 0.0])


def test_a_clear_lead_in_one_search_outweighs_a_narrow_one_in_another():
    clear, narrow = np.array([9.0, 1.0, 1.0, 1.0]), np.array([0.80, 0.82, 0.81, 0.79])
    assert int(np.argmax(standardised(clear) + standardised(narrow))) == 0


def test_ties_are_ordered_by_name():
    assert ranked({"b": 1.0, "a": 1.0, "c": 2.0}) == ["c", "a", "b"]


def test_it_standardises_by_a_sample_where_the_rest_is_not_known():
    cut_off = np.array([5.0, 3.0, 3.0, 3.0])
    assert standardised(cut_off, np.array([1.0, 3.0])) == pytest.approx([3.0, 1.0, 1.0, 1.0])


@pytest.mark.parametrize("count", [1, 3, 50, 100, 1000])
def test_the_leading_are_those_of_a_stable_sort(count):
    scores = np.random.default_rng(0).integers(20, size=100).astype(float)
    assert leading(scores, count).tolist() == np.argsort(-scores, kind="stable")[:count].tolist()
