"""guidebot as `bench.peers` measures it: its search alone, and its whole answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.contenders import Line
from guidebot.corpus.loading import read_corpus
from guidebot.guide import Guide
from guidebot.language import detect, fold
from guidebot.preparation import marks_of
from guidebot.retrieval.encoder import OnnxEncoder
from guidebot.retrieval.retriever import Retriever
from guidebot.retrieval.store import build_index, load_index
from guidebot.safety.rules import read_rules
from guidebot.safety.triage import marks
from guidebot.settings import read_settings


class Search:
    """guidebot's Retriever: a question is read and searched for.

    Args:
        serving: folder of the exported model.
        threads: of the model.
    """

    def __init__(self, serving: Path, threads: int) -> None:
        self._settings = read_settings()
        self._corpus = read_corpus(self._settings.corpus)
        self._encoder = OnnxEncoder(serving, threads)
        self._rules = read_rules(self._settings.corpus / "safety")

    def build(self, lines: Sequence[Line], folder: Path) -> dict[str, Any]:
        """Build the index that guidebot serves from: the lines and much else, and what is fitted.

        Returns:
            `texts` that were encoded and the `encoding_seconds` of it; the rest is fitting.
        """
        told: dict[str, Any] = {"texts": len(lines)}
        started = perf_counter()

        def progress(_: int, total: int) -> None:
            """Note how far encoding is."""
            told.update(texts=total, encoding_seconds=perf_counter() - started)

        known = marks_of(self._settings)
        build_index(folder / "index", self._corpus, self._encoder, known, progress)
        return told

    def open(self, folder: Path) -> None:
        """Read the index."""
        index = load_index(folder / "index", self._encoder.name, self._corpus.digest)
        self._retriever = Retriever(self._corpus, index, self._encoder)

    def answer(self, question: str) -> str:
        """Return the first passage that search finds."""
        (query,) = self._retriever.read([question], [marks(fold(question), self._rules)])
        hits = self._retriever.search(query, detect(question).written).hits
        return f"passage:{hits[0].passage.id}" if hits else ""


class WholeAnswer(Search):
    """Triage, search, cards and sentences, as the chat gets them."""

    def open(self, folder: Path) -> None:
        """Read the index and everything that an answer is made from."""
        super().open(folder)
        self._guide = Guide(self._settings, self._corpus, self._retriever)

    def answer(self, question: str) -> str:
        """Return the first passage that the answer shows."""
        passages = self._guide.answer(self._guide.read(question)).passages
        return f"passage:{passages[0].id}" if passages else ""
