"""A corpus of a few passages and an encoder of a few numbers: an index in milliseconds."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from guidebot.corpus.exemplars import COVERED, OFF_TOPIC
from guidebot.domain import Corpus, Exemplar
from guidebot.settings import Settings, read_settings
from tests import examples

#: Numbers of a vector.
WIDTH = 16


class TinyEncoder:
    """Vectors made of digests: the same text has the same one, and no two are near."""

    name = "tiny"

    def encode(self, texts, role):
        vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for row, text in enumerate(texts):
            digest = hashlib.sha256(f"{role}{text}".encode()).digest()
            vectors[row] = np.frombuffer(digest[:WIDTH], dtype=np.uint8).astype(np.float32) - 127.5
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def tiny_settings(folder: Path) -> Settings:
    """Return settings whose cache and data lie in a folder of their own."""
    return replace(read_settings({}), cache=folder / "cache", data=folder / "data")


def tiny_corpus(name: str) -> Corpus:
    """Return a corpus; another name has another digest and another passage more."""
    own = replace(examples.APPROVED, id=f"own#{name}")
    lessons = [
        Exemplar(f"{name} 例句 {number}", frozenset({COVERED if number % 2 else OFF_TOPIC}))
        for number in range(6)
    ]
    digest = hashlib.sha256(name.encode()).hexdigest()
    return replace(
        examples.CORPUS,
        passages=(*examples.CORPUS.passages, own),
        background=("今天天气好", "what is for dinner", "一加一等于几"),
        exemplars=tuple(lessons),
        digest=digest,
        reviewed_digest=digest,
    )


def quiet(*_: object) -> None:
    """Take reports and progress."""
