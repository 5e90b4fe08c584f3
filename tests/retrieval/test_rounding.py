import numpy as np

from guidebot.retrieval.rounding import rounded


def test_a_row_comes_back_within_half_a_step():
    rows = np.random.default_rng(0).normal(size=(50, 20)).astype(np.float32)
    held, scales = rounded(rows)
    assert held.dtype == np.int8
    assert scales.dtype == np.float32
    assert np.abs(held).max() == 127
    assert (np.abs(held * scales[:, None] - rows) <= scales[:, None] * 0.501).all()


def test_a_row_of_zeros_and_no_rows_are_no_error():
    held, scales = rounded(np.zeros((1, 3), dtype=np.float32))
    assert held.tolist() == [[0, 0, 0]]
    assert scales[0] > 0
    assert rounded(np.zeros((0, 3), dtype=np.float32))[0].shape == (0, 3)
