"""Make what answering needs, where it is missing, damaged or stale: model and index."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from guidebot.domain import Corpus
from guidebot.errors import IndexFolderError, ModelError
from guidebot.retrieval.encoder import Encoder, check_serving, load_encoder, model_folder
from guidebot.retrieval.index import Index
from guidebot.retrieval.recogniser import MarksOf
from guidebot.retrieval.retriever import Retriever
from guidebot.retrieval.store import Progress, build_index, load_index
from guidebot.safety.rules import read_rules
from guidebot.safety.triage import marks
from guidebot.settings import Settings

Report = Callable[[str], None]


def index_folder(settings: Settings) -> Path:
    """Return where the index lies."""
    return settings.cache / "index"


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold a lock, so that two processes never build the same thing at once."""
    settings.cache.mkdir(parents=True, exist_ok=True)
    with (settings.cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def marks_of(settings: Settings) -> MarksOf:
    """Return the function that gives the marks that the rules leave on a folded text.

    It remembers what it gave: fitting asks for the same texts several times, and the rules are
    the slow part of it.
    """
    book = read_rules(settings.corpus / "safety")
    return cache(lambda folded: marks(folded, book))


def ready_encoder(settings: Settings, report: Report) -> Encoder:
    """Return the encoder, exporting the embedded model first where it is missing or damaged.

    Raises:
        ModelError: if it cannot be made; names both cures.
    """
    if not settings.model:
        with _alone(settings):
            try:
                check_serving(model_folder(settings) / "serving")
            except ModelError as problem:
                from guidebot.retrieval.model_export import export

                report(problem.message)
                export(model_folder(settings), report)
    return load_encoder(settings)


def read_index(settings: Settings, corpus: Corpus, encoder: Encoder) -> Index:
    """Return the index, waiting for whoever is building it.

    Raises:
        IndexFolderError: if it is missing, damaged, or of another model or corpus.
    """
    with _alone(settings):
        return load_index(index_folder(settings), encoder.name, corpus.digest)


def ready_index(
    settings: Settings, corpus: Corpus, encoder: Encoder, report: Report, progress: Progress
) -> Index:
    """Return the index, building it first where it is missing, damaged or stale."""
    folder = index_folder(settings)
    with _alone(settings):
        try:
            return load_index(folder, encoder.name, corpus.digest)
        except IndexFolderError as problem:
            report(f"{problem.message} Building it.")
            build_index(folder, corpus, encoder, marks_of(settings), progress)
    return load_index(folder, encoder.name, corpus.digest)


def prepare(settings: Settings, corpus: Corpus, report: Report, progress: Progress) -> Retriever:
    """Return a retriever, making whatever it needs.

    Args:
        settings: where things are.
        corpus: to be searched.
        report: told in words what is being made.
        progress: told (done, total) while texts are encoded.

    Raises:
        ModelError: if the model can neither be found nor made.
    """
    encoder = ready_encoder(settings, report)
    return Retriever(corpus, ready_index(settings, corpus, encoder, report, progress), encoder)
