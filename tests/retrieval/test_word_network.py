"""The network over words learns what pieces say together, and nothing that is not known."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from guidebot.retrieval.training import LabelTask
from guidebot.retrieval.word_network import fit_word_network

LESSONS, WORDS = 3_000, 12


@pytest.fixture(scope="module")
def lessons():
    """Texts of twelve words: the label holds where exactly one of the first two stands in it."""
    held = np.random.default_rng(7).random((LESSONS, WORDS)) < 0.5
    words = held / np.maximum(np.sqrt(held.sum(axis=1, keepdims=True)), 1)
    holds = (held[:, :1] != held[:, 1:2]).astype(np.float32)
    return csr_matrix(words.astype(np.float32)), holds


def test_it_learns_that_one_of_two_words_stands_alone(lessons, monkeypatch):
    # With so few words none may be left out.
    monkeypatch.setattr("guidebot.retrieval.word_network.FORGOTTEN", 0.0)
    words, holds = lessons
    network = fit_word_network(words, LabelTask(holds, np.ones_like(holds)))
    logits = network.all_logits(words)
    assert logits.shape == holds.shape
    assert ((logits > 0) == (holds > 0)).mean() > 0.97
    one = words[3]
    assert np.allclose(network.logits(one.indices, one.data), logits[3], atol=1e-4)


def test_it_learns_nothing_from_what_is_not_known(lessons):
    words, holds = lessons
    network = fit_word_network(words, LabelTask(holds, np.zeros_like(holds)))
    assert np.abs(network.all_logits(words)).max() < 2


def test_the_same_lessons_give_the_same_network(lessons):
    words, holds = lessons
    one, other = (fit_word_network(words, LabelTask(holds, np.ones_like(holds))) for _ in range(2))
    assert np.allclose(one.outer, other.outer, atol=1e-4)
    assert np.array_equal(one.meanings, other.meanings)


def test_a_text_without_a_known_piece_gets_what_is_usual(lessons):
    words, holds = lessons
    network = fit_word_network(words, LabelTask(holds, np.ones_like(holds)))
    nothing = np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32)
    assert np.isfinite(network.logits(*nothing)).all()
