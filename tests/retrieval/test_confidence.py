import math

import numpy as np
import pytest

from guidebot.domain import SignalKind
from guidebot.retrieval.confidence import (
    COVERAGE_PRIOR,
    Calibration,
    background_floor,
    coverage,
    fit,
    topic_shares,
)


def test_it_is_the_logistic_of_the_weighted_features():
    calibration = Calibration((2.0, -1.0), 0.5)
    assert calibration.confidence([1.0, 3.0]) == pytest.approx(1 / (1 + math.exp(0.5)))


def test_it_weighs_covered_words_by_rarity():
    rarity = {"rare": 3.0, "common": 1.0}
    assert coverage(
        ["rare", "common"], frozenset({"common"}), rarity, max(rarity.values())
    ) == pytest.approx(1.0 / (4.0 + COVERAGE_PRIOR))
    assert coverage(
        ["unknown", "rare"], frozenset({"rare"}), rarity, max(rarity.values())
    ) == pytest.approx(3.0 / (6.0 + COVERAGE_PRIOR))
    assert coverage([], frozenset(), rarity, 1.0) == 0.0


def test_it_takes_a_few_common_words_for_little_coverage():
    rarity = {"either": 1.0, "or": 1.0, "cd34": 6.0, "ischaemic": 5.0, "taiwan": 5.0}
    common = coverage(["either", "or"], frozenset(rarity), rarity, max(rarity.values()))
    assert (
        common
        < coverage(["cd34", "ischaemic", "taiwan"], frozenset(rarity), rarity, max(rarity.values()))
        / 2
    )


def test_it_takes_the_mean_of_the_nearest_everyday_sentences():
    background = np.eye(6, dtype=np.float32)
    query = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], dtype=np.float32)
    assert background_floor(query, background) == pytest.approx(0.7)
    assert background_floor(query, background, skip=0) == pytest.approx(0.6)


def test_it_separates_what_a_feature_separates():
    features = np.array([[0.1, 0, 0, 0, 0]] * 20 + [[0.9, 0, 0, 0, 0]] * 40)
    calibration = fit(features, np.array([False] * 20 + [True] * 40))
    assert (
        calibration.confidence([0.1, 0, 0, 0, 0]) < 0.5 < calibration.confidence([0.9, 0, 0, 0, 0])
    )


def test_it_counts_signals_of_the_field_only():
    assert topic_shares(frozenset()) == (0.0, 0.0)
    assert topic_shares(frozenset({SignalKind.SIDE_EFFECT})) == (0.0, 0.0)
    assert topic_shares(frozenset({SignalKind.STROKE, SignalKind.CELL_THERAPY})) == (1.0, 0.0)
    assert topic_shares(frozenset({SignalKind.HARMED, SignalKind.CLINIC_OFFER})) == (0.0, 1.0)
