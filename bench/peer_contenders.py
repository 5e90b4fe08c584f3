"""The peers that `bench.peers` measures, each set up as its own documentation advises.

All use the model that guidebot's was made from, unit vectors, the prompts that E5 wants, and keep
their index in their own way. Libraries are imported where they are used: one process, one peer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.contenders import Line

#: What the model was trained to see before a question and before a passage.
PROMPTS = {"query": "query: ", "passage": "passage: "}
#: Lines that a question finds, best first: several of them belong to one passage.
DEPTH = 10


def _write_units(lines: Sequence[Line], folder: Path) -> None:
    """Write what each line belongs to."""
    (folder / "units.json").write_text(json.dumps([line.unit for line in lines]), "utf-8")


def _read_units(folder: Path) -> list[str]:
    """Return what each line belongs to."""
    units: list[str] = json.loads((folder / "units.json").read_text("utf-8"))
    return units


class SentenceTransformersFaiss:
    """SentenceTransformer.encode on PyTorch, and an exact index of FAISS.

    Args:
        model: folder of the model.
    """

    def __init__(self, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(model, device="cpu")

    def _encode(self, texts: Sequence[str], role: str) -> Any:
        """Return unit vectors, float32, shape (len(texts), d)."""
        return self._model.encode(
            list(texts), prompt=PROMPTS[role], normalize_embeddings=True, show_progress_bar=False
        )

    def build(self, lines: Sequence[Line], folder: Path) -> dict[str, Any]:
        """Encode ways of asking and texts, each with their own prompt."""
        import faiss

        ordered = sorted(lines, key=lambda line: line.role)
        index = faiss.IndexFlatIP(self._model.get_embedding_dimension())
        for role in sorted(PROMPTS):
            index.add(self._encode([line.text for line in ordered if line.role == role], role))
        faiss.write_index(index, str(folder / "vectors.faiss"))
        _write_units(ordered, folder)
        return {"texts": len(lines)}

    def open(self, folder: Path) -> None:
        """Read the index."""
        import faiss

        self._index = faiss.read_index(str(folder / "vectors.faiss"))
        self._units = _read_units(folder)

    def answer(self, question: str) -> str:
        """Return what the nearest line belongs to."""
        _, ids = self._index.search(self._encode([question], "query"), DEPTH)
        return self._units[int(ids[0][0])]


class Txtai:
    """txtai's Embeddings, hybrid: its vectors and its BM25, joined its way.

    Args:
        model: folder of the model.
    """

    def __init__(self, model: str) -> None:
        from txtai import Embeddings

        # One prompt for all that is stored: it knows no other.
        prompts = {"query": PROMPTS["query"], "data": PROMPTS["passage"]}
        self._embeddings = Embeddings(path=model, hybrid=True, instructions=prompts, gpu=False)

    def build(self, lines: Sequence[Line], folder: Path) -> dict[str, Any]:
        """Index the lines."""
        self._embeddings.index((at, line.text, None) for at, line in enumerate(lines))
        self._embeddings.save(str(folder / "embeddings"))
        _write_units(lines, folder)
        return {"texts": len(lines)}

    def open(self, folder: Path) -> None:
        """Read the index."""
        self._embeddings.load(str(folder / "embeddings"))
        self._units = _read_units(folder)

    def answer(self, question: str) -> str:
        """Return what the first line belongs to."""
        found = self._embeddings.search(question, DEPTH)
        return self._units[int(found[0][0])] if found else ""


class Haystack:
    """Haystack's in-memory store and embedding retriever in a pipeline.

    Args:
        model: folder of the model.
    """

    def __init__(self, model: str) -> None:
        from haystack.utils import ComponentDevice

        self._options = {
            "model": model,
            "device": ComponentDevice.from_str("cpu"),
            "normalize_embeddings": True,
            "progress_bar": False,
        }

    def build(self, lines: Sequence[Line], folder: Path) -> dict[str, Any]:
        """Encode ways of asking and texts, each with their own prompt, and write them."""
        from haystack import Document
        from haystack.components.embedders import SentenceTransformersDocumentEmbedder
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
        for role, prompt in PROMPTS.items():
            embedder = SentenceTransformersDocumentEmbedder(prefix=prompt, **self._options)
            embedder.warm_up()
            documents = [
                Document(id=str(at), content=line.text, meta={"unit": line.unit})
                for at, line in enumerate(lines)
                if line.role == role
            ]
            store.write_documents(embedder.run(documents)["documents"])
        store.save_to_disk(str(folder / "store.json"))
        return {"texts": len(lines)}

    def open(self, folder: Path) -> None:
        """Read the store and put the pipeline together."""
        from haystack import Pipeline
        from haystack.components.embedders import SentenceTransformersTextEmbedder
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
        embedder = SentenceTransformersTextEmbedder(prefix=PROMPTS["query"], **self._options)
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", embedder)
        self._pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=DEPTH))
        self._pipeline.connect("embedder.embedding", "retriever.query_embedding")
        self._pipeline.warm_up()

    def answer(self, question: str) -> str:
        """Return what the nearest line belongs to."""
        found = self._pipeline.run({"embedder": {"text": question}})["retriever"]["documents"]
        return str(found[0].meta["unit"])
