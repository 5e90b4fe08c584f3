import numpy as np

from guidebot.retrieval.chooser import NOTHING_CHOSEN, Chooser, fit_chooser


def ways_of_asking(centres, each=8, spread=0.3, seed=0):
    """Return unit vectors scattered around some centres, and the name of the centre of each."""
    noise = np.random.default_rng(seed).normal(size=(len(centres) * each, centres.shape[1]))
    vectors = np.repeat(centres, each, axis=0) + spread * noise
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32), [f"unit{at // each}" for at in range(len(vectors))]


def test_it_chooses_the_unit_around_which_a_question_was_asked():
    centres = np.eye(5, dtype=np.float32)
    chooser = fit_chooser(*ways_of_asking(centres))
    asked, names = ways_of_asking(centres, each=20, seed=1)
    chosen = [chooser.units[int(chooser.logits(one).argmax())] for one in asked]
    assert np.mean([a == b for a, b in zip(chosen, names, strict=True)]) >= 0.95


def test_it_gives_the_logits_of_the_regression_it_stands_for():
    chooser = Chooser(
        ("a", "b", "c"),
        np.array([[1, 0], [0, 1], [1, 1]], dtype=np.float32),
        np.array([0.5, 0.0, -1.0], dtype=np.float32),
    )
    assert np.allclose(chooser.logits(np.array([0.6, 0.8], dtype=np.float32)), [1.1, 0.8, 0.4])


def test_it_knows_nothing_where_there_is_nothing_to_choose_among():
    vectors, names = ways_of_asking(np.eye(2, dtype=np.float32))
    assert fit_chooser(vectors, names) is NOTHING_CHOSEN


def test_it_saves_and_loads(tmp_path):
    chooser = fit_chooser(*ways_of_asking(np.eye(4, dtype=np.float32)))
    chooser.save(tmp_path / "chooser.npz")
    loaded = Chooser.load(tmp_path / "chooser.npz")
    query = np.full(4, 0.5, dtype=np.float32)
    assert loaded.units == chooser.units
    assert (loaded.logits(query) == chooser.logits(query)).all()
