import numpy as np
import pytest

from guidebot.domain import Marks
from guidebot.retrieval.chooser import NOTHING_CHOSEN, Chooser, fit_chooser, what_is_known


def ways_of_asking(units, each=24, seed=0):
    """Return texts, vectors, what is known, and units: only all three together tell them apart."""
    chance = np.random.default_rng(seed)
    names = np.repeat(np.arange(units), each)
    vectors = np.eye(units)[names // 2 * 2] + 0.3 * chance.normal(size=(len(names), units))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [f"{'abc'[name % 3] * 3} {chance.integers(1000)}" for name in names]
    known = (names % 2 + 0.1 * chance.normal(size=len(names)))[:, None]
    return texts, vectors.astype(np.float32), known.astype(np.float32), [f"u{n}" for n in names]


def test_it_chooses_the_unit_that_vector_words_and_circumstances_tell():
    chooser = fit_chooser(*ways_of_asking(6))
    texts, vectors, known, names = ways_of_asking(6, seed=1)
    asked = zip(texts, vectors, known, strict=True)
    chosen = [chooser.units[int(chooser.scores(*one).argmax())] for one in asked]
    assert np.mean([a == b for a, b in zip(chosen, names, strict=True)]) >= 0.95


@pytest.mark.parametrize("units", [0, 1])
def test_it_knows_nothing_where_there_is_nothing_to_choose_among(units):
    assert fit_chooser(*ways_of_asking(units)) is NOTHING_CHOSEN


def test_it_saves_and_loads(tmp_path):
    texts, vectors, known, names = ways_of_asking(4)
    chooser = fit_chooser(texts, vectors, known, names)
    chooser.save(tmp_path / "chooser.npz")
    loaded = Chooser.load(tmp_path / "chooser.npz")
    assert loaded.units == chooser.units
    one = texts[3], vectors[3], known[3]
    assert (loaded.scores(*one) == chooser.scores(*one)).all()


def test_nothing_chosen_saves_and_loads(tmp_path):
    NOTHING_CHOSEN.save(tmp_path / "chooser.npz")
    assert Chooser.load(tmp_path / "chooser.npz").units == ()


def test_what_is_known_are_marks_and_logits_within_bounds():
    known = what_is_known(Marks(frozenset(), (0.0, 1.0)), {"a": 0.5, "b": 1.0, "c": 1e-9})
    assert known.dtype == np.float32
    assert np.allclose(known, [0, 1, 0, 2.3026, -2.3026], atol=1e-3)
