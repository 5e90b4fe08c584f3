"""Nearest vectors with FAISS: all are looked at while that is quick, by cells beyond.

Each number of a vector is kept as one of 256 steps between the smallest and the largest of its
column (FAISS's scalar quantizer): a quarter of the memory, and as quick. A cosine moves by some
0.0005; the encoder itself rounds more.
"""

from __future__ import annotations

import math
from functools import cached_property
from pathlib import Path
from typing import cast

import faiss
import numpy as np
from numpy.typing import NDArray

from guidebot.errors import RetrievalError
from guidebot.retrieval.encoder import Vectors
from guidebot.retrieval.inner_products import InnerProducts, write_inner_products

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]

#: Up to here a search of all, 384 numbers a vector, takes 15 ms of one core or less, and 38 MB.
EXACT_UP_TO = 100_000
#: Vectors that are turned into floats at once; more leave the fast memory of a core.
AT_ONCE = 1024
#: Ending of the file of inner products.
INNER_PRODUCTS = ".onnx"
#: Steps between the smallest and the largest number of a column.
STEPS = 255
#: Beyond: 2 sqrt(n) cells, of which so many are looked at. More cells find no more and cost four
#: times as long to learn; docs/decisions.md has the figures of these and of graphs.
CELLS_PER_ROOT = 2
PROBED_CELLS = 128
#: Vectors of each cell, and rounds, that k-means learns from: more costs minutes, finds no more.
LEARNED_FROM, LEARNING_ROUNDS = 40, 10
#: How far from 1 the length of a unit vector may be: the encoder is int8, and rounds.
UNIT_TOLERANCE = 1e-2


def _all(vectors: Vectors) -> faiss.IndexScalarQuantizer:
    """Return an index that looks at every vector, one byte a number."""
    made = faiss.index_factory(vectors.shape[1], "SQ8", faiss.METRIC_INNER_PRODUCT)
    index = cast(faiss.IndexScalarQuantizer, made)
    index.train(vectors)
    index.add(vectors)
    return index


def _cells(vectors: Vectors) -> faiss.IndexIVF:
    """Return an index that holds vectors by cells, one byte a number."""
    size, width = vectors.shape
    cells = round(CELLS_PER_ROOT * math.sqrt(size))
    made = faiss.index_factory(width, f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
    index = cast(faiss.IndexIVF, made)
    index.nprobe = min(PROBED_CELLS, cells)
    index.cp.max_points_per_centroid = LEARNED_FROM
    index.cp.niter = LEARNING_ROUNDS
    index.train(vectors)
    index.add(vectors)
    # Where each vector lies, for `vectors`: eight bytes each.
    index.make_direct_map()
    return index


class Dense:
    """Inner-product search over vectors of unit length.

    Args:
        index: of FAISS.
        inner_products: of the same vectors, where they were written; numpy does as well, slower.
    """

    def __init__(self, index: faiss.Index, inner_products: InnerProducts | None = None) -> None:
        self._index = index
        self._inner_products = inner_products

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    @property
    def exact(self) -> bool:
        """Return whether a search looks at every vector."""
        return isinstance(self._index, faiss.IndexScalarQuantizer)

    @property
    def kind(self) -> str:
        """Return 'flat' (all) or 'ivf' (by cells), as the manifest names it."""
        return "flat" if self.exact else "ivf"

    @classmethod
    def build(cls, vectors: Vectors) -> Dense:
        """Return an index of vectors.

        Args:
            vectors: float32, shape (n, d), rows of unit length.
        """
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if len(vectors) > EXACT_UP_TO:
            return cls(_cells(vectors))
        return cls(_all(vectors))

    def vectors(self, ids: Ids) -> Vectors:
        """Return vectors of the index.

        Args:
            ids: int64, shape (m,), positions in the index.

        Returns:
            float32, shape (m, d), as they were rounded: of unit length within UNIT_TOLERANCE.
        """
        found: Vectors = self._index.reconstruct_batch(ids)
        return found

    def spread(self, query: Vectors, least: int) -> tuple[Ids, Scores]:
        """Return the vectors nearest to a query, in no order: `least`, or all where all are seen.

        There a product of matrices is faster than FAISS's heap of the best thousands. In another
        index, fewer than `least` come where the cells looked at hold fewer.

        Args:
            query: float32, shape (d,), unit length.
            least: how many, at least 1.

        Returns:
            ids: int64, shape (m,), positions in the index.
            scores: float32, shape (m,), cosine in [-1, 1].
        """
        if not self.exact:
            ids, scores = self.search(query[None, :], least)
            held = ids[0] >= 0
            return ids[0][held], scores[0][held]
        # A number is lowest + (code + 0.5) / STEPS * range; the query takes both into itself.
        lowest, width = self._columns
        scaled = (query * width / STEPS).astype(np.float32)
        shift = float(query @ (lowest + width * (0.5 / STEPS)))
        products = (
            self._inner_products.of(scaled) if self._inner_products else self._multiplied(scaled)
        )
        return np.arange(len(self)), (products + shift).astype(np.float32)

    def _multiplied(self, scaled: Vectors) -> Scores:
        """Return the products of a query with what FAISS stores, float32, shape (n,)."""
        scores = np.empty(len(self), dtype=np.float32)
        floats = np.empty((AT_ONCE, len(scaled)), dtype=np.float32)
        for start in range(0, len(self), AT_ONCE):
            codes = self._codes[start : start + AT_ONCE]
            np.copyto(floats[: len(codes)], codes)
            np.matmul(floats[: len(codes)], scaled, out=scores[start : start + len(codes)])
        return scores

    @cached_property
    def _codes(self) -> NDArray[np.uint8]:
        """Return what FAISS stores, uint8, shape (n, d); not a copy."""
        size, width = len(self), self._index.d
        stored = cast(faiss.IndexScalarQuantizer, self._index).codes.data()
        codes: NDArray[np.uint8] = faiss.rev_swig_ptr(stored, size * width)
        return codes.reshape(size, width)

    @cached_property
    def _columns(self) -> tuple[Vectors, Vectors]:
        """Return the lowest number of each column, and its range, float32, shape (d,)."""
        trained = cast(faiss.IndexScalarQuantizer, self._index).sq.trained
        lowest, width = faiss.vector_to_array(trained).reshape(2, -1)
        return lowest, width

    def search(self, query: Vectors, k: int) -> tuple[Ids, Scores]:
        """Return the k vectors nearest to each query.

        Args:
            query: float32, shape (q, d), each row of unit length.
            k: how many, at least 1; more than there are gives all.

        Returns:
            ids: int64, shape (q, min(k, n)), positions in the index, best first; -1 where the
                cells looked at hold no more.
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
        # A vector rounded to bytes may be a little longer than 1.
        return ids, np.clip(scores, -1.0, 1.0)

    def save(self, path: Path) -> None:
        """Write the index to a file, and its inner products beside it.

        Raises:
            OSError: if it cannot be written.
        """
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            # So FAISS says that the disk is full.
            raise OSError(f"{path.name} cannot be written") from error
        if self.exact:
            write_inner_products(path.with_suffix(INNER_PRODUCTS), self._codes)

    @classmethod
    def load(cls, path: Path) -> Dense:
        """Read an index that `save` wrote."""
        written = path.with_suffix(INNER_PRODUCTS)
        if not written.exists():
            return cls(faiss.read_index(str(path)))
        # What the inner products hold is not read into memory a second time.
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC), InnerProducts(written))
