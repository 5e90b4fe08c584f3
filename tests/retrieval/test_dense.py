import numpy as np
import pytest

from guidebot.errors import RetrievalError
from guidebot.retrieval.dense import Dense


def unit_vectors(rows, width=16, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(rows, width)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_it_finds_what_a_brute_force_search_finds():
    vectors, queries = unit_vectors(200), unit_vectors(5, seed=1)
    ids, scores = Dense.build(vectors).search(queries, 7)
    exact = queries @ vectors.T
    expected = np.argsort(-exact, axis=1)[:, :7]
    assert (ids == expected).all()
    assert np.allclose(scores, np.take_along_axis(exact, expected, axis=1), atol=1e-6)


def test_it_gives_all_where_more_are_asked_for_than_there_are():
    ids, _ = Dense.build(unit_vectors(3)).search(unit_vectors(1, seed=2), 10)
    assert sorted(ids[0]) == [0, 1, 2]


@pytest.mark.parametrize("exact_up_to", [1000, 50])
def test_it_spreads_a_query_over_the_vectors(monkeypatch, exact_up_to):
    monkeypatch.setattr("guidebot.retrieval.dense.EXACT_UP_TO", exact_up_to)
    vectors, query = unit_vectors(200), unit_vectors(1, seed=1)[0]
    ids, scores = Dense.build(vectors).spread(query, 40)
    assert len(ids) == (200 if exact_up_to == 1000 else 40)
    assert np.allclose(scores, vectors[ids] @ query, atol=1e-6)


def test_it_builds_a_graph_beyond_the_exact_limit(monkeypatch):
    monkeypatch.setattr("guidebot.retrieval.dense.EXACT_UP_TO", 50)
    vectors = unit_vectors(200)
    index = Dense.build(vectors)
    assert index.kind == "hnsw"
    ids, _ = index.search(vectors[:20], 1)
    assert (ids[:, 0] == np.arange(20)).mean() >= 0.95


def test_it_refuses_a_query_of_another_width_or_length():
    index = Dense.build(unit_vectors(3))
    with pytest.raises(RetrievalError, match="dimensions"):
        index.search(unit_vectors(1, width=8), 1)
    with pytest.raises(RetrievalError, match="unit length"):
        index.search(unit_vectors(1) * 2, 1)


def test_it_saves_and_loads(tmp_path):
    vectors = unit_vectors(10)
    Dense.build(vectors).save(tmp_path / "v.faiss")
    loaded = Dense.load(tmp_path / "v.faiss")
    assert len(loaded) == 10
    assert loaded.search(vectors[3:4], 1)[0][0, 0] == 3
