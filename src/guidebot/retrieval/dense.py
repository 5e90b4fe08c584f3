"""Nearest vectors with FAISS: exact while that is quick, a graph beyond."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from guidebot.errors import RetrievalError
from guidebot.retrieval.encoder import Vectors

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]

#: Up to here an exact search of 384 numbers a vector stays below some 10 ms on one core.
EXACT_UP_TO = 100_000
#: Neighbours a node in the HNSW graph, and how many are looked at in a search.
HNSW_NEIGHBOURS = 32
HNSW_EFFORT = 128
#: How far from 1 the length of a unit vector may be; int8 graphs round.
UNIT_TOLERANCE = 1e-2


class Dense:
    """Inner-product search over vectors of unit length."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    @property
    def kind(self) -> str:
        """Return 'flat' or 'hnsw', as the manifest names it."""
        return "flat" if isinstance(self._index, faiss.IndexFlat) else "hnsw"

    @classmethod
    def build(cls, vectors: Vectors) -> Dense:
        """Return an index of vectors.

        Args:
            vectors: float32, shape (n, d), rows of unit length.
        """
        width = vectors.shape[1]
        index: faiss.Index = faiss.IndexFlatIP(width)
        if len(vectors) > EXACT_UP_TO:
            graph = faiss.IndexHNSWFlat(width, HNSW_NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
            graph.hnsw.efSearch = HNSW_EFFORT
            index = graph
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    def spread(self, query: Vectors, least: int) -> tuple[Ids, Scores]:
        """Return at least `least` vectors nearest to a query, in no order.

        An exact index gives every vector: one product of a matrix is faster than FAISS's heap of
        the best thousands.

        Args:
            query: float32, shape (d,), unit length.
            least: how many, at least 1.

        Returns:
            ids: int64, shape (m,), positions in the index.
            scores: float32, shape (m,), cosine in [-1, 1].
        """
        if not isinstance(self._index, faiss.IndexFlat):
            ids, scores = self.search(query[None, :], least)
            return ids[0], scores[0]
        size, width = len(self), self._index.d
        stored = faiss.rev_swig_ptr(self._index.get_xb(), size * width).reshape(size, width)
        return np.arange(size), stored @ query

    def search(self, query: Vectors, k: int) -> tuple[Ids, Scores]:
        """Return the k vectors nearest to each query.

        Args:
            query: float32, shape (q, d), each row of unit length.
            k: how many, at least 1; more than there are gives all.

        Returns:
            ids: int64, shape (q, min(k, n)), positions in the index, best first.
            scores: float32, same shape, cosine in [-1, 1], non-increasing along each row.

        Raises:
            RetrievalError: if d differs from the index, or a row is not of unit length.
        """
        if query.shape[1] != self._index.d:
            raise RetrievalError(
                f"The question has {query.shape[1]} dimensions, the index {self._index.d}.",
                "Rebuild the index with the model in use: guidebot index build.",
            )
        if not np.allclose(np.linalg.norm(query, axis=1), 1.0, atol=UNIT_TOLERANCE):
            raise RetrievalError("A query vector is not of unit length.", "Normalise it.")
        scores, ids = self._index.search(np.ascontiguousarray(query), min(k, len(self)))
        return ids, scores

    def save(self, path: Path) -> None:
        """Write the index to a file.

        Raises:
            OSError: if it cannot be written.
        """
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            # So FAISS says that the disk is full.
            raise OSError(f"{path.name} cannot be written") from error

    @classmethod
    def load(cls, path: Path) -> Dense:
        """Read an index that `save` wrote."""
        return cls(faiss.read_index(str(path)))
