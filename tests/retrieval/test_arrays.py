"""Dataclasses of arrays come back from a file as they went in."""

import numpy as np

from guidebot.retrieval.arrays import restored, stored
from guidebot.safety.words import Vocabulary


def test_two_of_a_kind_lie_side_by_side_in_one_file(tmp_path):
    one, other = (
        Vocabulary(np.arange(size, dtype=np.uint64), np.ones(size, dtype=np.float32))
        for size in (2, 3)
    )
    np.savez(tmp_path / "both.npz", **stored("one", one), **stored("other", other))
    with np.load(tmp_path / "both.npz") as file:
        assert len(restored("one", Vocabulary, file)) == 2
        again = restored("other", Vocabulary, file)
    assert again.codes.tolist() == [0, 1, 2]
    assert again.rarity.dtype == np.float32
