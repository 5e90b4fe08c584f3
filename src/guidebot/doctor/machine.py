"""What the doctor looks at in the machine: settings, folders, memory, Redis, servers."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from guidebot.corpus.ingest import read_documents
from guidebot.corpus.loading import read_corpus
from guidebot.doctor.findings import Finding, State
from guidebot.running import servers
from guidebot.settings import Settings, unknown_variables
from guidebot.signatures import read_signatures
from guidebot.sizing import PROCESS_BYTES, memory, processes
from guidebot.trial_checks import read_checks
from guidebot.web.limits import redis_answers

#: Free bytes below which a folder is too full to work, and below which that is near.
LEAST_ROOM, ENOUGH_ROOM = 200 * 1024**2, 1024**3


def check_settings(settings: Settings, today: date) -> Iterator[Finding]:
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


def check_data(settings: Settings, today: date) -> Iterator[Finding]:
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


def check_disk(settings: Settings, today: date) -> Iterator[Finding]:
    """Check the room of both folders."""
    for folder in (settings.cache, settings.data):
        there = next(each for each in (folder, *folder.parents) if each.exists())
        free = shutil.disk_usage(there).free
        state = State.OK if free >= ENOUGH_ROOM else State.ADVICE
        state = State.FAULT if free < LEAST_ROOM else state
        cure = "" if state is State.OK else "Make room, or set GUIDEBOT_CACHE and GUIDEBOT_DATA."
        yield Finding("disk", state, f"{free // 1024**2} MB are free for {folder}.", cure)


def check_memory(settings: Settings, today: date) -> Iterator[Finding]:
    """Check that the processes fit into the memory."""
    number = processes(settings)
    told = f"{number} processes, {memory() // 1024**2} MB of memory."
    if number * PROCESS_BYTES > memory():
        yield Finding("memory", State.FAULT, told, "Set GUIDEBOT_WORKERS lower.")
    else:
        yield Finding("memory", State.OK, told)


def check_limits(settings: Settings, today: date) -> Iterator[Finding]:
    """Check that Redis answers where it is to count."""
    if settings.redis_url and not redis_answers(settings):
        told = "The Redis of GUIDEBOT_REDIS_URL does not answer; each process counts alone."
        yield Finding("limits", State.FAULT, told, "Start it, or correct the address.")
    elif not settings.redis_url and processes(settings) > 1:
        told = "Each process counts questions alone, so limits are as many times higher."
        yield Finding("limits", State.ADVICE, told, "Set GUIDEBOT_REDIS_URL.")
    else:
        yield Finding("limits", State.OK, "Questions can be counted.")


def check_server(settings: Settings, today: date) -> Iterator[Finding]:
    """Tell which servers run on the cache folder."""
    running = servers(settings)
    told = ", ".join(f"{each.address} (process {each.process})" for each in running)
    yield Finding("server", State.OK, f"Running: {told or 'none'}.")
