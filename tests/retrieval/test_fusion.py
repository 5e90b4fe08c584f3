"""Joining scores, against values worked out by hand."""

import numpy as np
import pytest

from guidebot.retrieval.fusion import (
    LEAST_OF_A_SORT,
    WORDS_STEP,
    either,
    leading,
    ranked,
    standardised,
    standardised_within,
)


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


def test_the_best_of_each_sort_stand_side_by_side():
    near, far = np.linspace(0.5, 0.9, LEAST_OF_A_SORT), np.linspace(0.1, 0.3, LEAST_OF_A_SORT)
    sorts = np.repeat([0, 1], LEAST_OF_A_SORT).astype(np.int8)
    scores = standardised_within(np.concatenate([near, far]), sorts)
    assert scores[LEAST_OF_A_SORT - 1] == pytest.approx(scores[-1])
    # As here, where those of both are known by a sample.
    sample, sorts_of = np.array([0.5, 0.9, 0.1, 0.3]).repeat(10), np.repeat([0, 1], 20)
    leaders = np.array([0.9, 0.3]), np.array([0, 1], dtype=np.int8)
    assert standardised_within(*leaders, sample, sorts_of) == pytest.approx([1.0, 1.0])


def test_a_sort_of_a_few_is_measured_by_all():
    scores = np.arange(LEAST_OF_A_SORT, dtype=float)
    sorts = np.zeros(LEAST_OF_A_SORT, dtype=np.int8)
    sorts[3:5] = 1
    assert standardised_within(scores, sorts)[3:5] == pytest.approx(standardised(scores)[3:5])


def test_what_one_search_is_sure_of_outlasts_one_that_knows_nothing():
    sure, knows_nothing = np.array([20.0, 0.0, 0.0, 0.0]), np.zeros(4)
    for words, meaning in ((sure, knows_nothing), (knows_nothing, sure)):
        assert int(np.argmax(either(words, 1.0, meaning))) == 0
    assert either(sure, 0.0, knows_nothing) == pytest.approx(np.full(4, np.log(0.25)))


def test_two_chances_are_joined_by_a_noisy_or():
    # Softmax of ln 3 and 0 is 3/4 and 1/4 in both searches: 1 - 5/8 * 1/4 and 1 - 7/8 * 3/4.
    words, meaning = WORDS_STEP * np.log([3.0, 1.0]), np.log([3.0, 1.0])
    joined = np.exp(either(words, 0.5, meaning))
    assert joined == pytest.approx([1 - 5 / 8 * 1 / 4, 1 - 7 / 8 * 3 / 4])
