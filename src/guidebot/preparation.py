"""Make what answering needs, where it is missing, damaged or stale: model and index."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from guidebot.corpus.exemplars import read_exemplars
from guidebot.corpus.loading import EXEMPLARS, corpus_digest, read_corpus, searchable_digest
from guidebot.domain import Corpus
from guidebot.errors import GuidebotError, IndexFolderError, ModelError
from guidebot.retrieval import folders
from guidebot.retrieval.adapter import model_name
from guidebot.retrieval.encoder import Encoder, check_serving, load_encoder, model_folder
from guidebot.retrieval.index import Index
from guidebot.retrieval.recogniser import MarksOf
from guidebot.retrieval.retriever import Retriever
from guidebot.retrieval.store import Progress, build_index, check_index, load_index
from guidebot.safety.rules import read_rules
from guidebot.safety.triage import marks
from guidebot.settings import Settings

logger = logging.getLogger(__name__)

Report = Callable[[str], None]


def index_folder(settings: Settings) -> Path:
    """Return where the index lies."""
    return settings.cache / "index"


def open_corpus(settings: Settings, report: Report) -> Corpus:
    """Return the corpus as far as it can be read, without exemplars.

    A damaged document of the site's own is reported and left out: it is no reason to be silent.

    Raises:
        CorpusError: if the reviewed corpus is broken.
    """
    return read_corpus(
        settings.corpus,
        settings.data,
        lambda problem: report(str(problem)),
        with_exemplars=False,
    )


def _taught(settings: Settings, corpus: Corpus) -> Corpus:
    """Return a corpus with its exemplars.

    Raises:
        CorpusError: if they are broken.
    """
    if corpus.exemplars:
        return corpus
    return replace(corpus, exemplars=read_exemplars(settings.corpus / EXEMPLARS))


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold a lock, so that two processes never build the same thing at once.

    Where no lock can be written nobody builds either: what is there can be read all the same.
    """
    with ExitStack() as held:
        with suppress(OSError):
            settings.cache.mkdir(parents=True, exist_ok=True)
            lock = held.enter_context((settings.cache / "lock").open("w"))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                # Minutes, where it builds an index: whoever waits has to know for what.
                logger.warning(
                    "Another process makes model or index in %s; waiting for it.", settings.cache
                )
                fcntl.flock(lock, fcntl.LOCK_EX)
            folders.recover(settings.cache)
        yield


@contextmanager
def _writing(settings: Settings, kind: type[ModelError] | type[IndexFolderError]) -> Iterator[None]:
    """Hold the lock, and turn what the disk says into an error with its cure."""
    with _alone(settings):
        try:
            yield
        except OSError as error:
            raise kind(
                f"{settings.cache} cannot be written: {error}.",
                "Make room, or set GUIDEBOT_CACHE to a folder that can be written.",
            ) from error


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
    if settings.model:
        return load_encoder(settings)
    with _writing(settings, ModelError):
        try:
            manifest = check_serving(model_folder(settings) / "serving")
        except ModelError as problem:
            from guidebot.retrieval.model_export import export

            report(problem.message)
            manifest = check_serving(export(model_folder(settings), report))
    return load_encoder(settings, manifest)


def read_index(settings: Settings, corpus: Corpus, encoder: Encoder) -> Index:
    """Return the index, waiting for whoever is building it.

    Raises:
        IndexFolderError: if it is missing, damaged, or of another model or corpus.
    """
    with _alone(settings):
        return load_index(index_folder(settings), encoder.name, corpus.digest)


def export_again(settings: Settings, report: Report) -> None:
    """Export the embedded model, whether or not a whole export is there.

    Raises:
        ModelError: if it cannot be made or written.
    """
    from guidebot.retrieval.model_export import export

    with _writing(settings, ModelError):
        export(model_folder(settings), report)


def ready_index(
    settings: Settings, corpus: Corpus, encoder: Encoder, report: Report, progress: Progress
) -> Index:
    """Return the index, building it first where it is missing, damaged or stale.

    Raises:
        IndexFolderError: if it cannot be written.
    """
    folder = index_folder(settings)
    with _writing(settings, IndexFolderError):
        try:
            return load_index(folder, encoder.name, corpus.digest)
        except IndexFolderError as problem:
            report(f"{problem.message} Building it.")
            taught = _taught(settings, corpus)
            build_index(folder, taught, encoder, marks_of(settings), progress)
            return load_index(folder, encoder.name, corpus.digest)


def check_standing_index(settings: Settings) -> dict[str, Any]:
    """Return the manifest of an index that is whole and as new as model and corpus.

    Raises:
        IndexFolderError: saying what is wrong.
    """
    digest = searchable_digest(corpus_digest(settings.corpus), settings.data)
    return check_index(index_folder(settings), settings.model or model_name(), digest)


def is_ready(settings: Settings) -> bool:
    """Return whether model and index are whole and up to date, without loading either."""
    try:
        if not settings.model:
            check_serving(model_folder(settings) / "serving")
        with _alone(settings):
            check_standing_index(settings)
    except (GuidebotError, OSError):
        return False
    return True


def build_again(
    settings: Settings, corpus: Corpus, encoder: Encoder, progress: Progress, refit: bool
) -> None:
    """Build the index, whether or not the one in place would do.

    Args:
        settings: where things are.
        corpus: to be searched.
        encoder: the model.
        progress: told (done, total) while texts are encoded.
        refit: fit recogniser and confidence anew even where those in place still hold.

    Raises:
        IndexFolderError: if it cannot be written.
    """
    with _writing(settings, IndexFolderError):
        taught = _taught(settings, corpus)
        build_index(index_folder(settings), taught, encoder, marks_of(settings), progress, refit)


def prepare(settings: Settings, corpus: Corpus, report: Report, progress: Progress) -> Retriever:
    """Return a retriever, making whatever it needs.

    Args:
        settings: where things are.
        corpus: to be searched.
        report: told in words what is being made.
        progress: told (done, total) while texts are encoded.

    Raises:
        ModelError: if the model can neither be found nor made.
        IndexFolderError: if the index cannot be written.
    """
    encoder = ready_encoder(settings, report)
    return Retriever(corpus, ready_index(settings, corpus, encoder, report, progress), encoder)
