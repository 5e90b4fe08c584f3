from dataclasses import replace

import numpy as np
import pytest

from guidebot.retrieval.dense import Dense
from guidebot.retrieval.entries import CHINESE, QUESTION
from guidebot.retrieval.fits import NO_FITS
from guidebot.retrieval.index import Index
from guidebot.retrieval.lexical import Lexical, TermWeights
from guidebot.retrieval.nearness import nearness

UNITS, LINES, WIDTH = 600, 4, 32


@pytest.fixture(scope="module")
def vectors():
    """Make four lines a unit, around a middle."""
    random = np.random.default_rng(0)
    middles = np.repeat(random.normal(size=(UNITS, WIDTH)), LINES, axis=0)
    lines = (middles + 0.5 * random.normal(size=middles.shape)).astype(np.float32)
    return lines / np.linalg.norm(lines, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def index(vectors):
    words = Lexical.build([["a"]])
    return Index(
        units=tuple(f"trial:{unit}" for unit in range(UNITS)),
        owners=tuple(unit for unit in range(UNITS) for _ in range(LINES)),
        sorts=(QUESTION, QUESTION, 0, 0) * UNITS,
        document_owners=(),
        unit_tokens=(),
        rarity=TermWeights.of(words.terms, {}),
        dense=Dense.build(vectors),
        lexical=words,
        sentences=(),
        sentence_bytes=np.empty((0, WIDTH), dtype=np.int8),
        sentence_scales=np.empty(0, dtype=np.float32),
        background=np.empty((0, WIDTH), dtype=np.float32),
        fits=NO_FITS,
        manifest={},
    )


@pytest.fixture
def cut_off(index, vectors, monkeypatch):
    """Make an index that knows only the nearest hundred."""
    monkeypatch.setattr("guidebot.retrieval.dense.EXACT_UP_TO", 50)
    monkeypatch.setattr("guidebot.retrieval.nearness.DEPTH", 100)
    return replace(index, dense=Dense.build(vectors))


def test_it_is_standardised_over_the_best_of_each_unit(index, vectors):
    query = vectors[8]
    held = index.dense.vectors(np.arange(len(vectors)))
    best = (held @ query).reshape(UNITS, LINES)[:, :2].max(axis=1)
    near = nearness(index, query, None)
    assert near.asked == pytest.approx((best - best.mean()) / best.std(), abs=1e-4)
    assert near.largest == pytest.approx(float(held[8] @ query), abs=1e-5)


def test_each_language_is_measured_by_itself(index, vectors):
    both = replace(index, sorts=(QUESTION + CHINESE, QUESTION, CHINESE, 0) * UNITS)
    held = index.dense.vectors(np.arange(len(vectors)))
    cosines = (held @ vectors[8]).reshape(UNITS, LINES)
    best = ((cosines - cosines.mean(axis=0)) / cosines.std(axis=0))[:, :2].max(axis=1)
    near = nearness(both, vectors[8], None)
    assert near.asked == pytest.approx((best - best.mean()) / best.std(), abs=1e-4)


def test_a_vector_can_be_left_out(index, vectors):
    assert nearness(index, vectors[8], 8).largest < 0.99


def test_a_lead_weighs_as_much_where_only_the_nearest_are_known(index, cut_off, vectors):
    assert not cut_off.dense.exact
    for line in range(0, len(vectors), 240):
        exact, known = (nearness(each, vectors[line], None) for each in (index, cut_off))
        leader = line // LINES
        assert int(np.argmax(known.asked)) == leader
        assert known.asked[leader] == pytest.approx(exact.asked[leader], rel=0.1)
        assert known.text[leader] == pytest.approx(exact.text[leader], rel=0.15)


def test_the_sample_holds_whole_units(index, vectors):
    sample = index.sample
    assert 300 <= sample.units <= 600
    assert np.bincount(sample.owners).tolist() == [LINES] * sample.units
    assert np.array_equal(sample.vectors[:LINES], index.dense.vectors(np.arange(LINES)))
