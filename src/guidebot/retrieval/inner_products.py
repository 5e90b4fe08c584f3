"""Inner products of one query with every vector of an index, in whole numbers.

ONNX Runtime multiplies bytes ten times as fast as numpy multiplies what they are turned into, once
the bytes lie as its kernels want them. The query is split into a high and a low byte for each
number, so nothing is lost that a vector of bytes has.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guidebot.retrieval.encoder import Vectors, faults_named

#: What makes a damaged file anew.
REMADE_BY = "guidebot index build"
#: Steps of a number of the query: two bytes.
_STEPS = 2**16 - 1
#: The graph is written for this release of the operators, and this layout of the file.
_OPERATORS, _LAYOUT = 13, 8


def write_inner_products(path: Path, codes: NDArray[np.uint8]) -> None:
    """Write the graph that `InnerProducts` runs.

    Args:
        path: of the file.
        codes: uint8, shape (n, d), a row a vector.
    """
    from onnx import TensorProto, helper, numpy_helper, save_model

    columns = numpy_helper.from_array(np.ascontiguousarray(codes.T), "vectors")
    asked = helper.make_tensor_value_info("query", TensorProto.UINT8, [None, codes.shape[1]])
    found = helper.make_tensor_value_info("products", TensorProto.INT32, [None, len(codes)])
    # Both unsigned: signed bytes saturate on processors without VNNI.
    node = helper.make_node("MatMulInteger", ["query", "vectors"], ["products"])
    graph = helper.make_graph([node], "products", [asked], [found], [columns])
    operators = [helper.make_opsetid("", _OPERATORS)]
    save_model(helper.make_model(graph, opset_imports=operators, ir_version=_LAYOUT), path)


class InnerProducts:
    """Runs what `write_inner_products` wrote.

    Args:
        path: of the file.

    Raises:
        ModelError: if it cannot be run.
    """

    def __init__(self, path: Path) -> None:
        import onnxruntime

        self._path = path
        options = onnxruntime.SessionOptions()
        # Several questions are answered at once; each has one thread.
        options.intra_op_num_threads = 1
        with faults_named(str(path), REMADE_BY):
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        width = self._session.get_inputs()[0].shape[1]
        (self._sums,) = self._run(np.ones((1, width), dtype=np.uint8))

    def _run(self, rows: NDArray[np.uint8]) -> NDArray[np.int32]:
        """Return the products of rows of bytes with every vector, int32, shape (rows, n)."""
        with faults_named(str(self._path), REMADE_BY):
            products: NDArray[np.int32] = self._session.run(["products"], {"query": rows})[0]
        return products

    def of(self, query: Vectors) -> NDArray[np.float64]:
        """Return the products of a query with the bytes of every vector.

        Args:
            query: float32, shape (d,), any length.

        Returns:
            float64, shape (n,); each within d * 255 half steps of the query, of 1 / 65535 of its
            range.
        """
        numbers = query.astype(np.float64)
        lowest = float(numbers.min())
        step = (float(numbers.max()) - lowest) / _STEPS or 1.0
        whole = np.rint((numbers - lowest) / step).astype(np.uint16)
        high, low = self._run(np.stack([whole >> 8, whole & 255]).astype(np.uint8))
        result: NDArray[np.float64] = step * (256.0 * high + low) + lowest * self._sums
        return result
