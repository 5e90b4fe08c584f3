import pytest

from guidebot.retrieval.fusion import ranked, reciprocal_rank_fusion


def test_it_fuses_as_worked_out_by_hand():
    fused = reciprocal_rank_fusion([["a", "b"], ["b", "c"]], [1.0, 1.0])
    best = 2 / 61
    assert fused["a"] == pytest.approx((1 / 61) / best)
    assert fused["b"] == pytest.approx((1 / 62 + 1 / 61) / best)
    assert fused["c"] == pytest.approx((1 / 62) / best)


def test_it_gives_one_to_what_leads_every_ranking():
    assert reciprocal_rank_fusion([["a"], ["a"]], [1.0, 0.5])["a"] == pytest.approx(1.0)


def test_it_orders_ties_by_name():
    assert ranked({"b": 1.0, "a": 1.0, "c": 2.0}) == ["c", "a", "b"]
