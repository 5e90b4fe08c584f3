"""guidebot beside others on the same passages and questions: build, start, memory, time, ratios.

    python -m bench.peers [--questions 100] [--rounds 5] [--only NAME] [--threads 2]
                          [--folder FOLDER] [--json FILE]

Peers come with `pip install -c constraints.txt -e '.[peers]'`; one that is missing is skipped. Each
runs in a process of its own with the same number of threads, and all take turns, so that whatever
else the machine does slows all alike. No question is asked twice: nobody answers from memory.
Building the indexes takes minutes each; `--folder` keeps them for the next run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from bench.contenders import BUILT, LINES, Line, write_lines
from bench.peer_figures import as_json, machine, table
from bench.peer_process import Place, StoppedError
from bench.peer_questions import MOST_ROUNDS, rounds_of
from bench.peer_rounds import measure
from guidebot.corpus.loading import read_corpus
from guidebot.domain import Corpus
from guidebot.preparation import ready_encoder
from guidebot.progress import say
from guidebot.retrieval.encoder import model_folder
from guidebot.retrieval.entries import entries_of
from guidebot.settings import read_settings
from guidebot.sizing import cores


@dataclass(frozen=True, slots=True)
class Kind:
    """A contender that can be chosen.

    Attributes:
        title: as the table names it.
        module: that has to be installed.
        index: folder of its index; both kinds of guidebot have one.
        folds: a question itself; for the others that is done before.
    """

    title: str
    module: str
    index: str
    folds: bool = False


KINDS = {
    "guidebot-search": Kind("guidebot, search", "guidebot", "guidebot", folds=True),
    "guidebot-answer": Kind("guidebot, whole answer", "guidebot", "guidebot", folds=True),
    "sentence-transformers": Kind(
        "sentence-transformers (PyTorch) + FAISS", "sentence_transformers", "sentence-transformers"
    ),
    "txtai": Kind("txtai, hybrid", "txtai", "txtai"),
    "haystack": Kind("Haystack, in memory", "haystack", "haystack"),
}


def installed(names: Sequence[str]) -> list[str]:
    """Return the contenders that can run; say of each other what would make it run."""
    there = [name for name in names if find_spec(KINDS[name].module)]
    for name in names:
        if name not in there:
            say(f"{name} is not installed: skipped. pip install -c constraints.txt -e '.[peers]'")
    return there


def lines_of(corpus: Corpus) -> list[Line]:
    """Return every text that guidebot finds a passage or a trial by."""
    units, entries = entries_of(corpus)
    return [Line(units[entry.unit], entry.role.value, entry.text) for entry in entries]


def fill(folder: Path, lines: Sequence[Line], model: str) -> None:
    """Write the lines into a folder; what was built there from others is not taken again."""
    folder.mkdir(parents=True, exist_ok=True)
    write_lines(lines, folder / LINES)
    made_from = hashlib.sha256(model.encode() + (folder / LINES).read_bytes()).hexdigest()
    mark = folder / "made_from"
    if not mark.exists() or mark.read_text("ascii") != made_from:
        for old in folder.glob(f"*/{BUILT}"):
            old.unlink()
    mark.write_text(made_from, "ascii")


@contextmanager
def _folder(chosen: Path | None) -> Iterator[Path]:
    """Give the chosen folder, else one that goes away."""
    if chosen:
        yield chosen.resolve()
    else:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name)


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options, read from the command line or from `words`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    add = parser.add_argument
    add("--questions", type=int, default=100, help="of each round (default: 100)")
    add("--rounds", type=int, default=5, help=f"1 to {MOST_ROUNDS - 1} (default: 5)")
    add("--only", action="append", choices=list(KINDS), help="may be given more than once")
    add("--threads", type=int, default=cores(), help="of each contender (default: all cores)")
    add("--folder", type=Path, help="keep the indexes here, and take those that are here")
    add("--json", type=Path, help="write everything measured into this file")
    given = parser.parse_args(words)
    if given.questions < 1 or given.threads < 1 or not 1 <= given.rounds < MOST_ROUNDS:
        parser.error(f"--questions and --threads from 1, --rounds from 1 to {MOST_ROUNDS - 1}")
    return given


def places_of(given: argparse.Namespace, folder: Path, models: Path) -> list[Place]:
    """Return where each contender works that was chosen and can run."""
    return [
        Place(
            name=name,
            title=KINDS[name].title,
            folds=KINDS[name].folds,
            folder=folder,
            own=folder / KINDS[name].index,
            models=models,
            threads=given.threads,
        )
        for name in installed(given.only or list(KINDS))
    ]


def main() -> None:
    """Print the table."""
    given = arguments()
    settings = replace(read_settings(), model="")
    corpus = read_corpus(settings.corpus)
    model, lines = ready_encoder(settings, say).name, lines_of(corpus)
    with _folder(given.folder) as folder:
        fill(folder, lines, model)
        places = places_of(given, folder, model_folder(settings))
        before = machine(given.threads)
        try:
            measured = measure(places, rounds_of(corpus, given.questions, given.rounds + 1))
        except StoppedError as error:
            raise SystemExit(str(error)) from error
    asked = f"{len(lines)} lines, {given.rounds} rounds of {given.questions} questions"
    print(table(measured))
    print(f"\n{asked}, {given.threads} threads each. {before['processor']}, {before['system']}.")
    print("guidebot builds more than the lines: sentences, exemplars, and what is fitted on them.")
    print(", ".join(f"{name} {number}" for name, number in before["versions"].items()))
    if given.json:
        whole = {"machine": before, "asked": asked, "contenders": as_json(measured)}
        given.json.write_text(json.dumps(whole, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
