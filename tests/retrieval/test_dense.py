import numpy as np
import pytest

from guidebot.errors import RetrievalError
from guidebot.retrieval.dense import STEPS, UNIT_TOLERANCE, Dense


def unit_vectors(rows, width=16, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(rows, width)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_it_finds_what_a_brute_force_search_finds():
    vectors, queries = unit_vectors(200), unit_vectors(5, seed=1)
    index = Dense.build(vectors)
    ids, scores = index.search(queries, 7)
    exact = queries @ index.vectors(np.arange(200)).T
    expected = np.argsort(-exact, axis=1)[:, :7]
    assert (ids == expected).all()
    assert np.allclose(scores, np.take_along_axis(exact, expected, axis=1), atol=1e-6)


def test_a_number_moves_by_half_a_step_of_its_column_at_most():
    vectors = unit_vectors(200)
    held = Dense.build(vectors).vectors(np.arange(200))
    steps = (vectors.max(axis=0) - vectors.min(axis=0)) / STEPS
    assert (np.abs(held - vectors) <= steps * 0.51).all()


def test_it_gives_all_where_more_are_asked_for_than_there_are():
    ids, _ = Dense.build(unit_vectors(3)).search(unit_vectors(1, seed=2), 10)
    assert sorted(ids[0]) == [0, 1, 2]


@pytest.mark.parametrize("exact_up_to", [1000, 50])
def test_it_spreads_a_query_over_the_vectors(monkeypatch, exact_up_to):
    monkeypatch.setattr("guidebot.retrieval.dense.EXACT_UP_TO", exact_up_to)
    vectors, query = unit_vectors(200), unit_vectors(1, seed=1)[0]
    index = Dense.build(vectors)
    ids, scores = index.spread(query, 40)
    assert len(ids) == (200 if exact_up_to == 1000 else 40)
    assert np.allclose(scores, index.vectors(ids) @ query, atol=1e-6)


@pytest.fixture
def by_cells(monkeypatch):
    """Let small indexes be what large ones are."""
    monkeypatch.setattr("guidebot.retrieval.dense.EXACT_UP_TO", 50)


@pytest.mark.parametrize(("rows", "kind"), [(50, "flat"), (51, "ivf")])
def test_it_chooses_the_kind_by_size(by_cells, rows, kind):
    index = Dense.build(unit_vectors(rows))
    assert index.kind == kind
    assert index.exact == (kind == "flat")


def test_it_finds_most_of_the_nearest_in_few_of_the_cells(by_cells, monkeypatch):
    monkeypatch.setattr("guidebot.retrieval.dense.PROBED_CELLS", 20)
    middles = unit_vectors(40, width=32)
    vectors = np.repeat(middles, 100, axis=0) + 0.4 * unit_vectors(4000, width=32, seed=1)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    queries = vectors[::40] + 0.2 * unit_vectors(100, width=32, seed=2)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    ids, scores = Dense.build(vectors).search(queries, 10)
    exact = np.argsort(-queries @ vectors.T, axis=1)[:, :10]
    recall = np.mean([len(set(one) & set(other)) for one, other in zip(ids, exact, strict=True)])
    assert recall >= 9.5
    assert (np.diff(scores, axis=1) <= 0).all()
    assert np.allclose(scores[:, 0], (vectors[ids[:, 0]] * queries).sum(axis=1), atol=1e-2)


def test_it_gives_no_vector_that_is_not_there_where_the_cells_hold_too_few(by_cells, monkeypatch):
    monkeypatch.setattr("guidebot.retrieval.dense.PROBED_CELLS", 1)
    ids, scores = Dense.build(unit_vectors(200)).spread(unit_vectors(1, seed=1)[0], 150)
    assert 0 < len(ids) == len(scores) < 150
    assert ids.min() >= 0


@pytest.mark.parametrize("rows", [50, 200])
def test_its_vectors_are_those_that_it_was_built_of_and_of_unit_length(by_cells, rows):
    vectors = unit_vectors(rows)
    held = Dense.build(vectors).vectors(np.array([7, 3, 49]))
    assert np.allclose(held, vectors[[7, 3, 49]], atol=UNIT_TOLERANCE)
    assert np.allclose(np.linalg.norm(held, axis=1), 1.0, atol=UNIT_TOLERANCE)


def test_no_cosine_is_above_one_though_vectors_are_rounded(by_cells):
    vectors = unit_vectors(200)
    _, scores = Dense.build(vectors).search(vectors, 1)
    assert scores.max() <= 1.0
    assert np.allclose(scores, 1.0, atol=UNIT_TOLERANCE)


def test_it_refuses_a_query_of_another_width_or_length():
    index = Dense.build(unit_vectors(3))
    with pytest.raises(RetrievalError, match="dimensions"):
        index.search(unit_vectors(1, width=8), 1)
    with pytest.raises(RetrievalError, match="unit length"):
        index.search(unit_vectors(1) * 2, 1)


@pytest.mark.parametrize("rows", [10, 200])
def test_it_saves_and_loads(by_cells, tmp_path, rows):
    vectors, queries = unit_vectors(rows), unit_vectors(20, seed=1)
    built = Dense.build(vectors)
    built.save(tmp_path / "v.faiss")
    loaded = Dense.load(tmp_path / "v.faiss")
    assert (len(loaded), loaded.kind) == (rows, built.kind)
    (ids, scores), (same_ids, same_scores) = built.search(queries, 5), loaded.search(queries, 5)
    assert np.array_equal(ids, same_ids)
    assert np.array_equal(scores, same_scores)
    assert np.array_equal(loaded.vectors(np.arange(10)), built.vectors(np.arange(10)))


@pytest.mark.parametrize("length", [1.0, 0.01])
def test_products_in_whole_numbers_are_those_of_the_vectors(tmp_path, length):
    built, query = Dense.build(unit_vectors(300, 384)), unit_vectors(1, 384, seed=3)[0]
    built.save(tmp_path / "vectors.faiss")
    _, quick = Dense.load(tmp_path / "vectors.faiss").spread(query * length, 1)
    (tmp_path / "vectors.onnx").unlink()
    _, slow = Dense.load(tmp_path / "vectors.faiss").spread(query * length, 1)
    assert np.abs(quick - slow).max() < 1e-5 * length
