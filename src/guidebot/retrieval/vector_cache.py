"""Vectors of texts that were encoded before: an unchanged text is never encoded again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from guidebot.retrieval import folders
from guidebot.retrieval.encoder import Encoder, Role, Vectors

SCHEMA = 2


def key_of(text: str, role: Role) -> str:
    """Return the name of a text's vector."""
    return hashlib.sha256(f"{role}\0{text}".encode()).hexdigest()


class VectorCache:
    """Vectors by text for one model, kept in a folder.

    A damaged folder, or one of another model, counts as empty.

    Args:
        folder: replaced whole by `save`.
        encoder: whose vectors they are.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._folder = folder
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}
        self._used: set[str] = set()
        self._manifest = {"schema": SCHEMA, "model": encoder.name}
        manifest = folders.read_manifest(folder)
        ours = manifest is not None and self._manifest.items() <= manifest.items()
        if ours and manifest and not folders.damaged_files(folder, manifest):
            keys = json.loads((folder / "keys.json").read_text("utf-8"))
            self._known = dict(zip(keys, np.load(folder / "vectors.npy"), strict=True))

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """Return one vector for each text; only unknown ones are encoded.

        Returns:
            float32, shape (len(texts), d), each row of unit length.
        """
        keys = [key_of(text, role) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            vectors = self._encoder.encode(list(new.values()), role)
            self._known |= dict(zip(new, vectors, strict=True))
        self._used |= set(keys)
        return np.stack([self._known[key] for key in keys])

    def save(self) -> None:
        """Keep the vectors that were asked for since the cache was opened."""
        keys = sorted(self._used)
        with folders.replacing(self._folder, self._manifest) as aside:
            np.save(aside / "vectors.npy", np.stack([self._known[key] for key in keys]))
            (aside / "keys.json").write_text(json.dumps(keys), "utf-8")
