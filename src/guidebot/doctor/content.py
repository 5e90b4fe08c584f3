"""What the doctor looks at in what is shown and searched: corpus, dates, model and index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from guidebot.corpus.checks import check_corpus as faults_of
from guidebot.corpus.loading import read_corpus
from guidebot.doctor.findings import Finding, State
from guidebot.preparation import check_standing_index
from guidebot.retrieval.adapter import model_name
from guidebot.retrieval.encoder import check_serving, model_folder
from guidebot.reviews import find_due
from guidebot.settings import Settings
from guidebot.trial_checks import read_checks

#: A corpus that was checked longer ago than this is not on a machine whose clock is right.
OLDEST_CORPUS = timedelta(days=3650)


def check_corpus(settings: Settings, today: date) -> Iterator[Finding]:
    """Check the corpus by all its rules."""
    faults = faults_of(settings.corpus)
    if faults:
        told = f"{len(faults)} faults in {settings.corpus}, the first: {faults[0]}"
        yield Finding("corpus", State.FAULT, told, "Run guidebot corpus check.")
    else:
        yield Finding("corpus", State.OK, f"{settings.corpus} has no faults.")


def check_clock(settings: Settings, today: date) -> Iterator[Finding]:
    """Check the clock against the days on which the corpus was checked."""
    newest = max(passage.checked for passage in read_corpus(settings.corpus).passages)
    cure = "Set the clock: dates of review and the words about them depend on it."
    if today < newest:
        told = f"The clock says {today}, but the corpus was checked on {newest}."
        yield Finding("clock", State.FAULT, told, cure)
    elif today - newest > OLDEST_CORPUS:
        told = f"The clock says {today}; the corpus was last checked on {newest}."
        yield Finding("clock", State.FAULT, told, cure)
    else:
        yield Finding("clock", State.OK, f"{today} by the clock.")


def check_review(settings: Settings, today: date) -> Iterator[Finding]:
    """Check whether anything is past its review date."""
    corpus = read_corpus(settings.corpus)
    past = [due for due in find_due(corpus, read_checks(settings.data), today, 0) if due.past]
    if past:
        told = f"{len(past)} texts are past their review date; answers say so."
        yield Finding("review", State.ADVICE, told, "Run guidebot corpus due.")
    else:
        yield Finding("review", State.OK, "Nothing is past its review date.")


def check_model(settings: Settings, today: date) -> Iterator[Finding]:
    """Check the exported model."""
    if settings.model:
        yield Finding("model", State.OK, f"{settings.model} is looked up when guidebot starts.")
        return
    check_serving(model_folder(settings) / "serving")
    yield Finding("model", State.OK, f"{model_name()} is whole.")


def check_index(settings: Settings, today: date) -> Iterator[Finding]:
    """Check that the index is whole and as new as the corpus."""
    manifest = check_standing_index(settings)
    yield Finding("index", State.OK, f"{manifest['vectors']} vectors, as new as the corpus.")
