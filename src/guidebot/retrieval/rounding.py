"""Rows of numbers as bytes with a scale each: a quarter of the memory of float32."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: The largest number of a signed byte that has a negative.
_LARGEST = 127.0
#: A row of zeros keeps this scale instead of none.
_LEAST = 1e-12


def rounded(rows: NDArray[np.floating]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return (bytes, scales); a row is its bytes times its scale, within half a scale.

    Args:
        rows: shape (n, d).

    Returns:
        int8, shape (n, d), in [-127, 127], and float32, shape (n,), > 0.
    """
    largest = np.abs(rows).max(axis=1, initial=0.0)
    scales = (np.maximum(largest, _LEAST) / _LARGEST).astype(np.float32)
    return np.rint(rows / scales[:, None]).astype(np.int8), scales
