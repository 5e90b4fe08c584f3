"""Kill a writer at seeded points, start again and look: run as a program of its own.

    python -m tests.faults.killing SCENARIO FOLDER SEED COUNT

Each point is one call that touches the disk, counted by a profile hook; the child that reaches it
kills itself with SIGKILL, so that a seed names the same points on every machine. Children are
forked from a process that has no threads; only so do hundreds of starts take seconds.
Prints {"calls", "points", "faults"}.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from tqdm import tqdm

from guidebot import preparation
from guidebot.corpus.ingest import documents_digest, read_documents, take_in
from guidebot.preparation import index_folder, ready_index
from guidebot.retrieval import folders, network, store, word_network
from tests.faults.tiny import TinyEncoder, quiet, tiny_corpus, tiny_settings

#: C functions that change what is on disk, or decide which file is meant.
_CALLS = frozenset(
    """
    open write tofile write_index flush close fsync rename replace mkdir unlink rmdir remove
    """.split()
)
_TODAY = date(2026, 11, 26)


def _forked(work: Callable[[], None]) -> int:
    """Run something in a child; return its wait status."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _hooked(work: Callable[[], None], limit: int, counted: Path | None = None) -> None:
    """Run something that is killed before its call number `limit`; 0 for never."""
    seen = 0

    def count(_frame: object, event: str, called: object) -> None:
        nonlocal seen
        if event == "c_call" and getattr(called, "__name__", "") in _CALLS:
            seen += 1
            if seen == limit:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    work()
    sys.setprofile(None)
    if counted:
        counted.write_text(str(seen))


def _build(folder: Path, name: str) -> None:
    """Bring the index of a folder up to date with a corpus."""
    index = ready_index(tiny_settings(folder), tiny_corpus(name), TinyEncoder(), quiet, quiet)
    assert f"passage:own#{name}" in index.units


class Build:
    """An index build, over nothing or over the index of another corpus."""

    def __init__(self, before: str) -> None:
        self._before = before

    def prepare(self, folder: Path) -> None:
        folder.mkdir()
        if self._before:
            _build(folder, self._before)

    def run(self, folder: Path) -> None:
        _build(folder, "new")

    def check(self, folder: Path) -> None:
        """Fail unless what lies there is whole, and the next start has the new index."""
        cache, index = tiny_settings(folder).cache, index_folder(tiny_settings(folder))
        folders.recover(cache)
        digests = {tiny_corpus(name).digest for name in ("new", self._before) if name}
        assert index.exists() or not self._before, "the old index is lost"
        if index.exists():
            assert store.check_index(index)["corpus"] in digests
        for part in (index, cache / "fits", cache / "vectors"):
            whole = folders.read_manifest(part)
            assert not part.exists() or (whole and not folders.damaged_files(part, whole)), part
            assert part.exists() or not self._before, f"{part} is lost"
        self.run(folder)
        assert not [*cache.rglob(".*")], "something is left behind"


class Ingest:
    """Taking in new and changed documents beside some that are in."""

    def _write(self, folder: Path, version: str, count: int) -> None:
        for number in range(count):
            text = f"{version}：第{number}号通知，周{number}下午可以探视。\n" * 3
            (folder / "in" / f"{number}.txt").write_text(text, "utf-8")

    def prepare(self, folder: Path) -> None:
        (folder / "in").mkdir(parents=True)
        self._write(folder, "旧版", 4)
        take_in(folder / "data", [folder / "in"], _TODAY)
        self._write(folder, "新版", 7)

    def run(self, folder: Path) -> None:
        take_in(folder / "data", [folder / "in"], _TODAY)

    def check(self, folder: Path) -> None:
        """Fail unless every document is there in one version, and taking in goes on."""
        data = folder / "data"
        held = read_documents(data)
        assert len({passage.topic for passage in held}) >= 4, "a document is lost"
        assert all(passage.texts["zh"].text[:2] in {"旧版", "新版"} for passage in held)
        self.run(folder)
        texts = [passage.texts["zh"].text for passage in read_documents(data)]
        assert len(texts) == 7
        assert all(text.startswith("新版") for text in texts)
        digest = documents_digest(data)
        self.run(folder)
        assert documents_digest(data) == digest


SCENARIOS: dict[str, Build | Ingest] = {
    "first": Build(""),
    "again": Build("old"),
    "ingest": Ingest(),
}


def _warm(work: Build | Ingest, folder: Path) -> None:
    """Load what is loaded late and read the rules, once for all children."""
    # What is learned is not tested here.
    network.ROUNDS = word_network.ROUNDS = 1
    # Its own lock is shared by all processes: a killed child would hold it for ever.
    tqdm.monitor_interval = 0
    tqdm.set_lock(threading.RLock())
    marks = preparation.marks_of(tiny_settings(folder))
    preparation.marks_of = lambda settings: marks
    for name in ("old", "new") if isinstance(work, Build) else ():
        _build(folder, name)
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "one.txt").write_text("一句话。", "utf-8")
    take_in(folder / "data", [folder / "in"], _TODAY)


def main(scenario: str, where: str, seed: str, count: str) -> None:
    """Kill a scenario at points, check each, print what was found."""
    work, base = SCENARIOS[scenario], Path(where)
    template, tried, counted = base / "template", base / "tried", base / "calls"
    _warm(work, base / "warm")
    work.prepare(tried)
    shutil.copytree(tried, template)

    def fresh() -> None:
        shutil.rmtree(tried, ignore_errors=True)
        shutil.copytree(template, tried)

    fresh()
    assert _forked(lambda: _hooked(lambda: work.run(tried), 0, counted)) == 0
    calls = int(counted.read_text())
    points = random.Random(int(seed)).sample(range(1, calls + 1), min(int(count), calls))
    faults = []
    for point in points:
        fresh()
        status = _forked(partial(_hooked, partial(work.run, tried), point))
        if not os.WIFSIGNALED(status):
            faults.append([point, "the writer was not killed"])
        elif _forked(lambda: work.check(tried)):
            faults.append([point, "what it left is not whole"])
    sys.stdout.write(json.dumps({"calls": calls, "points": len(points), "faults": faults}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
