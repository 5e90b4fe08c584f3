import math

import bm25s
import numpy as np
import pytest

from guidebot.domain import GlossaryEntry
from guidebot.language import fold
from guidebot.retrieval.entries import documents_of
from guidebot.retrieval.lexical import Concepts, Lexical, TermWeights, tokens

GLOSSARY = [
    GlossaryEntry("stroke", "disease", ("中风", "脑卒中"), ("stroke",), ()),
    GlossaryEntry("ischaemic", "disease", ("缺血性中风",), ("ischaemic stroke",), ()),
    GlossaryEntry("stem-cell", "cell", ("干细胞",), ("stem cell", "stem cells"), ()),
]
CONCEPTS = Concepts(GLOSSARY)


def test_it_finds_the_same_concepts_in_both_languages_and_scripts():
    for text in ("干细胞治中风", "幹細胞治中風", "stem cells for stroke"):
        assert sorted(CONCEPTS.find(fold(text))) == ["stem-cell", "stroke"]


def test_it_prefers_the_longest_word():
    assert CONCEPTS.find("缺血性中风") == ["ischaemic"]
    assert CONCEPTS.find("an ischaemic stroke") == ["ischaemic"]


def test_it_cuts_chinese_into_bigrams_and_keeps_codes_whole():
    assert tokens("cxcr4受体 nr-20201", Concepts([])) == ["cxcr4", "受体", "nr-20201"]


def test_it_leaves_out_words_that_say_nothing():
    assert tokens("what is the price of it", Concepts([])) == ["price"]


def test_it_scores_bm25_as_worked_out_by_hand():
    documents = [["a", "b"], ["a", "a", "c"], ["c"]]
    scores = Lexical.build(documents).scores(["a"])
    mean = (2 + 3 + 1) / 3
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    # Lucene leaves the constant factor (k1 + 1) out.
    expected = [
        idf * count / (count + 1.5 * (1 - 0.75 + 0.75 * length / mean))
        for count, length in ((1, 2), (2, 3), (0, 1))
    ]
    assert np.allclose(scores, expected, atol=1e-5)


def test_it_gives_nothing_for_unknown_words():
    assert Lexical.build([["a"], ["b"]]).scores(["z"]).tolist() == [0.0, 0.0]


def test_it_saves_and_loads(tmp_path):
    index = Lexical.build([["a", "b"], ["b", "c"]])
    index.save(tmp_path / "bm25")
    assert np.allclose(Lexical.load(tmp_path / "bm25").scores(["b"]), index.scores(["b"]))


def test_it_scores_the_corpus_as_bm25s_does(corpus):
    concepts = Concepts(corpus.glossary)
    _, documents = documents_of(corpus, concepts)
    reference = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    reference.index(documents, show_progress=False)
    index = Lexical.build(documents)
    for passage in corpus.passages[::20]:
        query = tokens(fold(passage.texts["zh"].title), concepts)
        known = [token for token in query if token in reference.vocab_dict]
        assert np.allclose(index.scores(query), reference.get_scores(known), atol=1e-4)


def test_weights_of_terms_are_a_mapping():
    terms = Lexical.build([["a", "b"], ["b", "c"]]).terms
    weights = TermWeights.of(terms, {"a": 1.5, "b": 0.5})
    assert dict(weights) == {"a": 1.5, "b": 0.5, "c": 0.0}
    assert weights.get("z", 9.0) == 9.0
    assert "z" not in weights
    with pytest.raises(KeyError):
        weights["z"]
